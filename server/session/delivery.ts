import { append } from '../../src/shared/core/append.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { encodeFrame, runsOf, type ServerFrame, splitForFrames, toTuples } from '../../src/shared/core/frames.ts';
import { limits } from '../../src/shared/core/version.ts';
import { checkpointerOf } from '../../src/shared/session/checkpointers.ts';
import { lookUp } from '../../src/shared/session/table.ts';
import type { BlobRights } from './blob-rights.ts';
import type { Checkpoints, FoldedPast } from './checkpoints.ts';
import type { Connection } from './connection.ts';
import type { LogFacts } from './log-facts.ts';
import type { Narrowing } from './narrowing.ts';
import { newestPageAt } from './past-pages.ts';
import type { SessionCore } from './session-core.ts';

/** Parts of a session that tell its past. */
export type DeliveringSession = SessionCore & {
  readonly checkpoints: Checkpoints;
  readonly blobRights: BlobRights;
  readonly narrowing: Narrowing;
};

type Writers = Extract<ServerFrame, { t: 'backfill' }>['writers'];

/** Entries read from the log in one go; their bodies may have 64 kB each. */
const pageEntries = 250;

function refsIn(batch: readonly Entry[]): string[] {
  const refs = new Set<string>();
  for (const { ref, kind } of batch) if (ref !== null && lookUp(kind)?.interest === 'ref') refs.add(ref);
  return [...refs];
}

/** Seq of the newest entry that was left out, by ref. */
type LeftOut = ReadonlyMap<string, number>;

interface Piece {
  frame: Uint8Array;
  upTo: number;
}

/**
 * Makes the frames of everything in (after, upTo]; the last of them closes at `upTo`, and the first says what was left
 * out, so that a receiver cannot miss that without a gap in the order.
 */
export function framesOf(
  entries: readonly Entry[],
  after: number,
  upTo: number,
  leftOut: LeftOut = new Map(),
): Piece[] {
  const runs = runsOf(entries);
  let from = after;
  return runs.map((run, index) => {
    const to = index === runs.length - 1 ? upTo : run.at(-1)!.seq;
    const told = index === 0 && leftOut.size > 0 ? { leftOut: [...leftOut] } : {};
    const frame = encodeFrame({ t: 'entries', after: from, upTo: to, entries: toTuples(run), ...told });
    from = to;
    return { frame, upTo: to };
  });
}

/** Identifies the set of a batch's refs that a connection looks at: bits of a whole number while they fit one. */
function groupOf(connection: Connection, refs: readonly string[]): number | string {
  if (refs.length > 50) return refs.map((ref) => (connection.refs.has(ref) ? '1' : '0')).join('');
  let group = 0;
  for (let i = 0; i < refs.length; i++) if (connection.refs.has(refs[i]!)) group += 2 ** i;
  return group;
}

/**
 * Sends a committed batch to all connections that have everything before it. A frame is encoded once for all
 * connections with the same interest in the batch, so the work for each receiver is small.
 */
export function push(
  batch: readonly Entry[],
  { connections, narrowing }: Pick<DeliveringSession, 'connections' | 'narrowing'>,
): void {
  const first = batch[0];
  const last = batch.at(-1);
  if (!first || !last) return;
  const refs = refsIn(batch);
  const all = refs.length > 50 ? '1'.repeat(refs.length) : 2 ** refs.length - 1;
  const senders = new Set(batch.map((entry) => entry.by));
  const groups = new Map<number | string, Piece[]>();
  const framesFor = (connection: Connection) =>
    framesOf(
      narrowing.told(
        connection,
        batch.filter((entry) => connection.wants(entry)),
      ),
      first.seq - 1,
      last.seq,
    );
  for (const connection of connections) {
    if (connection.phase === 'closed' || connection.mode !== 'push' || connection.cursor !== first.seq - 1) continue;
    if (connection.isSlow) {
      connection.mode = 'pull';
      continue;
    }
    const group = groupOf(connection, refs);
    const isOther = connection.phase === 'draining' || connection.paths !== null;
    const isAlone = isOther || (group !== all && senders.has(connection.replica));
    let frames = isAlone ? undefined : groups.get(group);
    if (!frames) {
      frames = framesFor(connection);
      if (!isAlone) groups.set(group, frames);
    }
    for (let i = 0; i < frames.length; i++) connection.transport.send(frames[i]!.frame);
    connection.cursor = last.seq;
  }
}

/**
 * Brings a connection up to the head from the log, a page at a time and no faster than it takes them (backpressure);
 * then it is pushed to again.
 */
export async function pull(connection: Connection, session: DeliveringSession): Promise<void> {
  const { log, id } = session;
  if (connection.pumping) return;
  connection.pumping = true;
  try {
    while (connection.phase === 'joined' || connection.phase === 'draining') {
      if (connection.isSlow) return;
      const upTo = session.head;
      if (connection.cursor >= upTo) {
        connection.mode = 'push';
        tellSkipped(connection);
        return;
      }
      const page = await log.read(id, connection.cursor, upTo, pageEntries);
      const end = page.length < pageEntries ? upTo : page.at(-1)!.seq;
      const leftOut = new Map<string, number>();
      const wanted: Entry[] = [];
      for (const entry of page) {
        if (!connection.wants(entry)) continue;
        if (skips(connection, entry)) leftOut.set(entry.ref!, entry.seq);
        else wanted.push(entry);
      }
      for (const [ref, seq] of leftOut) connection.skipped.set(ref, seq);
      for (const piece of framesOf(session.narrowing.told(connection, wanted), connection.cursor, end, leftOut)) {
        connection.transport.send(piece.frame);
        connection.cursor = piece.upTo;
        if (connection.isSlow) return;
      }
    }
  } finally {
    connection.pumping = false;
  }
}

/** Says whether an entry is left out for a receiver that has fallen behind. */
function skips(connection: Connection, { by, kind, ref }: Entry): boolean {
  const checkpointer = checkpointerOf(kind);
  if (ref === null || by === connection.replica) return false;
  return checkpointer?.skips === true && checkpointer.trims.includes(kind);
}

/**
 * Tells a receiver that has caught up that it may subscribe anew to the refs of which entries were left out. Repeated
 * until it does: no gap in the order of the log would show that the frame was lost.
 */
export function tellSkipped(connection: Connection): void {
  if (connection.mode !== 'push') return;
  const none = { checkpoint: null, checkpointBlob: null, entries: [], writers: [] };
  for (const [ref, upTo] of connection.skipped)
    if (connection.refs.has(ref))
      connection.send({ t: 'backfill', ref, subscription: 0, after: upTo, ...none, upTo, done: true });
    else connection.skipped.delete(ref);
}

/**
 * Sends the past of one ref up to `upTo` (a backfill): its text at the seq from which this connection may hear it, or
 * later, the entries after that, and everybody's cursors; `isNewest`: its text at `upTo`; `inPages`: the newest page. Live entries may overtake it;
 * the client holds them back until `done`. It ends silently where the ref may be heard no more.
 */
export async function backfill(
  connection: Connection,
  session: DeliveringSession,
  { ref, subscription, isNewest, inPages }: { ref: string; subscription: number; isNewest: boolean; inPages: boolean },
  upTo: number,
  isWanted: () => boolean,
): Promise<void> {
  const { log, checkpoints, state, id } = session;
  const { entitledFrom } = connection;
  const pastAt = (since: number, upTo: number) =>
    inPages ? newestPageAt(session, ref, since, upTo) : checkpoints.at(ref, since, upTo);
  // In pages, no long tail stands for what the first of them leaves out.
  const since = inPages ? Math.max(entitledFrom, upTo - pageEntries) : entitledFrom;
  let untold = await pastAt(isNewest ? upTo : since, upTo);
  let after = untold?.seq ?? 0;
  let told = after;
  let end = Math.max(upTo, after);
  const cursors = (await log.latestOf(id, ref, end)).filter(({ by }) => state.replicas[by]?.connected);
  for (;;) {
    const page = after < end ? await log.readRef(id, ref, after, end, pageEntries) : [];
    const floor = checkpoints.floor(ref);
    if (floor > after) {
      // The log was trimmed while its receiver was slow: the checkpoint has the missing entries.
      untold = await pastAt(floor, end);
      if (!untold) return;
      after = told = untold.seq;
      end = Math.max(end, after);
      continue;
    }
    const isLast = page.length < pageEntries;
    const runs = splitForFrames(page.filter(({ kind }) => checkpointerOf(kind) !== undefined));
    if (isLast) append(runs, splitForFrames(cursors));
    if (runs.length === 0) runs.push([]);
    for (const [index, run] of runs.entries()) {
      await connection.drained();
      const { checkpoint, checkpointBlob } = await carried(session, ref, untold);
      if (!isWanted() || !session.mayHear(connection, ref)) return;
      untold = null;
      const done = isLast && index === runs.length - 1;
      connection.send({
        t: 'backfill',
        ref,
        subscription,
        after: told,
        checkpoint,
        checkpointBlob,
        entries: toTuples(run),
        writers: writersOf(session.facts, run),
        upTo: end,
        done,
      });
      told = newestOf(run) ?? told;
    }
    if (isLast) return;
    after = page.at(-1)!.seq;
  }
}

/** Gives the seq of the last entry with a past; cursors have none. */
export function newestOf(run: readonly Entry[]): number | undefined {
  return run.findLast(({ kind }) => checkpointerOf(kind) !== undefined)?.seq;
}

/** Lists the replicas behind entries, for a client whose state no longer has them. */
export function writersOf(facts: Pick<LogFacts, 'boundOf'>, run: readonly Entry[]): Writers {
  const replicas = new Set(run.map(({ by }) => by));
  return [...replicas].flatMap((replica) => {
    const bound = facts.boundOf(replica);
    return bound ? [[replica, bound.person, bound.purpose]] : [];
  });
}

/** Puts a folded past into a frame: itself, or the name of a blob where it is too large. */
async function carried(
  { options, blobRights }: DeliveringSession,
  ref: string,
  past: FoldedPast | null,
): Promise<{ checkpoint: Uint8Array | null; checkpointBlob: string | null }> {
  if (!past || !options.putBlob || past.bytes.length <= limits.inlineBodyBytes)
    return { checkpoint: past?.bytes ?? null, checkpointBlob: null };
  if (past.blob === undefined || !options.hasBlob?.(past.blob)) past.blob = await options.putBlob(past.bytes);
  blobRights.noteCheckpoint(ref, past.blob);
  return { checkpoint: null, checkpointBlob: past.blob };
}
