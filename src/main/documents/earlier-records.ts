import type { SessionClient } from '../../client/session-client.ts';
import { hashBytes } from '../../shared/text/hash.ts';
import type { Disk } from './disk.ts';
import { expectedState } from './expected-state.ts';
import type { Journal } from './journal.ts';

interface Noted {
  client: SessionClient;
  journal: Journal;
  disk: Disk;
}

/**
 * Forgets the record of each file before its newest, where the file holds the newest: only a crash in between needs the
 * one before. Of a document that has left the session, it forgets all. Each is one turn, beside no save. Changes nothing
 * unless this person is the session's host: only then its state says which documents have left.
 */
export async function forgetEarlier(noted: Noted, turn: (run: () => Promise<void>) => Promise<void>): Promise<void> {
  const here = documentsOf(noted);
  for (const { ref, hasEarlier } of await noted.journal.recorded())
    if (hasEarlier || !here.has(ref)) await turn(() => forget(noted, ref));
}

/** Lists the documents of the session, and those that are on their way into its log. */
function documentsOf({ client }: Noted): ReadonlySet<string> {
  const coming = client.unsent.flatMap(({ entry }) => (entry.kind === 'doc.opened' ? (entry.ref ?? []) : []));
  return new Set([...Object.keys(expectedState(client).documents), ...coming]);
}

async function forget(noted: Noted, ref: string): Promise<void> {
  const { client, journal, disk } = noted;
  const { host } = client.state;
  if (host === null || host.person !== client.person) return;
  if (!documentsOf(noted).has(ref)) return journal.forget(ref, 'both');
  const { current, previous } = await journal.records(ref);
  if (!current || !previous || current.before) return;
  const found = await disk.read(current.path).catch(() => null);
  if (found !== null && hashBytes(found) === current.hash) await journal.forget(ref, 'earlier');
}
