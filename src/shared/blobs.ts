/** Where bodies too large for a frame go: addressed by their SHA-256 (hex). */
export interface BlobStore {
  /** Keeps bytes and gives their hash; whole on the other side when the promise resolves. */
  put(bytes: Uint8Array): Promise<string>;
  /** Throws `not-found` when there is none of this hash. */
  get(hash: string): Promise<Uint8Array>;
}
