/** Version of the wire; the wire-hash test fails until a change of the wire raises it. */
export const protocolVersion = 3;

export const limits = {
  /** Greatest size of a frame; larger sets of entries are split. */
  frameBytes: 128 * 1024,
  /** Size above which a body travels as a blob. */
  inlineBodyBytes: 64 * 1024,
  /** Most credit that a stream's receiver may have granted at a time. */
  streamCreditBytes: 1024 * 1024,
  /** Credit that an asker grants implicitly to an answer that comes as a stream. */
  answerCreditBytes: 16 * 1024,
  /** Greatest size of a blob. */
  blobBytes: 256 * 1024 * 1024,
  /** Greatest size of a text document. */
  documentBytes: 32 * 1024 * 1024,
  nameLength: 60,
  /** Most copies that one new entry may bring back: an undo of more goes in several. */
  restoresAtOnce: 1000,
} as const;
