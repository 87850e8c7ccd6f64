import { createHash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { pack, storedLimits, unpack } from '../../src/shared/core/message-pack.ts';
import { fileLimits, formatVersion, type PartKind, partKinds, unreadable } from './format.ts';
import { type Sealing, saltBytes } from './sealing.ts';

/** First bytes of every recording's file. */
export const magic = Buffer.from('ENSEMBLE', 'latin1');
/** Opening: magic, version (2), encrypted (1), cost (1), salt (16), and 4 bytes of their SHA-256. */
export const openingBytes = 32;
const checkedBytes = openingBytes - 4;

/** First bytes of every part, by which a reader of a damaged file finds the next. */
export const partMagic = Buffer.from('\u0089prt', 'latin1');
/** Head of a part: magic, kind (1), zeros (3), number (4), length (4), and the SHA-256 of these fields and the content. */
export const headBytes = 48;
const hashedFrom = 4;
const hashAt = 16;

/** Last bytes of a whole file: magic, and the offset of the index. */
export const closingMagic = Buffer.from('ENSINDEX', 'latin1');
export const closingBytes = 16;

const sha256 = (...parts: Uint8Array[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Makes the first bytes of a file. */
export function makeOpening(sealing: Sealing | null): Buffer {
  const opening = Buffer.alloc(openingBytes);
  magic.copy(opening);
  opening.writeUInt16BE(formatVersion, 8);
  opening[10] = sealing ? 1 : 0;
  opening[11] = sealing?.costLog2 ?? 0;
  if (sealing) opening.set(sealing.salt, 12);
  sha256(opening.subarray(0, checkedBytes)).copy(opening, checkedBytes, 0, 4);
  return opening;
}

/** Reads the first bytes of a file. Throws in words for another file, and for one of a newer version. */
export function readOpening(opening: Buffer): Sealing | null {
  if (opening.length < openingBytes || !opening.subarray(0, 8).equals(magic))
    throw unreadable('it is no file that Ensemble has made, or its beginning is damaged');
  if (!sha256(opening.subarray(0, checkedBytes)).subarray(0, 4).equals(opening.subarray(checkedBytes)))
    throw unreadable('its beginning is damaged');
  const version = opening.readUInt16BE(8);
  if (version > formatVersion)
    throw unreadable(`it was made by a newer Ensemble (format ${version}, this one reads ${formatVersion}): update it`);
  return opening[10] === 0 ? null : { costLog2: opening[11]!, salt: opening.subarray(12, 12 + saltBytes) };
}

/** Head of a part, as it stands in the file. */
export interface PartHead {
  kind: PartKind;
  number: number;
  lengthBytes: number;
  hash: Buffer;
  hashed: Buffer;
}

const names = new Map(Object.entries(partKinds).map(([name, number]) => [number as number, name as PartKind]));

/** Makes a part as it stands in the file. */
export function framePart(kind: PartKind, number: number, stored: Uint8Array): Buffer {
  const head = Buffer.alloc(headBytes);
  partMagic.copy(head);
  head[4] = partKinds[kind];
  head.writeUInt32BE(number, 8);
  head.writeUInt32BE(stored.length, 12);
  sha256(head.subarray(hashedFrom, hashAt), stored).copy(head, hashAt);
  return Buffer.concat([head, stored]);
}

/** Reads the head of a part; null for bytes that are none, or that promise too much. */
export function readHead(head: Buffer): PartHead | null {
  if (head.length < headBytes || !head.subarray(0, 4).equals(partMagic)) return null;
  const kind = names.get(head[4]!);
  const [number, lengthBytes] = [head.readUInt32BE(8), head.readUInt32BE(12)];
  if (kind === undefined || number >= fileLimits.parts || lengthBytes > fileLimits.partBytes) return null;
  return { kind, number, lengthBytes, hash: head.subarray(hashAt), hashed: head.subarray(hashedFrom, hashAt) };
}

/** Says whether a part is as it was written. */
export function isWhole({ hash, hashed }: PartHead, stored: Uint8Array): boolean {
  return sha256(hashed, stored).equals(hash);
}

/** Makes the last bytes of a file. */
export function makeClosing(indexOffset: number): Buffer {
  const closing = Buffer.alloc(closingBytes);
  closingMagic.copy(closing);
  closing.writeBigUInt64BE(BigInt(indexOffset), 8);
  return closing;
}

/** Packs the value of a part: msgpack, compressed (zstd). */
export function packPart(value: unknown): Uint8Array {
  const params = { [constants.ZSTD_c_compressionLevel]: 6, [constants.ZSTD_c_checksumFlag]: 1 };
  return new Uint8Array(zstdCompressSync(pack(value), { params }));
}

/** Unpacks the value of a part, bounded in memory. Throws for anything else. */
export function unpackPart(packed: Uint8Array): unknown {
  const limits = { ...storedLimits, depth: 32, items: mostItems };
  return unpack(zstdDecompressSync(packed, { maxOutputLength: fileLimits.partBytes }), limits);
}

/** Most values in one part: each takes some dozens of bytes once it is unpacked. */
const mostItems = 2_000_000;
