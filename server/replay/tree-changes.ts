import type { TreeChange } from '../../src/shared/capabilities/replay/methods.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import type { ReplayHistory } from './replay-history.ts';
import type { Work } from './text-walk.ts';

const mostChanges = 5_000;
const pageEntries = 2_000;

/** Path of a document's file at a moment; null where there was none. */
function pathIn({ documents }: SessionState, ref: string): string | null {
  const info = documents[ref];
  return info && !info.deleted ? info.path : null;
}

/** Lists the files that differ between two moments: by path, or by text. Gives the reason for an early end. */
export async function treeChanges(
  history: ReplayHistory,
  [from, to]: [number, number],
  work: Work,
  tell: (changes: TreeChange[], share: number) => Promise<void>,
): Promise<string | null> {
  const [first, last] = [Math.min(from, to), Math.max(from, to)];
  const [before, after] = [await history.stateAt(from), await history.stateAt(to)];
  const edited = new Set<string>();
  for await (const page of history.pagesBetween(first, last, pageEntries)) {
    for (const { kind, ref } of page) if (kind === 'doc.updated' && ref !== null) edited.add(ref);
    await work.turn();
  }
  const refs = [...new Set([...Object.keys(before.documents), ...Object.keys(after.documents)])];
  let count = 0;
  for (const [index, ref] of refs.entries()) {
    await work.turn();
    if (work.isLate) return 'This took too long, and was ended: choose two moments nearer to each other.';
    const [was, is] = [pathIn(before, ref), pathIn(after, ref)];
    if (was === null && is === null) continue;
    const isOther = was !== is || (edited.has(ref) && (await differs(history, ref, from, to)));
    if (!isOther) continue;
    await tell([{ ref, was, is }], (index + 1) / refs.length);
    if (++count >= mostChanges) return `The first ${mostChanges} files are shown.`;
  }
  return null;
}

/** Compares a text at two moments; one that was cut out at one of them counts as another. */
async function differs(history: ReplayHistory, ref: string, from: number, to: number): Promise<boolean> {
  if (history.isCut(ref, from) || history.isCut(ref, to)) return true;
  return (await history.textAt(ref, from)) !== (await history.textAt(ref, to));
}
