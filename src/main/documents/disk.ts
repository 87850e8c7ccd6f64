/** Error of a write: the file holds other bytes than were read before, which must not be overwritten. */
export class ChangedMeanwhile extends Error {}

export interface DiskWriteOptions {
  /**
   * Called with the file's bytes before it is overwritten in place, where it cannot be replaced as a whole: a crash
   * leaves a mixture.
   */
  beforeInPlace?: (before: Uint8Array) => Promise<void>;
  /** SHA-256 (hex) of the bytes that the file must hold until it is written; null where there must be none. */
  expected?: string | null;
}

/**
 * The host's folder, as documents need it. The real one goes through the folder's boundary; a simulation has its own.
 */
export interface Disk {
  /**
   * Real path of a file, all links followed; null where there is no file. Throws `local` for a file hidden from guests,
   * by its name or by its link's target: that is never a document; `is-a-folder` for a folder.
   */
  locate(path: string): Promise<string | null>;
  /**
   * Identity of the file at a path, hidden ones included, which stays with it when it is renamed; null where the system
   * has none. Throws `is-a-folder`.
   */
  identify(path: string): Promise<string | null>;
  /** Reads the bytes of a file; null when there is none. Throws `no-access` and the like. */
  read(path: string): Promise<Uint8Array | null>;
  /**
   * Replaces a whole file, or leaves the old one untouched. Throws `no-space`, `no-access`, and ChangedMeanwhile where
   * the file does not hold the expected bytes.
   */
  write(path: string, bytes: Uint8Array, options?: DiskWriteOptions): Promise<void>;
}
