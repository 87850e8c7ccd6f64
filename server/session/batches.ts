import { append } from '../../src/shared/core/append.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { type KindName, lookUp } from '../../src/shared/session/table.ts';

/** Most entries in a batch: more would keep waiting the typing of others. */
const mostInBatch = 500;
/** Most bytes of bulk in a batch, for the same reason. */
const mostBulkBytes = 256 * 1024;

/** Kinds that begin or end what is recorded. A batch ends with one: the log keeps a batch as recorded, or not. */
const endsBatch: ReadonlySet<string> = new Set<KindName>([
  'recording.started',
  'recording.paused',
  'recording.resumed',
  'recording.stopped',
  'recording.objected',
  'recording.agreed',
]);

/** Says whether an entry may wait for others': bulk that changes no state, such as a terminal's output. */
function mayWait({ kind }: Entry): boolean {
  const line = lookUp(kind);
  return line?.priority === 'bulk' && line.interest === 'ref';
}

/**
 * Takes the next batch out of the entries that wait. Bulk comes behind everything else, and only so much of it that a
 * key never waits long. The order within a replica stays: one that has said something else since waits with nothing.
 */
export function takeBatch<P extends { entry: Entry }>(pending: P[]): P[] {
  const ending = pending.findIndex(({ entry }) => endsBatch.has(entry.kind));
  const most = ending < 0 ? mostInBatch : Math.min(mostInBatch, ending + 1);
  if (ending >= 0 || !pending.some(({ entry }) => mayWait(entry))) return pending.splice(0, most);
  const mixed = new Set(pending.flatMap(({ entry }) => (mayWait(entry) ? [] : [entry.by])));
  const now: P[] = [];
  const bulk: P[] = [];
  const rest: P[] = [];
  let bulkBytes = 0;
  for (const each of pending) {
    const { entry } = each;
    const isBulk = mayWait(entry) && !mixed.has(entry.by);
    if (isBulk && bulkBytes < mostBulkBytes && bulk.length < mostInBatch) {
      bulkBytes += entry.body.length;
      bulk.push(each);
    } else if (!isBulk && now.length < mostInBatch) now.push(each);
    else rest.push(each);
  }
  pending.length = 0;
  append(pending, rest);
  return [...now, ...bulk];
}
