import { closeSync, fstatSync, readSync } from 'node:fs';
import type { FoundLine } from './line-matches.ts';

/** Size above which a file is only read at the offset of the found line. */
const maxWholeBytes = 16 * 1024 * 1024;

/**
 * Verifies matches by reading their lines again, before anybody is told. The searching program follows paths, where a
 * link may stand for a moment; here each file is opened so that it is known to be the one in the folder, and a line
 * that is not in it is not told. It reads synchronously, from files that were read a moment ago.
 */
export class ReadAgain {
  readonly #open: (path: string) => number | null;
  #path: string | null = null;
  #descriptor: number | null = null;
  #mark: Buffer = Buffer.alloc(0);
  /** Text of the file as UTF-8, where it had to be read whole. */
  #whole: Buffer | null = null;

  /** @param open gives null where there is no file of the folder */
  constructor(open: (path: string) => number | null) {
    this.#open = open;
  }

  /** Says whether the line is in the file that is at its path. */
  holds({ path, line, offsetBytes }: FoundLine): boolean {
    if (path !== this.#path) this.#begin(path);
    if (this.#descriptor === null) return false;
    const skipped = this.#isUtf16 ? null : this.#mark.length;
    if (skipped !== null && this.#read(skipped + offsetBytes, line.length).equals(line)) return true;
    // The file has changed since it was searched, or its offsets are those of another encoding.
    this.#whole ??= this.#readWhole(this.#descriptor);
    return this.#whole.includes(line);
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
    this.#path = null;
    this.#whole = null;
  }

  #begin(path: string): void {
    this.close();
    this.#path = path;
    this.#descriptor = this.#open(path);
    const start = this.#read(0, 3);
    this.#mark = marks.find((mark) => start.subarray(0, mark.length).equals(mark)) ?? Buffer.alloc(0);
  }

  get #isUtf16(): boolean {
    return this.#mark.length === 2;
  }

  #readWhole(descriptor: number): Buffer {
    const { size } = fstatSync(descriptor);
    if (size > maxWholeBytes) return Buffer.alloc(0);
    const bytes = this.#read(this.#mark.length, size);
    if (!this.#isUtf16) return bytes;
    return Buffer.from(new TextDecoder(this.#mark[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes));
  }

  /** Reads a part; less where the file ends, or cannot be read any further. */
  #read(offsetBytes: number, lengthBytes: number): Buffer {
    const part = Buffer.alloc(lengthBytes);
    let at = 0;
    try {
      while (this.#descriptor !== null && at < lengthBytes) {
        const count = readSync(this.#descriptor, part, at, lengthBytes - at, offsetBytes + at);
        if (count === 0) break;
        at += count;
      }
    } catch {
      // For example of a folder that took the file's place.
    }
    return part.subarray(0, at);
  }
}

const marks = [Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];
