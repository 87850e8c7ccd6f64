import { generateKeyBetween } from 'fractional-indexing';

/** Anything with a place on the board. */
interface Ranked {
  id: string;
  rank: string | null;
}

const mostLength = 200;

/** Says whether a text is a rank as we make them. */
function isRank(rank: string | null): rank is string {
  if (rank === null || rank.length > mostLength || !/^[A-Za-z][0-9A-Za-z]+$/.test(rank)) return false;
  try {
    generateKeyBetween(rank, null);
    return true;
  } catch {
    return false;
  }
}

/** Compares by rank, then by id: two branches may give the same rank. Those without one come last. */
export function compareRanks(a: Ranked, b: Ranked): number {
  const [one, other] = [isRank(a.rank) ? a.rank : '~', isRank(b.rank) ? b.rank : '~'];
  if (one !== other) return one < other ? -1 : 1;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

/**
 * Makes the rank for a place before `index` in a sorted list without the moved task (fractional indexing): only the
 * task that moves changes. Between two of the same rank there is none, so it goes behind all of these.
 */
export function rankAt(sorted: readonly Ranked[], index: number): string {
  const ranks = sorted.map(({ rank }) => (isRank(rank) ? rank : null));
  const before = ranks.slice(0, index).findLast((rank) => rank !== null) ?? null;
  const after = ranks.slice(index).find((rank) => rank !== null && (before === null || rank > before)) ?? null;
  return generateKeyBetween(before, after);
}
