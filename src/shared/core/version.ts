/** Raised when the wire changes; the wire-hash test names the change. */
export const protocolVersion = 3;

export const limits = {
  /** A frame's greatest size; larger sets of entries are split. */
  frameBytes: 128 * 1024,
  /** A body above this travels as a blob. */
  inlineBodyBytes: 64 * 1024,
  /** One blob's greatest size. */
  blobBytes: 256 * 1024 * 1024,
  /** A text document's greatest size. */
  documentBytes: 32 * 1024 * 1024,
  nameLength: 60,
  /** Copies that one new entry may bring back: an undo of more goes in several. */
  restoresAtOnce: 1000,
} as const;
