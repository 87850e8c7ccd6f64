import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore } from '../../src/shared/blobs.ts';
import { EnsembleError } from '../../src/shared/protocol/errors.ts';
import { limits } from '../../src/shared/protocol/version.ts';

const hashPattern = /^[0-9a-f]{64}$/;

/** The blobs of one session in a folder: pieces are collected in HASH.part, and become HASH once their hash is right. */
export class FileBlobStore implements BlobStore {
  readonly #folder: string;
  readonly #quotaBytes: number;
  #usedBytes: number | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(folder: string, quotaBytes: number) {
    this.#folder = folder;
    this.#quotaBytes = quotaBytes;
    mkdirSync(folder, { recursive: true });
  }

  #path(hash: string): string {
    if (!hashPattern.test(hash)) throw new EnsembleError('bad-request', 'A blob is named by its SHA-256.');
    return join(this.#folder, hash);
  }

  has(hash: string): boolean {
    return existsSync(this.#path(hash));
  }

  /** How many bytes of a blob are here, whole or in part. */
  async received(hash: string): Promise<number> {
    const path = this.#path(hash);
    const whole = await stat(path).catch(() => null);
    return whole?.size ?? (await stat(`${path}.part`).catch(() => null))?.size ?? 0;
  }

  async #used(): Promise<number> {
    if (this.#usedBytes === null) {
      const names = await readdir(this.#folder);
      const sizes = await Promise.all(
        names.map(async (name) => (await stat(join(this.#folder, name)).catch(() => null))?.size ?? 0),
      );
      this.#usedBytes = sizes.reduce((sum, size) => sum + size, 0);
    }
    return this.#usedBytes;
  }

  /** One change after another: the quota, and where a piece belongs, hold only as long as nobody else writes. */
  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(run);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /**
   * Takes a piece at an offset, which must be where the last ended. Throws `too-large`, `no-space`, `out-of-order`, and
   * `bad-request` when the whole does not have the hash.
   */
  add(hash: string, offset: number, totalBytes: number, piece: Uint8Array): Promise<void> {
    return this.#inTurn(() => this.#add(hash, offset, totalBytes, piece));
  }

  async #add(hash: string, offset: number, totalBytes: number, piece: Uint8Array): Promise<void> {
    const path = this.#path(hash);
    if (this.has(hash)) return;
    if (totalBytes > limits.blobBytes || offset + piece.length > totalBytes) {
      throw new EnsembleError('too-large', `An attachment may have ${limits.blobBytes / 1024 / 1024} MB.`);
    }
    if ((await this.#used()) + piece.length > this.#quotaBytes) {
      throw new EnsembleError(
        'no-space',
        `The attachments of a session may have ${this.#quotaBytes / 1024 / 1024} MB together.`,
      );
    }
    if ((await this.received(hash)) !== offset) throw new EnsembleError('out-of-order', 'Another piece was expected.');
    await this.#write(`${path}.part`, offset, piece, offset + piece.length === totalBytes);
    this.#usedBytes = (await this.#used()) + piece.length;
    if (offset + piece.length === totalBytes) await this.#complete(hash, path);
  }

  async #write(path: string, offset: number, piece: Uint8Array, last: boolean): Promise<void> {
    try {
      const file = await open(path, offset === 0 ? 'w' : 'r+', 0o600);
      try {
        // One write may take less than all of it, as when the disk is about to be full.
        for (let at = 0; at < piece.length; ) {
          at += (await file.write(piece, at, piece.length - at, offset + at)).bytesWritten;
        }
        if (last) await file.sync();
      } finally {
        await file.close();
      }
    } catch (thrown) {
      this.#usedBytes = null;
      const { code } = thrown as NodeJS.ErrnoException;
      if (code !== 'ENOSPC' && code !== 'EDQUOT') throw thrown;
      throw new EnsembleError('no-space', 'The disk of the session server is full: free some space, then try again.');
    }
  }

  async #complete(hash: string, path: string): Promise<void> {
    const bytes = await readFile(`${path}.part`);
    if (createHash('sha256').update(bytes).digest('hex') !== hash) {
      await rm(`${path}.part`);
      this.#usedBytes = null;
      throw new EnsembleError('bad-request', 'The attachment does not have the hash that it was sent under.');
    }
    await rename(`${path}.part`, path);
  }

  async put(bytes: Uint8Array): Promise<string> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    await this.#inTurn(async () => {
      if (this.has(hash)) return;
      await rm(`${this.#path(hash)}.part`, { force: true });
      this.#usedBytes = null;
      await this.#add(hash, 0, bytes.length, bytes);
    });
    return hash;
  }

  async get(hash: string): Promise<Uint8Array> {
    try {
      return await readFile(this.#path(hash));
    } catch {
      throw new EnsembleError('not-found', 'There is no such attachment.');
    }
  }

  /** Frees the blobs, whole or in part, that are not named any more and were not touched for a while. Returns how many. */
  async sweep(named: ReadonlySet<string>, untouchedMs: number, nowMs: number): Promise<number> {
    let freed = 0;
    for (const name of await readdir(this.#folder)) {
      if (named.has(name)) continue;
      const path = join(this.#folder, name);
      const info = await stat(path).catch(() => null);
      if (!info || nowMs - info.mtimeMs < untouchedMs) continue;
      await rm(path, { force: true });
      freed++;
    }
    if (freed > 0) this.#usedBytes = null;
    return freed;
  }
}
