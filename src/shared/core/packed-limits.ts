import { EnsembleError } from './errors.ts';

/** Limits of a packed value, enforced whatever its bytes claim. */
export interface PackedLimits {
  /** Greatest depth of nested arrays and maps. */
  depth: number;
  /** Most values in all, keys included. */
  items: number;
  /** Most keys of one map. */
  keys: number;
}

/** Limits for values from others. */
export const wireLimits: PackedLimits = { depth: 16, items: 2_000_000, keys: 1_000 };

/** Limits for values that we packed ourselves and kept, or that are keyed by the ids of a whole session. */
export const storedLimits: PackedLimits = {
  depth: 64,
  items: Number.MAX_SAFE_INTEGER,
  keys: Number.MAX_SAFE_INTEGER,
};

const deepest = 64;
/** Items still missing at each level, keys and values counted alike. */
const lacking = new Float64Array(deepest + 1);
/** Levels that are maps: an even number of missing items means that a key comes next. */
const isMap = new Uint8Array(deepest + 1);

const malformed = (what: string) => new EnsembleError('bad-request', `malformed msgpack: ${what}`);

/**
 * Walks packed bytes once, allocates nothing, and gives the number of values. Turns down, before anything is decoded: a header that promises more
 * than is there, a value too deep or of too many parts, an extension type, a key that is no text, and bytes after the
 * end. Throws `bad-request`.
 */
export function checkPacked(bytes: Uint8Array, limits: PackedLimits = wireLimits): number {
  const { length } = bytes;
  const mostDepth = Math.min(limits.depth, deepest);
  let at = 0;
  let depth = 0;
  let items = 0;
  lacking[0] = 1;
  isMap[0] = 0;
  for (;;) {
    while (lacking[depth] === 0) {
      if (depth === 0) {
        if (at !== length) throw malformed('bytes after the end');
        return items;
      }
      depth--;
    }
    if (at >= length) throw malformed('cut short');
    if (++items > limits.items) throw malformed('too many values');
    const type = bytes[at++]!;
    const isKey = isMap[depth] === 1 && lacking[depth]! % 2 === 0;
    lacking[depth]!--;
    if (isKey && !((type >= 0xa0 && type <= 0xbf) || (type >= 0xd9 && type <= 0xdb)))
      throw malformed('a key is no text');
    /** Number of values in an array or a map, or −1 where it is neither. */
    let parts = -1;
    let map = 0;
    if (type < 0x80 || type >= 0xe0) continue;
    if (type < 0x90) {
      parts = (type & 0x0f) * 2;
      map = 1;
    } else if (type < 0xa0) parts = type & 0x0f;
    else if (type < 0xc0) at += type & 0x1f;
    else {
      const sizeBytes = headerBytes[type - 0xc0]!;
      if (sizeBytes === notAllowed) throw malformed('a type that is not used here');
      if (at + sizeBytes > length) throw malformed('cut short');
      if (type >= 0xc4 && type <= 0xc6) at += sizeBytes + sizeAt(bytes, at, sizeBytes);
      else if (type >= 0xd9 && type <= 0xdb) at += sizeBytes + sizeAt(bytes, at, sizeBytes);
      else if (type === 0xdc || type === 0xdd) {
        parts = sizeAt(bytes, at, sizeBytes);
        at += sizeBytes;
      } else if (type === 0xde || type === 0xdf) {
        parts = sizeAt(bytes, at, sizeBytes) * 2;
        map = 1;
        at += sizeBytes;
      } else at += sizeBytes;
    }
    if (at > length) throw malformed('cut short');
    if (parts < 0) continue;
    if (parts > length - at) throw malformed('cut short');
    if (map === 1 && parts > limits.keys * 2) throw malformed('too many keys');
    if (++depth > mostDepth) throw malformed('too deep');
    lacking[depth] = parts;
    isMap[depth] = map;
  }
}

const notAllowed = 255;
/** Number of bytes after each type from 0xc0: the value itself for numbers, its length for all others. */
const headerBytes = Uint8Array.from([
  ...[0, notAllowed, 0, 0], // nil, never used, false, true
  ...[1, 2, 4], // bytes
  ...[notAllowed, notAllowed, notAllowed], // extensions of any length
  ...[4, 8], // floats
  ...[1, 2, 4, 8, 1, 2, 4, 8], // whole numbers
  ...[notAllowed, notAllowed, notAllowed, notAllowed, notAllowed], // extensions of a fixed length
  ...[1, 2, 4], // text
  ...[2, 4], // arrays
  ...[2, 4], // maps
]);

function sizeAt(bytes: Uint8Array, at: number, sizeBytes: number): number {
  let size = 0;
  for (let i = 0; i < sizeBytes; i++) size = size * 256 + bytes[at + i]!;
  return size;
}
