import { constants, type FileHandle, open } from 'node:fs/promises';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { fileLimits, type PartKind, partKinds, unreadable } from './format.ts';
import {
  closingBytes,
  closingMagic,
  headBytes,
  isWhole,
  openingBytes,
  type PartHead,
  partMagic,
  readHead,
  readOpening,
  unpackPart,
} from './framing.ts';
import { Sealer } from './sealing.ts';

interface Placed {
  kind: PartKind;
  offset: number;
  head: PartHead;
}

/** Asks for a file's passphrase; null gives up. */
export type AskPassphrase = () => Promise<string | null>;

/** Bytes that are searched at a time for the next part, behind a damaged one. */
const windowBytes = 64 * 1024;

/** Bytes of a file that are read at a time to copy it. */
const pieceBytes = 1024 * 1024;

/** The parts of a recording's file, each verified: a damaged one is left out, and counted. */
export class PartFile {
  readonly #file: FileHandle;
  readonly #sealer: Sealer | null;
  readonly parts: ReadonlyMap<number, Placed>;
  /** Places at which something is damaged. */
  readonly damages: number;
  /** False where the file ends without its end. */
  readonly isClosed: boolean;

  private constructor(file: FileHandle, sealer: Sealer | null, scan: Scan) {
    this.#file = file;
    this.#sealer = sealer;
    this.parts = scan.parts;
    this.damages = scan.damages;
    this.isClosed = scan.isClosed;
  }

  /** Opens a file and reads it once. Throws in words for one that is none, or of which nothing can be read. */
  static async open(path: string, askPassphrase: AskPassphrase): Promise<PartFile> {
    // A named pipe would not open before somebody writes into it, and a device has no end.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
      (thrown: NodeJS.ErrnoException) => {
        throw thrown.code === 'ENOENT' ? new EnsembleError('not-found', `There is no file ${path}.`) : thrown;
      },
    );
    try {
      const stat = await file.stat();
      if (!stat.isFile()) throw unreadable('this is no file');
      const { size } = stat;
      const opening = await read(file, 0, openingBytes);
      const sealing = readOpening(opening);
      const scan = new Scan(file, size);
      await scan.run();
      if (sealing === null) return new PartFile(file, null, scan);
      const passphrase = await askPassphrase();
      if (passphrase === null || passphrase === '')
        throw new EnsembleError('not-permitted', 'This recording is encrypted: its passphrase is needed.');
      const made = new PartFile(file, await Sealer.open(passphrase, sealing, opening), scan);
      await made.#tryPassphrase();
      return made;
    } catch (thrown) {
      await file.close();
      throw thrown;
    }
  }

  async #tryPassphrase(): Promise<void> {
    const [first] = this.parts.keys();
    if (first !== undefined && (await this.packed(first)) === null)
      throw new EnsembleError('not-permitted', 'The passphrase is not that of this recording. Try another.');
  }

  /** Numbers of the parts of a kind, in their order. */
  numbersOf(kind: PartKind): number[] {
    return [...this.parts].filter(([, part]) => part.kind === kind).map(([number]) => number);
  }

  /** Reads a part as it was packed; null where it is not there, damaged, or not encrypted by this passphrase. */
  async packed(number: number): Promise<Uint8Array | null> {
    const part = this.parts.get(number);
    if (!part) return null;
    const stored = await read(this.#file, part.offset + headBytes, part.head.lengthBytes);
    // The file may have been changed since it was opened.
    if (stored.length < part.head.lengthBytes || !isWhole(part.head, stored)) return null;
    return this.#sealer ? this.#sealer.unseal(number, partKinds[part.kind], stored) : stored;
  }

  /** Reads the value of a part by its schema; null where it cannot be read so. */
  async value<T>(
    number: number,
    schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
  ) {
    const packed = await this.packed(number);
    if (packed === null) return null;
    try {
      const parsed = schema.safeParse(unpackPart(packed));
      return parsed.success ? parsed.data : null;
    } catch {
      return null;
    }
  }

  /** Reads the whole file as it is, piece by piece, with the share that is read by then. */
  async *bytes(): AsyncGenerator<{ bytes: Uint8Array; share: number }> {
    const { size } = await this.#file.stat();
    for (let at = 0; at < size; ) {
      const bytes = await read(this.#file, at, Math.min(pieceBytes, size - at));
      if (bytes.length === 0) return;
      at += bytes.length;
      yield { bytes, share: at / size };
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** One reading of a file from its beginning to its end. */
class Scan {
  readonly #file: FileHandle;
  readonly #sizeBytes: number;
  readonly parts = new Map<number, Placed>();
  damages = 0;
  isClosed = false;
  /** Bytes that were read in vain: a file of nothing but beginnings of large parts must not be read for ever. */
  #inVainBytes = 0;

  constructor(file: FileHandle, sizeBytes: number) {
    this.#file = file;
    this.#sizeBytes = sizeBytes;
  }

  async run(): Promise<void> {
    let at = openingBytes;
    while (at < this.#sizeBytes) {
      const next = await this.#partAt(at);
      if (next !== null) {
        at = next;
        continue;
      }
      const left = this.#sizeBytes - at;
      if (left === closingBytes && (await read(this.#file, at, closingBytes)).subarray(0, 8).equals(closingMagic)) {
        this.isClosed = true;
        break;
      }
      this.damages++;
      at = await this.#search(at + 1);
    }
    if (this.parts.size === 0) throw unreadable('no part of it is whole');
  }

  /** Takes in the part at an offset, and gives the offset behind it; null where there is none that is whole. */
  async #partAt(offset: number): Promise<number | null> {
    const head = readHead(await read(this.#file, offset, headBytes));
    if (head === null || offset + headBytes + head.lengthBytes > this.#sizeBytes) return null;
    const stored = await read(this.#file, offset + headBytes, head.lengthBytes);
    if (!isWhole(head, stored)) {
      this.#inVainBytes += head.lengthBytes;
      if (this.#inVainBytes > this.#sizeBytes + 4 * fileLimits.partBytes) throw unreadable('it is damaged all over');
      return null;
    }
    if (!this.parts.has(head.number)) this.parts.set(head.number, { kind: head.kind, offset, head });
    if (this.parts.size > fileLimits.parts) throw unreadable('it has too many parts');
    return offset + headBytes + head.lengthBytes;
  }

  /** Finds the next beginning of a part, or of the closing, or the end. */
  async #search(from: number): Promise<number> {
    for (let at = from; at < this.#sizeBytes; at += windowBytes) {
      const found = await read(this.#file, at, windowBytes + 8);
      const places = [found.indexOf(partMagic), found.indexOf(closingMagic)].filter((place) => place >= 0);
      if (places.length > 0) return at + Math.min(...places);
    }
    return this.#sizeBytes;
  }
}

async function read(file: FileHandle, at: number, lengthBytes: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(lengthBytes);
  let length = 0;
  while (length < lengthBytes) {
    const { bytesRead } = await file.read(bytes, length, lengthBytes - length, at + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}
