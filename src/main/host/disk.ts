/** A file holds other bytes than were read of it before it was to be written: they must not be written over. */
export class ChangedMeanwhile extends Error {}

export interface DiskWriteOptions {
  /**
   * Told what the file holds, before it is written over, where nothing can be put in its place: a crash leaves something
   * in between.
   */
  beforeInPlace?: (before: Uint8Array) => Promise<void>;
  /** SHA-256 (hex) of the bytes that the file must hold until it is written; null where there must be none. */
  expected?: string | null;
}

/** The host's folder, as documents need it. The real one goes through the folder's boundary; a simulation has its own. */
export interface Disk {
  /**
   * Where a path really leads, all links followed; null where there is no file. Throws `local` for what is hidden from
   * guests, by its name or by where it leads: that is never a document; `is-a-folder` for a folder.
   */
  locate(path: string): Promise<string | null>;
  /**
   * What tells the file at a path from all others, hidden ones too, and stays with it when it is renamed; null where
   * nothing does. Throws `is-a-folder`.
   */
  identify(path: string): Promise<string | null>;
  /** The bytes of a file, or null when there is none. Throws `no-access` and the like. */
  read(path: string): Promise<Uint8Array | null>;
  /**
   * Puts a whole file in place, or leaves the old one untouched. Throws `no-space`, `no-access`, and ChangedMeanwhile
   * where the file does not hold what was expected.
   */
  write(path: string, bytes: Uint8Array, options?: DiskWriteOptions): Promise<void>;
}
