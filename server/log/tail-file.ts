import { closeSync, constants, fdatasync, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';

const syncData = promisify(fdatasync);

/** Head of a record: checksum, generation, length, 32 bits each. */
const headBytes = 12;
/** Length that the file gets at once: overwriting costs the disk less than growing. */
const roomBytes = 2 * 1024 * 1024;
/**
 * Bytes of it that are written at once. Linux keeps what one call writes in one large folio where it can, and looks at
 * all of its blocks with each small record that is written there later.
 */
const roomPieceBytes = 64 * 1024;

/** Syncs a folder, so that a new file's name survives as well. Windows has no such call, and needs none. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, constants.O_RDONLY);
  fsyncSync(folder);
  closeSync(folder);
}

/**
 * A file that takes records at its end, each on the disk when `append` resolves. It stands before a store that takes
 * them over later, many at once. `clear` begins it again at its start; a generation tells new records from old ones.
 * One thing is done at a time: a record that is on its way is not to be overtaken.
 */
export class TailFile {
  /** Records found when it was opened, in order. */
  readonly found: Uint8Array[] = [];
  readonly #file: number;
  #generation = 1;
  #end = 0;
  /** Where something else than zeros may stand, of whatever generation. */
  #writtenUpTo = 0;

  /** Opens the file, making it where it is not there. Throws what the file system throws. */
  constructor(path: string) {
    this.#file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    const data = readFileSync(this.#file);
    this.#writtenUpTo = data.length;
    this.#read(data);
    if (fstatSync(this.#file).size >= roomBytes) return;
    this.#makeRoom();
    syncFolder(dirname(path));
  }

  get bytes(): number {
    return this.#end;
  }

  /**
   * Reads the records of one generation, up to the first that is not whole: a crash can only have left its last one
   * unfinished.
   */
  #read(data: Buffer): void {
    let at = 0;
    while (at + headBytes <= data.length) {
      const generation = data.readUInt32LE(at + 4);
      const end = at + headBytes + data.readUInt32LE(at + 8);
      // Zeros: space that was never written.
      if (generation === 0) break;
      if (at === 0) this.#generation = generation;
      if (generation !== this.#generation || end > data.length) break;
      if (crc32(data.subarray(at + 4, end)) !== data.readUInt32LE(at)) break;
      this.found.push(data.subarray(at + headBytes, end));
      at = end;
    }
    this.#end = at;
  }

  #makeRoom(): void {
    this.#writeZeros(fstatSync(this.#file).size, roomBytes);
  }

  #writeZeros(from: number, upTo: number): void {
    const piece = Buffer.alloc(roomPieceBytes);
    for (let at = from; at < upTo; ) at += writeSync(this.#file, piece, 0, Math.min(piece.length, upTo - at), at);
    fsyncSync(this.#file);
  }

  /**
   * Adds a record. Rejects with what the file system throws; then it is not added. The sync does not block the process:
   * on a busy disk it takes many milliseconds, in which others are heard and answered.
   */
  async append(record: Uint8Array): Promise<void> {
    const data = Buffer.allocUnsafe(headBytes + record.length);
    data.writeUInt32LE(this.#generation, 4);
    data.writeUInt32LE(record.length, 8);
    data.set(record, headBytes);
    data.writeUInt32LE(crc32(data.subarray(4)), 0);
    for (let written = 0; written < data.length; )
      written += writeSync(this.#file, data, written, data.length - written, this.#end + written);
    this.#writtenUpTo = Math.max(this.#writtenUpTo, this.#end + data.length);
    await syncData(this.#file);
    this.#end += data.length;
  }

  /** Forgets all records: the caller has them safe elsewhere. */
  clear(): void {
    this.#generation = (this.#generation % 0xffffffff) + 1;
    this.#end = 0;
  }

  /** Overwrites forgotten records with zeros: entries that have left the log must not stay readable. */
  wipe(): void {
    if (this.#end > 0 || this.#writtenUpTo === 0) return;
    this.#writeZeros(0, this.#writtenUpTo);
    this.#writtenUpTo = 0;
  }

  close(): void {
    closeSync(this.#file);
  }
}
