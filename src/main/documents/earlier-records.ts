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
 * one before. Of a document that has left the session, it forgets both. Each is one turn, beside no save.
 */
export async function forgetEarlier(noted: Noted, turn: (run: () => Promise<void>) => Promise<void>): Promise<void> {
  for (const ref of await noted.journal.withEarlier()) await turn(() => forget(noted, ref));
}

async function forget({ client, journal, disk }: Noted, ref: string): Promise<void> {
  if (!expectedState(client).documents[ref]) return journal.forget(ref, 'both');
  const { current } = await journal.records(ref);
  if (!current || current.before) return;
  const found = await disk.read(current.path).catch(() => null);
  if (found !== null && hashBytes(found) === current.hash) await journal.forget(ref, 'earlier');
}
