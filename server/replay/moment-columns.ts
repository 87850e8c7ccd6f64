/** Entries of one chunk. */
const chunkEntries = 4_096;
/** Greatest difference that a chunk holds (32 bits). */
const mostOffset = 2 ** 32 - 1;

interface Chunk {
  /** Number of entries before it. */
  before: number;
  count: number;
  seq: number;
  atMs: number;
  /** Differences from the first seq and time of the chunk. */
  seqs: Uint32Array;
  times: Uint32Array;
  /** A bit for each entry (a bitmap). */
  edits: Uint32Array;
}

/**
 * Seqs and times of entries in their order, and which of them are edits: 8 bytes an entry, where lists of numbers take
 * 29 (frame of reference: each chunk holds differences from its first).
 */
export class MomentColumns {
  readonly #chunks: Chunk[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Takes in the next entry: its seq is above all before, its time not below them. */
  add(seq: number, atMs: number, isEdit: boolean): void {
    let chunk = this.#chunks.at(-1);
    const isFull = chunk === undefined || chunk.count === chunkEntries;
    if (isFull || seq - chunk!.seq > mostOffset || atMs - chunk!.atMs > mostOffset) chunk = this.#begin(seq, atMs);
    const index = chunk!.count++;
    chunk!.seqs[index] = seq - chunk!.seq;
    chunk!.times[index] = atMs - chunk!.atMs;
    if (isEdit) chunk!.edits[index >>> 5]! |= 1 << (index & 31);
    this.#count++;
  }

  #begin(seq: number, atMs: number): Chunk {
    const columns = {
      seqs: new Uint32Array(chunkEntries),
      times: new Uint32Array(chunkEntries),
      edits: new Uint32Array(chunkEntries / 32),
    };
    const chunk = { before: this.#count, count: 0, seq, atMs, ...columns };
    this.#chunks.push(chunk);
    return chunk;
  }

  /** Seq of an entry by its place from 0; null beyond both ends. */
  seqOf(index: number): number | null {
    const found = this.#at(index);
    return found ? found.chunk.seq + found.chunk.seqs[found.within]! : null;
  }

  /** Time of an entry by its place from 0; null beyond both ends. */
  timeOf(index: number): number | null {
    const found = this.#at(index);
    return found ? found.chunk.atMs + found.chunk.times[found.within]! : null;
  }

  /** Finds the seq of the first edit from a place on, in one direction; null where there is none. */
  editFrom(index: number, way: 1 | -1): number | null {
    for (let place = index; place >= 0 && place < this.#count; ) {
      const { chunk, within } = this.#at(place)!;
      const end = way === 1 ? chunk.count : -1;
      for (let at = within; at !== end; at += way)
        if ((chunk.edits[at >>> 5]! & (1 << (at & 31))) !== 0) return chunk.seq + chunk.seqs[at]!;
      place = chunk.before + end;
    }
    return null;
  }

  /** Counts the entries whose seq is at most the given one (a binary search). */
  countBySeq(seq: number): number {
    return this.#countUpTo(seq, 'seq', 'seqs');
  }

  /** Counts the entries whose time is at most the given one (a binary search). */
  countByTime(atMs: number): number {
    return this.#countUpTo(atMs, 'atMs', 'times');
  }

  #at(index: number): { chunk: Chunk; within: number } | null {
    if (index < 0 || index >= this.#count) return null;
    const chunk = this.#lastWhere(({ before }) => before <= index)!;
    return { chunk, within: index - chunk.before };
  }

  #lastWhere(holds: (chunk: Chunk) => boolean): Chunk | undefined {
    let [low, high] = [0, this.#chunks.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.#chunks[middle]!)) low = middle + 1;
      else high = middle;
    }
    return this.#chunks[low - 1];
  }

  #countUpTo(value: number, base: 'seq' | 'atMs', column: 'seqs' | 'times'): number {
    const chunk = this.#lastWhere((each) => each[base] <= value);
    if (!chunk) return 0;
    const offset = value - chunk[base];
    let [low, high] = [0, chunk.count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (chunk[column][middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    return chunk.before + low;
  }
}
