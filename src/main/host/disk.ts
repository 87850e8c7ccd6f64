/** The host's folder, as documents need it. The real one goes through the folder's boundary; a simulation has its own. */
export interface Disk {
  /** The bytes of a file, or null when there is none. Throws `no-access` and the like. */
  read(path: string): Promise<Uint8Array | null>;
  /** Puts a whole file in place, or leaves the old one untouched. Throws `no-space`, `no-access`. */
  write(path: string, bytes: Uint8Array): Promise<void>;
}
