/** A run of ids of one Yjs client, all with the same value. */
export interface Run<V> {
  clock: number;
  length: number;
  value: V;
}

/** Values for ids of inserted characters, kept as runs: what is said first of an id stands. */
export class IdRanges<V> {
  readonly #runs = new Map<number, Run<V>[]>();
  readonly #same: (a: V, b: V) => boolean;

  constructor(same: (a: V, b: V) => boolean = Object.is) {
    this.#same = same;
  }

  /** The run of the id, or the place in the list where it would stand. */
  #indexOf(runs: readonly Run<V>[], clock: number): number {
    let low = 0;
    let high = runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const run = runs[middle]!;
      if (run.clock + run.length <= clock) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The parts of a range in order: those with a value, and the gaps between them with undefined. */
  pieces(client: number, clock: number, length: number): Run<V | undefined>[] {
    const runs = this.#runs.get(client) ?? [];
    const end = clock + length;
    const pieces: Run<V | undefined>[] = [];
    let at = clock;
    for (let i = this.#indexOf(runs, clock); i < runs.length && at < end; i++) {
      const run = runs[i]!;
      if (run.clock >= end) break;
      if (run.clock > at) pieces.push({ clock: at, length: run.clock - at, value: undefined });
      const from = Math.max(at, run.clock);
      const to = Math.min(end, run.clock + run.length);
      pieces.push({ clock: from, length: to - from, value: run.value });
      at = to;
    }
    if (at < end) pieces.push({ clock: at, length: end - at, value: undefined });
    return pieces;
  }

  /** Gives a value to the ids of a range that have none yet. */
  add(client: number, clock: number, length: number, value: V): void {
    for (const piece of this.pieces(client, clock, length)) {
      if (piece.value === undefined) this.#insert(client, { clock: piece.clock, length: piece.length, value });
    }
  }

  #insert(client: number, run: Run<V>): void {
    const runs = this.#runs.get(client) ?? [];
    this.#runs.set(client, runs);
    const index = this.#indexOf(runs, run.clock);
    const before = runs[index - 1];
    const after = runs[index];
    const joinsBefore = before && before.clock + before.length === run.clock && this.#same(before.value, run.value);
    const joinsAfter = after && run.clock + run.length === after.clock && this.#same(after.value, run.value);
    if (joinsBefore) {
      before.length += run.length;
      if (!joinsAfter) return;
      before.length += after.length;
      runs.splice(index, 1);
    } else if (joinsAfter) {
      after.clock = run.clock;
      after.length += run.length;
    } else runs.splice(index, 0, run);
  }

  /** All runs as plain data: client, then clock, length and value in turn. */
  toArray(): [client: number, runs: [clock: number, length: number, value: V][]][] {
    return [...this.#runs]
      .sort(([a], [b]) => a - b)
      .map(([client, runs]) => [client, runs.map(({ clock, length, value }) => [clock, length, value])]);
  }

  /** Takes over what `toArray` gave. */
  load(data: ReturnType<IdRanges<V>['toArray']>): void {
    for (const [client, runs] of data)
      for (const [clock, length, value] of runs) this.add(client, clock, length, value);
  }
}
