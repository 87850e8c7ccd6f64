import type { Entry } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { readBody } from '../../src/shared/session/table.ts';
import type { Log } from '../log/log.ts';
import type { SessionCore } from '../session/session-core.ts';
import type { Stretch } from './cutting.ts';
import { lastBefore } from './last-before.ts';

const pageEntries = 500;

/**
 * Finds the stretch that a recording was made of afterwards; null for one that was begun and stopped. Throws `not-found`
 * for one that was deleted.
 */
export async function keptStretch(log: Pick<Log, 'recordings'>, id: string, ref: string): Promise<Stretch | null> {
  const entries = (await log.recordings(id)).filter((entry) => entry.ref === ref);
  if (deletedIn(entries).has(ref)) throw recordingGone();
  return keptStretches(entries)[0] ?? null;
}

/** The refusal for a recording that is not there. */
export function recordingGone(): EnsembleError {
  return new EnsembleError('not-found', 'This recording is not here (any more).');
}

/** Lists the stretches that were kept as recordings afterwards, and not deleted since. */
export function keptStretches(recordings: readonly Entry[]): (Stretch & { ref: string | null })[] {
  const deleted = deletedIn(recordings);
  return recordings.flatMap(({ kind, body, seq, ref }) => {
    const kept = kind === 'recording.kept' && !deleted.has(ref ?? '') ? readBody(kind, body) : null;
    return kept ? { after: kept.after, upTo: seq, ref } : [];
  });
}

/** A recording that was deleted: whether its stretch leaves at once, and the seq of the entry that said so. */
export interface Deleted {
  clears: boolean;
  seq: number;
}

/** Finds the recordings that were deleted, by their refs. */
export function deletedIn(recordings: readonly Entry[]): Map<string, Deleted> {
  const deleted = new Map<string, Deleted>();
  for (const { kind, ref, body, seq } of recordings) {
    const said = kind === 'recording.deleted' && ref !== null ? readBody(kind, body) : null;
    if (said && ref !== null) deleted.set(ref, { ...said, seq });
  }
  return deleted;
}

/**
 * Makes a recording of all that was said since a time, as far as it is kept. Throws `not-permitted` where somebody else
 * has said something in it: they did not know.
 */
export async function keepSince(session: SessionCore, sinceMs: number, title: string, ref: string): Promise<void> {
  const person = session.state.host?.person;
  if (person === undefined) throw new EnsembleError('host-away', 'The host of this session is away.');
  const after = await lastBefore(session, sinceMs);
  let startedMs = sinceMs;
  let at = after;
  // Nothing that nobody has looked at may come before the entry that keeps all.
  while (at < session.head || !session.isSettled) {
    await session.settled();
    if (session.isClosed) throw new EnsembleError('disconnected', 'The session server is stopping.');
    const { log, id, head, facts } = session;
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
