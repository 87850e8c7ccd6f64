import { checkPacked, unpack } from '../../src/shared/core/message-pack.ts';
import { sliceLimits } from './slice-limits.ts';

/** Parts of one text, whatever a file claims: each takes some hundred bytes once it is made. */
export const mostStructs = 1_000_000;
/** Ranges of what was deleted in one text. */
const mostDeletes = 2_000_000;

/** Kinds of content in a Yjs update: text, deleted text, and what stands for text that is gone or elsewhere. */
const content = { collected: 0, deleted: 1, string: 4, skip: 10 } as const;

/** Reader of a Yjs update's numbers; throws at its end. */
class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError('an update ends in the middle');
    return byte;
  }

  /** Reads a number of 7 bits a byte, the lowest first. */
  number(): number {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 49; factor *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number of an update is too large');
  }

  numbers(count: number): void {
    for (let i = 0; i < count; i++) this.number();
  }

  /** Passes over a length, and so many bytes. */
  string(): void {
    const length = this.number();
    if (length > this.#bytes.length - this.#at) throw new RangeError('a part is longer than its update');
    this.#at += length;
  }
}

/**
 * Counts the parts of a Yjs update (version 1) without making any of them. Null for bytes that are none, for one with
 * anything but text, and for one with more parts than a text of people has.
 */
export function structsOf(update: Uint8Array): number | null {
  try {
    const reader = new Reader(update);
    const count = countStructs(reader);
    return count !== null && hasFewDeletes(reader) && reader.isAtEnd ? count : null;
  } catch {
    return null;
  }
}

function countStructs(reader: Reader): number | null {
  let count = 0;
  for (let clients = reader.number(); clients > 0; clients--) {
    const structs = reader.number();
    // A client without a part costs as much.
    count += Math.max(1, structs);
    if (count > mostStructs) return null;
    reader.numbers(2);
    for (let left = structs; left > 0; left--) if (!skipStruct(reader)) return null;
  }
  return count;
}

function hasFewDeletes(reader: Reader): boolean {
  let deletes = 0;
  for (let clients = reader.number(); clients > 0; clients--) {
    reader.number();
    const ranges = reader.number();
    deletes += Math.max(1, ranges);
    if (deletes > mostDeletes) return false;
    reader.numbers(2 * ranges);
  }
  return true;
}

/** Passes over one part; false for content that is no text. */
function skipStruct(reader: Reader): boolean {
  const info = reader.byte();
  const kind = info & 0b1_1111;
  if (kind === content.collected || kind === content.skip) {
    reader.number();
    return true;
  }
  const has = (bit: number) => (info & bit) !== 0;
  const [hasLeft, hasRight] = [has(0b1000_0000), has(0b100_0000)];
  reader.numbers((hasLeft ? 2 : 0) + (hasRight ? 2 : 0));
  if (!hasLeft && !hasRight) {
    // The parent: a name, or the id of a part.
    if (reader.number() === 1) reader.string();
    else reader.numbers(2);
    if (has(0b10_0000)) reader.string();
  }
  if (kind === content.deleted) reader.number();
  else if (kind === content.string) reader.string();
  else return false;
  return true;
}

/**
 * Counts the parts of the Yjs update in a packed value, such as an entry's body or a checkpoint; 0 where it has none.
 * Null for one that is too much for a reader, or is none.
 */
export function structsIn(packed: Uint8Array): number | null {
  try {
    let count = 0;
    for (const update of updatesIn(packed)) {
      const structs = structsOf(update);
      if (structs === null) return null;
      count += structs;
    }
    return count > mostStructs ? null : count;
  } catch {
    return null;
  }
}

/**
 * Lists the Yjs updates in a packed value: its own, and that of the checkpoint which is the outcome of a cut. Throws for
 * bytes that are too much for a reader.
 */
export function updatesIn(packed: Uint8Array, isOutcome = false): Uint8Array[] {
  checkPacked(packed, sliceLimits);
  const value = unpack(packed, sliceLimits) as { update?: unknown; outcome?: unknown } | null;
  if (value === null || typeof value !== 'object') return [];
  const { update, outcome } = value;
  return [
    ...(update instanceof Uint8Array ? [update] : []),
    ...(outcome instanceof Uint8Array && !isOutcome ? updatesIn(outcome, true) : []),
  ];
}
