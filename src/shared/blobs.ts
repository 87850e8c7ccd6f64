/** Following of a transfer: its progress, and the way to give it up. */
export interface Watching {
  signal?: AbortSignal;
  onBytes?: (bytes: number) => void;
  /** True for a file beside a body: nobody decodes it, so that it may be anything. */
  isFile?: boolean;
}

/** Store of bodies too large for a frame: addressed by their SHA-256 (hex). */
export interface BlobStore {
  /** Called when bytes come or go: on a slow network the session's own frames wait behind them, and are not lost. */
  onLife?: () => void;
  /** Keeps bytes and gives their hash; all of them are on the other side when the promise resolves. */
  put(bytes: Uint8Array, watching?: Watching): Promise<string>;
  /** Reads bytes. Throws `not-found` when there are none of this hash. */
  get(hash: string, watching?: Watching): Promise<Uint8Array>;
}
