/** Where bodies too large for a frame go: addressed by their SHA-256 (hex). */
export interface BlobStore {
  /** Called when bytes come or go: on a slow network the session's own wait behind them, and are not lost. */
  onLife?: () => void;
  /** Keeps bytes and gives their hash; whole on the other side when the promise resolves. */
  put(bytes: Uint8Array): Promise<string>;
  /** Throws `not-found` when there is none of this hash. */
  get(hash: string): Promise<Uint8Array>;
}
