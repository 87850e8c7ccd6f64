import type { Checkpointer } from '../../src/shared/core/capability.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { serverReplica } from '../../src/shared/core/ids.ts';
import { limits } from '../../src/shared/core/version.ts';
import { checkpointerOfContent } from '../../src/shared/session/checkpointers.ts';
import { type Body, encodeBody, type KindName, lookUp } from '../../src/shared/session/table.ts';
import type { Checkpoints } from '../session/checkpoints.ts';
import type { SessionCore } from '../session/session-core.ts';
import type { Stretch } from './cutting.ts';
import { withoutNotes } from './entry-notes.ts';

/**
 * Takes the content of one ref out of a stretch of a session's log: in its place stand an entry at its
 * beginning and one with its outcome. False where that cannot be now: it is being written, or a part of it is not here.
 */
export async function excise(
  session: SessionCore,
  checkpoints: Checkpoints,
  ref: string,
  { after, upTo }: Stretch,
): Promise<boolean> {
  const { log, id } = session;
  const all = await log.readRecorded(id, ref, after, upTo, Number.MAX_SAFE_INTEGER);
  const checkpointer = all.map(({ kind }) => checkpointerOfContent(kind)).find((each) => each !== undefined);
  if (!checkpointer) return true;
  const kinds = [...checkpointer.content, checkpointer.cut];
  const leaving = all.filter(({ kind }) => kinds.includes(kind));
  const [first, last] = [leaving[0]!, leaving.at(-1)!];
  return checkpoints.excise(ref, last.seq, async (bytes) => {
    const end = await cutEntry(session, checkpointer, last, { outcome: bytes });
    const begin = await cutEntry(session, checkpointer, first, { outcome: null, begins: true });
    const instead = first.seq < last.seq ? [begin, end] : [end];
    // Checkpoints outside of the gap may stand for entries that left before.
    await log.excise(id, { ref, after: first.seq - 1, upTo: last.seq, kinds, instead }, withoutNotes);
  });
}

/** Makes an entry that stands for content that leaves, at the place of one of its entries. */
async function cutEntry(
  { options }: SessionCore,
  { cut }: Checkpointer,
  { seq, at, ref }: Entry,
  content: Body<'doc.cut'>,
): Promise<Entry> {
  const kind = cut as 'doc.cut' satisfies KindName;
  const body = encodeBody(kind, content);
  const { v } = lookUp(kind)!;
  const entry = { seq, at, by: serverReplica, n: 0, ageMs: 0, kind, v, ref, to: null };
  if (body.length <= limits.inlineBodyBytes || !options.putBlob) return { ...entry, body, blob: null };
  return { ...entry, body: new Uint8Array(), blob: await options.putBlob(body) };
}
