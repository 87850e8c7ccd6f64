import { activity } from './activity/activity.ts';
import { agents } from './agents/agents.ts';
import { approvals } from './approvals/approvals.ts';
import { calls } from './calls/calls.ts';
import { chat } from './chat/chat.ts';
import { comments } from './comments/comments.ts';
import { conventions } from './conventions/conventions.ts';
import { copies } from './copies/copies.ts';
import { direct } from './direct/direct.ts';
import { documents } from './documents/documents.ts';
import { drawing } from './drawing/drawing.ts';
import { entries } from './entries/entries.ts';
import { fileProposals } from './file-proposals/file-proposals.ts';
import { files } from './files/files.ts';
import { git } from './git/git.ts';
import { hosting } from './hosting/hosting.ts';
import { languages } from './languages/languages.ts';
import { library } from './library/library.ts';
import { locks } from './locks/locks.ts';
import { merging } from './merging/merging.ts';
import { people } from './people/people.ts';
import { presence } from './presence/presence.ts';
import { proposals } from './proposals/proposals.ts';
import { pulse } from './pulse/pulse.ts';
import { reach } from './reach/reach.ts';
import { recording } from './recording/recording.ts';
import { replay } from './replay/replay.ts';
import { requests } from './requests/requests.ts';
import { reviews } from './reviews/reviews.ts';
import { search } from './search/search.ts';
import { sharing } from './sharing/sharing.ts';
import { snippets } from './snippets/snippets.ts';
import { storage } from './storage/storage.ts';
import { tasks } from './tasks/tasks.ts';
import { terminals } from './terminals/terminals.ts';
import { values } from './values/values.ts';
import { whiteboard } from './whiteboard/whiteboard.ts';
import { work } from './work/work.ts';

/**
 * All capabilities of a session. Table, contract, state and fold derive from this list. Its order is the order of their
 * reducers and of their objections.
 */
export const capabilities = [
  people,
  entries,
  hosting,
  sharing,
  reach,
  requests,
  direct,
  documents,
  presence,
  locks,
  files,
  search,
  pulse,
  drawing,
  whiteboard,
  terminals,
  git,
  languages,
  merging,
  copies,
  conventions,
  recording,
  replay,
  library,
  comments,
  reviews,
  activity,
  storage,
  chat,
  snippets,
  calls,
  values,
  agents,
  approvals,
  work,
  proposals,
  fileProposals,
  tasks,
] as const;
