import { append } from '../core/append.ts';

/** A difference of two lists: `from` to `to` of the old one gives way to `newFrom` to `newTo` of the new one. */
export interface Difference {
  from: number;
  to: number;
  newFrom: number;
  newTo: number;
}

/** Number of changes above which lists are split at lines that are unique in both. */
const mostSteps = 1000;

/**
 * Finds the differences of two lists of lines, in order. Its time grows with the length times the number of changes,
 * but never beyond a bound: lists without common lines are one difference.
 */
export function diffLists(before: readonly string[], after: readonly string[]): Difference[] {
  const codes = new Map<string, number>();
  const encode = (line: string) => {
    const code = codes.get(line) ?? codes.size;
    codes.set(line, code);
    return code;
  };
  const [a, b] = [Uint32Array.from(before, encode), Uint32Array.from(after, encode)];
  const found: Difference[] = [];
  const waiting: Difference[] = [{ from: 0, to: a.length, newFrom: 0, newTo: b.length }];
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    const rest = trimmed(a, b, part);
    if (rest.from === rest.to || rest.newFrom === rest.newTo) {
      if (rest.from < rest.to || rest.newFrom < rest.newTo) found.push(rest);
      continue;
    }
    const steps = shortest(a, b, rest);
    if (steps) append(found, steps);
    else {
      const parts = split(a, b, rest, codes.size);
      if (parts.length === 1) found.push(rest);
      else append(waiting, parts.reverse());
    }
  }
  return found;
}

/** Trims a common beginning and end. */
function trimmed(a: Uint32Array, b: Uint32Array, part: Difference): Difference {
  let { from, to, newFrom, newTo } = part;
  while (from < to && newFrom < newTo && a[from] === b[newFrom]) {
    from++;
    newFrom++;
  }
  while (from < to && newFrom < newTo && a[to - 1] === b[newTo - 1]) {
    to--;
    newTo--;
  }
  return { from, to, newFrom, newTo };
}

/**
 * Finds the fewest insertions and deletions (Myers, "An O(ND) Difference Algorithm"), or null when there are too many.
 */
function shortest(a: Uint32Array, b: Uint32Array, part: Difference): Difference[] | null {
  const [n, m] = [part.to - part.from, part.newTo - part.newFrom];
  const most = Math.min(n + m, mostSteps);
  const reach = new Int32Array(2 * most + 3);
  const middle = most + 1;
  const trace: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    trace.push(reach.slice(middle - d - 1, middle + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reach[middle + k - 1]! < reach[middle + k + 1]!);
      let x = down ? reach[middle + k + 1]! : reach[middle + k - 1]! + 1;
      while (x < n && x - k < m && a[part.from + x] === b[part.newFrom + x - k]) x++;
      reach[middle + k] = x;
      if (x >= n && x - k >= m) return walkBack(trace, part, n, m);
    }
  }
  return null;
}

/** Walks from the end of the shortest way back to its beginning; steps that touch are one difference. */
function walkBack(trace: readonly Int32Array[], part: Difference, n: number, m: number): Difference[] {
  const found: Difference[] = [];
  let [x, y] = [n, m];
  for (let d = trace.length - 1; d > 0; d--) {
    const before = trace[d]!;
    const at = (k: number) => before[k + d + 1]!;
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const fromX = at(down ? k + 1 : k - 1);
    const fromY = fromX - (down ? k + 1 : k - 1);
    const [toX, toY] = down ? [fromX, fromY + 1] : [fromX + 1, fromY];
    const last = found.at(-1);
    if (last && last.from === part.from + toX && last.newFrom === part.newFrom + toY) {
      last.from = part.from + fromX;
      last.newFrom = part.newFrom + fromY;
    } else {
      found.push({
        from: part.from + fromX,
        to: part.from + toX,
        newFrom: part.newFrom + fromY,
        newTo: part.newFrom + toY,
      });
    }
    [x, y] = [fromX, fromY];
  }
  return found.reverse();
}

/** Splits at the lines that are unique in both, as many of those as come in the same order (a patience diff). */
function split(a: Uint32Array, b: Uint32Array, part: Difference, codeCount: number): Difference[] {
  const [inA, inB] = [onceIn(a, part.from, part.to, codeCount), onceIn(b, part.newFrom, part.newTo, codeCount)];
  const pairs: [number, number][] = [];
  for (let at = part.from; at < part.to; at++) {
    const code = a[at]!;
    if (inA[code]! > 0 && inB[code]! > 0) pairs.push([at, inB[code]! - 1]);
  }
  const parts: Difference[] = [];
  let [from, newFrom] = [part.from, part.newFrom];
  for (const [at, newAt] of longestRising(pairs)) {
    parts.push({ from, to: at, newFrom, newTo: newAt });
    [from, newFrom] = [at + 1, newAt + 1];
  }
  parts.push({ from, to: part.to, newFrom, newTo: part.newTo });
  return parts;
}

/** For each code, finds its place + 1 when it is unique, 0 when it is missing, -1 when it is there more often. */
function onceIn(codes: Uint32Array, from: number, to: number, codeCount: number): Int32Array {
  const places = new Int32Array(codeCount);
  for (let at = from; at < to; at++) {
    const code = codes[at]!;
    places[code] = places[code] === 0 ? at + 1 : -1;
  }
  return places;
}

/** Finds the longest run of pairs, sorted by the first, whose second rises as well. */
function longestRising(pairs: readonly [number, number][]): [number, number][] {
  const ends: number[] = [];
  const before = new Int32Array(pairs.length);
  for (const [index, [, value]] of pairs.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[ends[middle]!]![1] < value) low = middle + 1;
      else high = middle;
    }
    before[index] = low > 0 ? ends[low - 1]! : -1;
    ends[low] = index;
  }
  const run: [number, number][] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at]!) run.push(pairs[at]!);
  return run.reverse();
}
