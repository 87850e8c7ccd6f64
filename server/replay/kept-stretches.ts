import type { Entry } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { decodeBody } from '../../src/shared/session/table.ts';
import type { Log } from '../log/log.ts';
import type { SessionCore } from '../session/session-core.ts';
import type { Stretch } from './cutting.ts';
import { lastBefore } from './last-before.ts';

const pageEntries = 500;

/** Finds the stretch that a recording was made of afterwards; null for one that was begun and stopped. */
export async function keptStretch(log: Pick<Log, 'recordings'>, id: string, ref: string): Promise<Stretch | null> {
  return keptStretches((await log.recordings(id)).filter((entry) => entry.ref === ref))[0] ?? null;
}

/** Lists the stretches that were kept as recordings afterwards. */
export function keptStretches(recordings: readonly Entry[]): Stretch[] {
  return recordings.flatMap(({ kind, body, seq }) =>
    kind === 'recording.kept' ? { after: decodeBody(kind, body).after, upTo: seq } : [],
  );
}

/**
 * Makes a recording of all that was said since a time, as far as it is kept. Throws `not-permitted` where somebody else
 * has said something in it: they did not know.
 */
export async function keepSince(session: SessionCore, sinceMs: number, title: string, ref: string): Promise<void> {
  const { log, id, head, facts, state } = session;
  const person = state.host?.person;
  if (person === undefined) throw new EnsembleError('host-away', 'The host of this session is away.');
  const after = await lastBefore(session, sinceMs);
  let startedMs = sinceMs;
  for (let at = after; at < head; ) {
    const page = await log.readRecorded(id, null, at, head, pageEntries);
    if (at === after) startedMs = page[0]?.at ?? sinceMs;
    const isOthers = ({ by }: Entry) => (facts.boundOf(by)?.person ?? person) !== person;
    if (page.some(isOthers))
      throw new EnsembleError(
        'not-permitted',
        'Somebody else was here in this time, and did not know: only a session of your own can be kept afterwards.',
      );
    at = page.length < pageEntries ? head : page.at(-1)!.seq;
  }
  session.write('recording.kept', { title, person, after, startedMs }, ref);
}
