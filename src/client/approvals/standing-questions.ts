import { waiting } from '../../shared/capabilities/approvals/approval-state.ts';
import { mostWaiting } from '../../shared/capabilities/approvals/reducers.ts';
import type { SessionClient } from '../session-client.ts';

/** Askers of questions that are on their way to the log, by the questions' ids; null for one that is taken back. */
const underway = new WeakMap<SessionClient, Map<string, string | null>>();

/** Notes a question before it is said. Its taking back is noted too, and once the log knows either. */
export function notePut(client: SessionClient, approval: string, asker: string) {
  const own = underway.get(client) ?? new Map<string, string | null>();
  underway.set(client, own.set(approval, asker));
  return { takenBack: () => void own.set(approval, null), known: () => void own.delete(approval) };
}

/** Says whether the log takes one more question of an asker, behind all that this client has said. */
export function hasRoom(client: SessionClient, asker: string): boolean {
  const own = underway.get(client);
  const known = waiting(client.state).filter((each) => each.asker === asker && !own?.has(each.id)).length;
  const coming = [...(own?.values() ?? [])].filter((each) => each === asker).length;
  return known + coming < mostWaiting;
}
