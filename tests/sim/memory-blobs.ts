import type { BlobStore } from '../../src/shared/blobs.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { hashBytes } from '../../src/shared/text/hash.ts';

/** Blobs in memory, one store for all. */
export class MemoryBlobs implements BlobStore {
  readonly #blobs = new Map<string, Uint8Array>();

  async put(bytes: Uint8Array): Promise<string> {
    const hash = hashBytes(bytes);
    this.#blobs.set(hash, bytes.slice());
    return hash;
  }

  async get(hash: string): Promise<Uint8Array> {
    const bytes = this.#blobs.get(hash);
    if (!bytes) throw new EnsembleError('not-found', 'no such blob');
    return bytes.slice();
  }

  has(hash: string): boolean {
    return this.#blobs.has(hash);
  }
}
