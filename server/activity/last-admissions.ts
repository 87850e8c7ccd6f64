import { activityLimits } from '../../src/shared/capabilities/activity/methods.ts';
import { readBody } from '../../src/shared/session/table.ts';
import type { Log } from '../log/log.ts';
import type { Session } from '../session/session.ts';

/** Entries that are read before others have their turn. */
export const pageEntries = 500;

/** Admissions that were found in a log up to a seq: the newest of each person. */
interface Found {
  upTo: number;
  readonly seqs: Map<string, number>;
}

const foundOf = new WeakMap<Session['facts'], Found>();

/**
 * Finds by which entry up to the head somebody was let in last: guests are told of nothing before that, since they may
 * have been sent out before. Looks at the newest entries alone, and while a session runs, at each once; null for none.
 */
export async function lastAdmission(
  log: Log,
  id: string,
  { facts }: Pick<Session, 'facts'>,
  person: string,
  head: number,
): Promise<number | null> {
  const found = foundOf.get(facts) ?? { upTo: 0, seqs: new Map<string, number>() };
  foundOf.set(facts, found);
  let at = Math.max(found.upTo, head - activityLimits.entries, 0);
  while (at < head) {
    const page = await log.read(id, at, head, pageEntries);
    for (const { kind, body, seq } of page) {
      const admitted = kind === 'participant.admitted' ? readBody(kind, body) : null;
      if (admitted) found.seqs.set(admitted.person, Math.max(seq, found.seqs.get(admitted.person) ?? 0));
    }
    at = page.length < pageEntries ? head : page.at(-1)!.seq;
    await new Promise((resolve) => setImmediate(resolve));
  }
  found.upTo = Math.max(found.upTo, head);
  return found.seqs.get(person) ?? null;
}
