import type { CutOut } from './log.ts';

/** Joins contents that overlap, by their refs and seqs; leaves out those whose outcome has their very place. */
export function unitedCuts(cuts: readonly CutOut[]): CutOut[] {
  const united: CutOut[] = [];
  const ordered = cuts
    .filter(({ after, upTo }) => upTo - after > 1)
    .sort((a, b) => (a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : a.after - b.after));
  for (const cut of ordered) {
    const last = united.at(-1);
    if (last?.ref === cut.ref && cut.after < last.upTo) last.upTo = Math.max(last.upTo, cut.upTo);
    else united.push({ ...cut });
  }
  return united;
}
