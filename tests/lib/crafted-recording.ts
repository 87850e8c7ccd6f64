import { createHash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { pack, storedLimits, unpack } from '../../src/shared/core/message-pack.ts';

/** Numbers of the kinds of parts, as docs/recording-format.md has them. */
export const kinds = { header: 1, keyframe: 2, checkpoint: 3, segment: 4, attachment: 5, index: 6 } as const;
export type PartKind = keyof typeof kinds;

const openingBytes = 32;
const headBytes = 48;
const magic = 0x89707274;

interface Part {
  kind: number;
  content: Buffer;
}

const unpacked = (content: Buffer) =>
  unpack(new Uint8Array(zstdDecompressSync(content)), storedLimits) as Record<string, unknown>;

const isOf = (kind: PartKind) => (part: Part) => part.kind === kinds[kind];

/** A recording's file whose author is not ours: every part can be made anew, and all hashes are right. */
export class CraftedRecording {
  readonly #opening: Buffer;
  #parts: Part[] = [];

  constructor(bytes: Buffer) {
    this.#opening = bytes.subarray(0, openingBytes);
    for (let at = openingBytes; bytes.readUInt32BE(at) === magic; ) {
      const end = at + headBytes + bytes.readUInt32BE(at + 12);
      this.#parts.push({ kind: bytes[at + 4]!, content: bytes.subarray(at + headBytes, end) });
      at = end;
    }
  }

  /** Value of the first part of a kind. */
  value(kind: PartKind): Record<string, unknown> {
    const { content } = this.#parts.find(isOf(kind))!;
    return unpacked(content);
  }

  /** Bytes of the first part of a kind, as they are stored. */
  stored(kind: PartKind): Uint8Array {
    return new Uint8Array(this.#parts.find(isOf(kind))!.content);
  }

  /** Puts a value in place of the first part of a kind. */
  put(kind: PartKind, value: unknown): this {
    return this.putPacked(kind, pack(value));
  }

  /** Puts bytes in place of the first part of a kind. */
  putPacked(kind: PartKind, packed: Uint8Array): this {
    return this.putStored(kind, zstdCompressSync(packed));
  }

  /** Puts bytes in place of the first part of a kind, stored as they are. */
  putStored(kind: PartKind, stored: Uint8Array): this {
    const at = this.#parts.findIndex(isOf(kind));
    this.#parts[at] = { kind: kinds[kind], content: Buffer.from(stored) };
    return this;
  }

  /** Makes each part of a kind anew: its value, or its bytes as they are stored; null leaves it as it is. */
  changed(kind: PartKind, change: (part: { value(): Record<string, unknown>; stored: Uint8Array }) => unknown): this {
    this.#parts = this.#parts.map((part) => {
      if (!isOf(kind)(part)) return part;
      const made = change({ value: () => unpacked(part.content), stored: new Uint8Array(part.content) });
      if (made === null) return part;
      const content = Buffer.from(made instanceof Uint8Array ? made : zstdCompressSync(pack(made)));
      return { kind: part.kind, content };
    });
    return this;
  }

  /** Changes the index, and gives it the places that the parts have now. */
  reindexed(change: (index: Record<string, unknown>) => void = () => undefined): this {
    const index = this.value('index');
    change(index);
    let at = openingBytes;
    index.offsets = this.#parts.slice(0, -1).map(({ content }) => {
      const offset = at;
      at += headBytes + content.length;
      return offset;
    });
    return this.put('index', index);
  }

  /** Leaves the parts of a kind out. */
  without(kind: PartKind): this {
    this.#parts = this.#parts.filter((part) => part.kind !== kinds[kind]);
    return this;
  }

  get bytes(): Buffer {
    const pieces = [this.#opening];
    let [at, last] = [openingBytes, openingBytes];
    for (const [number, { kind, content }] of this.#parts.entries()) {
      const head = Buffer.alloc(headBytes);
      head.writeUInt32BE(magic);
      head[4] = kind;
      head.writeUInt32BE(number, 8);
      head.writeUInt32BE(content.length, 12);
      createHash('sha256').update(head.subarray(4, 16)).update(content).digest().copy(head, 16);
      pieces.push(head, content);
      last = at;
      at += headBytes + content.length;
    }
    const closing = Buffer.from(`ENSINDEX${'\0'.repeat(8)}`);
    closing.writeBigUInt64BE(BigInt(last), 8);
    return Buffer.concat([...pieces, closing]);
  }
}

/** An array of so many empty maps, packed: a byte each, which takes some sixty once it is unpacked. */
export function emptyMaps(count: number): Uint8Array {
  const bytes = new Uint8Array(5 + count).fill(0x80);
  bytes[0] = 0xdd;
  new DataView(bytes.buffer).setUint32(1, count);
  return bytes;
}

/** A map with one more value, which is packed already. */
export function mapWith(value: Record<string, unknown>, name: string, packed: Uint8Array): Uint8Array {
  const { [name]: _, ...rest } = value;
  const known = pack(rest);
  // A map of up to 15 keys has its length in the first byte.
  return new Uint8Array(Buffer.concat([Buffer.from([known[0]! + 1]), known.subarray(1), pack(name), packed]));
}
