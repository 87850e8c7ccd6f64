import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import PQueue from 'p-queue';
import type { BlobStore } from '../../src/shared/blobs.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { limits } from '../../src/shared/core/version.ts';
import { BlobIndex } from './blob-index.ts';

const hashPattern = /^[0-9a-f]{64}$/;
const senderPattern = /^[A-Za-z0-9_-]{1,64}$/;

/** Bound on one sender's unfinished blobs. */
const mostUnfinished = 8;
const mostUnfinishedBytes = 2 * limits.blobBytes;

const megabytes = (bytes: number) => `${Math.floor(bytes / 1024 / 1024)} MB`;

/** Sender of everything from the owner's windows, the host and the server. */
export const ownSender = 'own';

/** A blob that is read piece by piece. */
export interface OpenBlob {
  sizeBytes: number;
  file: FileHandle;
}

/**
 * The blobs of one session in a folder. Pieces are collected in HASH.SENDER.part, each sender's by themselves, and
 * become HASH once their hash is right; an empty HASH.SENDER.own records the sender, also for after a restart.
 */
export class FileBlobStore implements BlobStore {
  readonly #folder: string;
  readonly #quotaBytes: number;
  readonly #senderQuotaBytes: number;
  readonly #index: BlobIndex;
  /** Queue (a mutex) for changes: the quota, and the offset of a piece, hold only as long as nobody else writes. */
  readonly #queue = new PQueue({ concurrency: 1 });

  constructor(folder: string, quotaBytes: number, senderQuotaBytes = quotaBytes) {
    this.#folder = folder;
    this.#quotaBytes = quotaBytes;
    this.#senderQuotaBytes = senderQuotaBytes;
    this.#index = new BlobIndex(folder);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  #path(hash: string): string {
    if (!hashPattern.test(hash)) throw new EnsembleError('bad-request', 'A blob is named by its SHA-256.');
    return join(this.#folder, hash);
  }

  #part(hash: string, sender: string): string {
    if (!senderPattern.test(sender)) throw new EnsembleError('bad-request', 'Nobody is named like that.');
    return `${this.#path(hash)}.${sender}.part`;
  }

  has(hash: string): boolean {
    return existsSync(this.#path(hash));
  }

  /** Says whether this sender has sent all of a blob that is here; knowing its hash is not enough. */
  wasSentBy(hash: string, sender: string): boolean {
    return this.has(hash) && existsSync(this.#ownership(hash, sender));
  }

  #ownership(hash: string, sender: string): string {
    return this.#part(hash, sender).replace(/part$/, 'own');
  }

  /** Senders of all blobs that are here. */
  async senders(): Promise<{ hash: string; sender: string }[]> {
    return (await this.#index.all()).owned.filter(({ hash }) => this.has(hash));
  }

  /** Size of a blob that is here, in bytes. */
  async size(hash: string): Promise<number> {
    return (await stat(this.#path(hash)).catch(() => null))?.size ?? 0;
  }

  /** Bytes of a blob that a sender has sent, whole or in part. */
  async received(hash: string, sender = ownSender): Promise<number> {
    const part = this.#part(hash, sender);
    if (sender === ownSender || this.wasSentBy(hash, sender)) {
      const whole = await this.size(hash);
      if (whole > 0) return whole;
    }
    return (await stat(part).catch(() => null))?.size ?? 0;
  }

  /**
   * Takes a piece at an offset, which must be the end of the sender's last. Says whether the sender's pieces now make
   * the whole blob. Throws `too-large`, `no-space`, `out-of-order`, and `bad-request` when the whole does not have the
   * hash.
   */
  add(hash: string, offset: number, totalBytes: number, piece: Uint8Array, sender = ownSender): Promise<boolean> {
    return this.#queue.add(() => this.#add(hash, offset, totalBytes, piece, sender));
  }

  async #add(hash: string, offset: number, totalBytes: number, piece: Uint8Array, sender: string): Promise<boolean> {
    const part = this.#part(hash, sender);
    if (sender === ownSender ? this.has(hash) : this.wasSentBy(hash, sender)) return true;
    if (totalBytes > limits.blobBytes || offset + piece.length > totalBytes) {
      throw new EnsembleError('too-large', `An attachment may have ${megabytes(limits.blobBytes)}.`);
    }
    await this.#checkRoom(hash, piece.length, sender);
    if ((await this.received(hash, sender)) !== offset)
      throw new EnsembleError('out-of-order', 'Another piece was expected.');
    const isLast = offset + piece.length === totalBytes;
    await this.#write(part, offset, piece, isLast);
    await this.#index.notePart(hash, sender, offset + piece.length);
    if (isLast) await this.#complete(hash, sender, totalBytes);
    return isLast;
  }

  async #checkRoom(hash: string, bytes: number, sender: string): Promise<void> {
    const index = await this.#index.all();
    if (index.usedBytes + bytes > this.#quotaBytes) {
      throw new EnsembleError(
        'no-space',
        `The attachments of a session may have ${megabytes(this.#quotaBytes)} together.`,
      );
    }
    if (sender === ownSender) return;
    if (index.sentBytes(sender) + bytes > this.#senderQuotaBytes) {
      throw new EnsembleError(
        'no-space',
        `The attachments of one person may have ${megabytes(this.#senderQuotaBytes)} together.`,
      );
    }
    const begun = index.unfinished(sender);
    if ((begun.count >= mostUnfinished && !index.hasPart(hash, sender)) || begun.bytes + bytes > mostUnfinishedBytes) {
      throw new EnsembleError(
        'too-fast',
        `You have begun to send ${begun.count} attachments: send one of them to its end, or wait some minutes until they are forgotten.`,
      );
    }
  }

  async #write(path: string, offset: number, piece: Uint8Array, last: boolean): Promise<void> {
    try {
      const file = await open(path, offset === 0 ? 'w' : 'r+', 0o600);
      try {
        // One write may take only a part, as when the disk is about to be full.
        for (let at = 0; at < piece.length; ) {
          at += (await file.write(piece, at, piece.length - at, offset + at)).bytesWritten;
        }
        if (last) await file.sync();
      } finally {
        await file.close();
      }
    } catch (thrown) {
      this.#index.forget();
      const { code } = thrown as NodeJS.ErrnoException;
      if (code !== 'ENOSPC' && code !== 'EDQUOT') throw thrown;
      throw new EnsembleError('no-space', 'The disk of the session server is full: free some space, then try again.');
    }
  }

  async #complete(hash: string, sender: string, totalBytes: number): Promise<void> {
    const part = this.#part(hash, sender);
    const digest = createHash('sha256');
    for await (const chunk of createReadStream(part)) digest.update(chunk as Buffer);
    if (digest.digest('hex') !== hash) {
      await rm(part);
      this.#index.forget();
      throw new EnsembleError('bad-request', 'The attachment does not have the hash that it was sent under.');
    }
    if (sender !== ownSender) await (await open(this.#ownership(hash, sender), 'w', 0o600)).close();
    await rename(part, this.#path(hash));
    await this.#index.noteWhole(hash, sender === ownSender ? null : sender, totalBytes);
  }

  async put(bytes: Uint8Array): Promise<string> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    await this.#queue.add(async () => {
      if (this.has(hash)) {
        // The new time keeps a sweep from freeing it: it is about to be named again.
        const now = new Date();
        return utimes(this.#path(hash), now, now);
      }
      await rm(this.#part(hash, ownSender), { force: true });
      this.#index.forget();
      await this.#add(hash, 0, bytes.length, bytes, ownSender);
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

  /** Opens a blob to be read piece by piece; the caller closes it. */
  async open(hash: string): Promise<OpenBlob> {
    try {
      const file = await open(this.#path(hash), 'r');
      return { file, sizeBytes: (await file.stat()).size };
    } catch {
      throw new EnsembleError('not-found', 'There is no such attachment.');
    }
  }

  /** Frees blobs that entries named which have left; one that is on its way to its entry stays. */
  remove(hashes: ReadonlySet<string>): Promise<void> {
    return this.#queue.add(() => this.#index.remove(hashes));
  }

  /** Size and number of all blobs that are whole or on their way. */
  async usage(): Promise<{ bytes: number; count: number }> {
    const { usedBytes, whole } = await this.#index.all();
    return { bytes: usedBytes, count: whole.size };
  }

  /** Frees blobs that nobody names and parts of blobs, once they were not touched for a while. Returns how many. */
  sweep(named: ReadonlySet<string>, untouchedMs: number, nowMs: number): Promise<number> {
    return this.#queue.add(async () => {
      const freed = await this.#index.sweep(named, untouchedMs, nowMs);
      return freed;
    });
  }
}
