/** A run of ids of one Yjs client, all with the same value. */
export interface Run<V> {
  clock: number;
  length: number;
  value: V;
}

/** Length at which a chunk is split: inserting a run into a list costs its length. */
const longestChunk = 256;

/** Runs in the order of their clocks, in chunks: each operation costs about the square root of their number. */
class RunList<V> {
  readonly #chunks: Run<V>[][] = [];

  /** Finds the first run that ends after a clock: its chunk, and its place there. */
  #find(clock: number): { chunk: number; index: number } {
    const chunk = firstFrom(this.#chunks, (runs) => endOf(runs.at(-1)!) > clock);
    return { chunk, index: firstFrom(this.#chunks[chunk] ?? [], (run) => endOf(run) > clock) };
  }

  /** Iterates over the runs from the first that ends after a clock. */
  *from(clock: number): Generator<Run<V>> {
    const start = this.#find(clock);
    for (let { chunk, index } = start; chunk < this.#chunks.length; chunk++, index = 0)
      for (const runs = this.#chunks[chunk]!; index < runs.length; index++) yield runs[index]!;
  }

  /** Adds a run where there is none, joined to its neighbours of the same value. */
  insert(run: Run<V>, isSame: (a: V, b: V) => boolean): void {
    const { chunk, index } = this.#find(run.clock);
    const before = index > 0 ? this.#chunks[chunk]?.[index - 1] : this.#chunks[chunk - 1]?.at(-1);
    const after = this.#chunks[chunk]?.[index];
    const joinsBefore = before && endOf(before) === run.clock && isSame(before.value, run.value);
    const joinsAfter = after && endOf(run) === after.clock && isSame(after.value, run.value);
    if (joinsBefore) {
      before.length += run.length;
      if (!joinsAfter) return;
      before.length += after.length;
      this.#remove(chunk, index);
    } else if (joinsAfter) {
      after.clock = run.clock;
      after.length += run.length;
    } else this.#put(chunk, index, run);
  }

  /** Clock behind the last run. */
  get end(): number {
    const last = this.#chunks.at(-1)?.at(-1);
    return last ? endOf(last) : 0;
  }

  #remove(chunk: number, index: number): void {
    const runs = this.#chunks[chunk]!;
    runs.splice(index, 1);
    if (runs.length === 0) this.#chunks.splice(chunk, 1);
  }

  #put(chunk: number, index: number, run: Run<V>): void {
    const isBehindAll = chunk === this.#chunks.length;
    const runs = this.#chunks[isBehindAll ? chunk - 1 : chunk];
    if (!runs) this.#chunks.push([run]);
    else {
      runs.splice(isBehindAll ? runs.length : index, 0, run);
      if (runs.length > longestChunk)
        this.#chunks.splice(isBehindAll ? chunk : chunk + 1, 0, runs.splice(longestChunk / 2));
    }
  }
}

const endOf = ({ clock, length }: Run<unknown>) => clock + length;

/** Runs in columns, as a checkpoint keeps them: a long text has ten thousands, of few values. */
export interface RunColumns {
  values: unknown[];
  /** Of each client its id and the count of its runs; of each run its distance from the one before, length and value. */
  runs: number[];
}

/**
 * Finds the first item for which a rule holds, as it does for all behind it (a binary search); the length where it
 * holds for none.
 */
function firstFrom<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Values for ids of inserted characters, kept as runs: the first value of an id stands. */
export class IdRanges<V> {
  /** Made at the first value: a host keeps thousands of texts, most of them without deleted or restored parts. */
  #runs: Map<number, RunList<V>> | null = null;
  readonly #same: (a: V, b: V) => boolean;

  constructor(same: (a: V, b: V) => boolean = Object.is) {
    this.#same = same;
  }

  /** True while no id has a value. */
  get isEmpty(): boolean {
    return this.#runs === null;
  }

  /** Lists the parts of a range in order: those with a value, and the gaps between them with undefined. */
  pieces(client: number, clock: number, length: number): Run<V | undefined>[] {
    const end = clock + length;
    const pieces: Run<V | undefined>[] = [];
    let at = clock;
    for (const run of this.#runs?.get(client)?.from(clock) ?? []) {
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
    this.#runs ??= new Map();
    const runs = this.#runs.get(client) ?? new RunList<V>();
    this.#runs.set(client, runs);
    if (length > 0 && clock >= runs.end) return runs.insert({ clock, length, value }, this.#same);
    for (const piece of this.pieces(client, clock, length))
      if (piece.value === undefined) runs.insert({ clock: piece.clock, length: piece.length, value }, this.#same);
  }

  /** Gives all runs as plain data: client, then clock, length and value in turn. */
  toArray(): [client: number, runs: [clock: number, length: number, value: V][]][] {
    return [...(this.#runs ?? [])]
      .sort(([a], [b]) => a - b)
      .map(([client, runs]) => [client, [...runs.from(0)].map(({ clock, length, value }) => [clock, length, value])]);
  }

  /** Gives all runs in columns. */
  toColumns(): RunColumns {
    const numbers = new Map<string, number>();
    const values: V[] = [];
    const numberOf = (value: V) => {
      const key = typeof value === 'string' ? value : JSON.stringify(value);
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, values.length);
      return values.push(value) - 1;
    };
    const columns: number[] = [];
    for (const [client, runs] of this.toArray()) {
      columns.push(client, runs.length);
      let end = 0;
      for (const [clock, length, value] of runs) {
        columns.push(clock - end, length, numberOf(value));
        end = clock + length;
      }
    }
    return { values, runs: columns };
  }

  /** Takes over the data of `toColumns`, or of `toArray`, which checkpoints had before. Throws for any other. */
  load(data: RunColumns | ReturnType<IdRanges<V>['toArray']>): void {
    if (!Array.isArray(data)) return this.#loadColumns(data);
    for (const [client, runs] of data)
      for (const [clock, length, value] of runs) this.add(client, clock, length, value);
  }

  #loadColumns({ values, runs }: RunColumns): void {
    if (!runs.every((value) => Number.isSafeInteger(value) && value >= 0)) throw new RangeError('no columns of runs');
    for (let at = 0; at < runs.length; ) {
      const [client, count] = [runs[at]!, runs[at + 1]!];
      const last = at + 2 + 3 * count;
      if (!(last <= runs.length)) throw new RangeError('columns of runs end early');
      let clock = 0;
      for (at += 2; at < last; at += 3) {
        clock += runs[at]!;
        const [length, value] = [runs[at + 1]!, runs[at + 2]!];
        if (value >= values.length) throw new RangeError('a run has no value');
        this.add(client, clock, length, values[value] as V);
        clock += length;
      }
    }
  }
}
