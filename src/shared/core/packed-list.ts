/** Number of bytes of a value, its header included, in packed bytes that were checked before. */
function sizeOfValue(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let values = 1; values > 0; values--) {
    const { head, body, parts } = headerAt(bytes, at);
    at += head + body;
    values += parts;
  }
  return at - start;
}

interface Header {
  head: number;
  /** Number of bytes that follow the header and belong to the value itself. */
  body: number;
  /** Number of values that follow and belong to it. */
  parts: number;
}

const fixedBytes: Record<number, number> = {
  202: 4,
  203: 8,
  204: 1,
  205: 2,
  206: 4,
  207: 8,
  208: 1,
  209: 2,
  210: 4,
  211: 8,
};

function headerAt(bytes: Uint8Array, at: number): Header {
  const type = bytes[at]!;
  const length = (sizeBytes: number): number => {
    let size = 0;
    for (let i = 1; i <= sizeBytes; i++) size = size * 256 + bytes[at + i]!;
    return size;
  };
  if (type < 0x80 || type >= 0xe0) return { head: 1, body: 0, parts: 0 };
  if (type < 0x90) return { head: 1, body: 0, parts: (type & 0x0f) * 2 };
  if (type < 0xa0) return { head: 1, body: 0, parts: type & 0x0f };
  if (type < 0xc0) return { head: 1, body: type & 0x1f, parts: 0 };
  if (type >= 0xc4 && type <= 0xc6) return { head: 1 + 2 ** (type - 0xc4), body: length(2 ** (type - 0xc4)), parts: 0 };
  if (type >= 0xd9 && type <= 0xdb) return { head: 1 + 2 ** (type - 0xd9), body: length(2 ** (type - 0xd9)), parts: 0 };
  if (type === 0xdc || type === 0xdd)
    return { head: type === 0xdc ? 3 : 5, body: 0, parts: length(type === 0xdc ? 2 : 4) };
  if (type === 0xde || type === 0xdf)
    return { head: type === 0xde ? 3 : 5, body: 0, parts: length(type === 0xde ? 2 : 4) * 2 };
  return { head: 1, body: fixedBytes[type] ?? 0, parts: 0 };
}

const utf8 = new TextEncoder();

/**
 * Length of the longest list under a key of a packed map, found without decoding; 0 where there is none. The bytes were
 * checked before.
 */
export function lengthOfList(bytes: Uint8Array, key: string): number {
  const map = headerAt(bytes, 0);
  const isMap = (bytes[0]! & 0xf0) === 0x80 || bytes[0] === 0xde || bytes[0] === 0xdf;
  const sought = utf8.encode(key);
  let longest = 0;
  let at = map.head;
  for (let pairs = isMap ? map.parts / 2 : 0; pairs > 0; pairs--) {
    const { head, body } = headerAt(bytes, at);
    const isSought = body === sought.length && sought.every((byte, index) => bytes[at + head + index] === byte);
    at += head + body;
    const type = bytes[at]!;
    const isList = (type & 0xf0) === 0x90 || type === 0xdc || type === 0xdd;
    if (isSought && isList) longest = Math.max(longest, headerAt(bytes, at).parts);
    at += sizeOfValue(bytes, at);
  }
  return longest;
}
