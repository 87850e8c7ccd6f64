import { unpack } from './message-pack.ts';

/** `id` as a key in msgpack. */
const idKey = [0xa2, 0x69, 0x64];

/** Number of bytes after each msgpack mark of a whole number. */
const numberBytes: Record<number, number> = { 204: 1, 205: 2, 206: 4, 207: 8 };

/**
 * Finds the number under which a packed request is to be answered; null where it has no usable one. A number that
 * stands first, as our clients put it, is found without decoding anything else. The bytes were checked before.
 */
export function requestIdOf(bytes: Uint8Array): number | null {
  const isFirst = (bytes[0]! & 0xf0) === 0x80 && idKey.every((byte, index) => bytes[index + 1] === byte);
  const id = isFirst ? wholeNumberAt(bytes, 1 + idKey.length) : (unpack(bytes) as { id?: unknown } | null)?.id;
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 1 ? id : null;
}

function wholeNumberAt(bytes: Uint8Array, at: number): number | null {
  const mark = bytes[at]!;
  if (mark < 0x80) return mark;
  const sizeBytes = numberBytes[mark];
  if (sizeBytes === undefined) return null;
  let value = 0;
  for (let i = 1; i <= sizeBytes; i++) value = value * 256 + bytes[at + i]!;
  return value;
}
