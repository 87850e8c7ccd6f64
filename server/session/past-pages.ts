import type { Pages } from '../../src/shared/core/capability.ts';
import { EnsembleError, toWireError } from '../../src/shared/core/errors.ts';
import type { ClientFrame } from '../../src/shared/core/frames.ts';
import { authorize } from '../../src/shared/session/authorize.ts';
import { checkpointerOfRef } from '../../src/shared/session/checkpointers.ts';
import { overTenSeconds } from '../../src/shared/token-buckets.ts';
import type { Checkpoint } from '../log/log.ts';
import type { Checkpoints, FoldedPast } from './checkpoints.ts';
import type { Connection } from './connection.ts';
import type { SessionCore } from './session-core.ts';

/** Parts of a session that tell pages of its pasts. */
type PagedSession = SessionCore & { readonly checkpoints: Checkpoints };

/** Rate of pages of one connection: to search the past of a long chat takes some fifty. */
const pageRate = overTenSeconds(20);

const tooFast = () =>
  new EnsembleError('too-fast', 'Too much of the past is asked for at once: try again in a moment.');
const notHeard = () => new EnsembleError('bad-request', 'Subscribe to it first.');

function pagesOf({ state }: PagedSession, ref: string, past: FoldedPast): Pages | undefined {
  const pages = past.pages ?? checkpointerOfRef(state, ref)?.pages?.(past.bytes);
  if (pages) past.pages = pages;
  return pages;
}

/** Gives the newest page of a past at some seq from `since` on; all of a past that has no pages. */
export async function newestPageAt(
  session: PagedSession,
  ref: string,
  since: number,
  upTo: number,
): Promise<Checkpoint | null> {
  const past = await session.checkpoints.at(ref, since, upTo);
  const pages = past && pagesOf(session, ref, past);
  return pages ? { seq: past.seq, bytes: pages.newest() } : past;
}

/** Tells a page of a past that is in pages, behind the pasts that this connection has asked for before. */
export function tellPage(
  session: PagedSession,
  connection: Connection,
  { ref, subscription, before, since }: Extract<ClientFrame, { t: 'page' }>,
): void {
  const { entryRules, environment, facts } = session;
  const objection = () =>
    authorize(entryRules.staged, connection.who, 'hear', ref) ?? (connection.refs.has(ref) ? null : notHeard());
  const isInTime = connection.rates.take('pages', pageRate, environment.nowMs());
  const error = isInTime ? objection() : tooFast();
  const refuse = (reason: EnsembleError) =>
    connection.send({ t: 'refused', kind: 'subscribe', ref, subscription, ...toWireError(reason) });
  if (error) return refuse(error);
  connection.backfills.ask(`page ${ref}`, connection.cursor, async (upTo, isWanted) => {
    // Nothing is folded anew while nothing is said, whatever is asked for.
    const from = Math.min(upTo, since, facts.changedAt(ref));
    const past = await session.checkpoints.at(ref, Math.max(connection.entitledFrom, from), upTo);
    await connection.drained();
    if (!isWanted() || connection.phase !== 'joined') return;
    const lost = objection();
    if (lost) return refuse(lost);
    const pages = past && pagesOf(session, ref, past);
    const content = (before === null ? pages?.newest() : pages?.before(before)) ?? null;
    connection.send({ t: 'page', ref, subscription, content, upTo: past?.seq ?? upTo });
  });
}
