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
   * Puts a whole file in place, or leaves the old one untouched. Throws `no-space`, `no-access`.
   * Where the file can only be written over, `beforeInPlace` is told before what it holds: a crash leaves something in
   * between.
   */
  write(path: string, bytes: Uint8Array, beforeInPlace?: (before: Uint8Array) => Promise<void>): Promise<void>;
}
