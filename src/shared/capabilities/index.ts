import { documents } from './documents/documents.ts';
import { entries } from './entries/entries.ts';
import { files } from './files/files.ts';
import { hosting } from './hosting/hosting.ts';
import { locks } from './locks/locks.ts';
import { people } from './people/people.ts';
import { presence } from './presence/presence.ts';
import { pulse } from './pulse/pulse.ts';
import { requests } from './requests/requests.ts';
import { search } from './search/search.ts';
import { sharing } from './sharing/sharing.ts';

/**
 * All that can be done in a session. Table, contract, state and fold derive from this list. Their order is the one in
 * which their reducers run for one entry, and in which they are asked for objections.
 */
export const capabilities = [
  people,
  entries,
  hosting,
  sharing,
  requests,
  documents,
  presence,
  locks,
  files,
  search,
  pulse,
] as const;
