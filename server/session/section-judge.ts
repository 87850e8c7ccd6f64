import { TextCopy, textChangeOf, writerBehind } from '../../src/shared/capabilities/documents/text-copy.ts';
import { sectionInTheWay, sectionsBinding } from '../../src/shared/capabilities/locks/objections.ts';
import { type SectionLock, touchedSection } from '../../src/shared/capabilities/locks/section-lines.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { RestingLane } from './resting-lane.ts';
import type { SessionCore } from './session-core.ts';

/** Parts of a session that judge an edit by the text that it is for. */
export type SectionSession = SessionCore & {
  readonly checkpoints: Pick<Checkpoints, 'at'>;
  /** Lane of judgements that open a text. */
  readonly opening: RestingLane;
};

/** Most attempts, where others take or give up locks meanwhile. */
const mostTries = 3;

const isSame = (a: readonly SectionLock[], b: readonly SectionLock[]) =>
  a.length === b.length && a.every(({ id }, index) => id === b[index]!.id);

const later = () =>
  new EnsembleError(
    'not-permitted',
    'Others have locked parts of this text, and it is changing: try again in a moment.',
  );

/** Lists the locked sections of others that bind the sender of an edit; none for people, whom they warn. */
export function sectionsFor({ entryRules }: SessionCore, { kind, by, ref }: Entry): SectionLock[] {
  return kind === 'doc.updated' && ref !== null ? sectionsBinding(entryRules.staged, by, ref) : [];
}

/**
 * Judges an agent's edit of a text in which others have locked sections, by opening the text: all that came in before is
 * committed first. Where it lies does not change afterwards: what comes between moves it and the sections together.
 * Gives null, unjudged, where `isWanted` says that its sender has gone.
 */
export async function objectionBySections(
  session: SectionSession,
  entry: Entry,
  isWanted: () => boolean,
): Promise<EnsembleError | null> {
  for (let tries = 0; tries < mostTries; tries++) {
    await session.caughtUp();
    const locks = sectionsFor(session, entry);
    if (locks.length === 0) return null;
    const verdict = await session.opening.run(isWanted, () => touched(session, entry, locks));
    if (verdict === null || !isWanted()) return null;
    if (verdict.is === 'unknown') return later();
    if (verdict.lock !== null) return sectionInTheWay(session.entryRules.staged, verdict.lock);
    if (isSame(locks, sectionsFor(session, entry))) return null;
  }
  return later();
}

type Touched = { is: 'unknown' } | { is: 'judged'; lock: SectionLock | null };

/** Finds the lock that an edit touches in the text as it is once all that came in before is committed. */
async function touched(session: SectionSession, entry: Entry, locks: readonly SectionLock[]): Promise<Touched> {
  const { options, facts, checkpoints } = session;
  const ref = entry.ref!;
  const since = Math.min(facts.changedAt(ref), session.head);
  const past = await checkpoints.at(ref, since, session.head);
  const body = entry.blob === null ? entry.body : await options.getBlob?.(entry.blob);
  // An older text would not have what the edit is about.
  if (!past || past.seq < since || !body) return { is: 'unknown' };
  const copy = new TextCopy();
  copy.load(past.bytes);
  const writer = writerBehind(entry.by, facts.boundOf(entry.by) ?? undefined);
  const lock = touchedSection(copy, textChangeOf({ ...entry, body }), writer, locks);
  copy.document.destroy();
  return { is: 'judged', lock };
}
