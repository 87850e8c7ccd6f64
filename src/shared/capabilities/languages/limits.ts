/** Bounds of what language servers may put into a session. Those of the state are frozen: old logs fold by them. */
export const languageLimits = {
  /** Most servers of a folder. */
  servers: 60,
  /** Most problems that are told of one file by one source; of the rest it tells the number. */
  problemsOfFile: 300,
  messageLength: 2_000,
  related: 10,
  /** Most sets of problems, each of a file and a source, in the state. */
  sets: 1_000,
  /** Most characters of all problems in the state. */
  characters: 4_000_000,
  /** Length of a message's piece over a stream, in UTF-16 units: three bytes each stay below a part's limit. */
  pieceLength: 16_000,
  /** Most characters of a message from a window. */
  askedLength: 1_000_000,
  /** Most characters of a message to a window. */
  toldLength: 16_000_000,
  /** Most texts that a message may name. */
  texts: 20,
  /** Most bytes of edits beyond the log that a message may bring. */
  unsentBytes: 8_000,
} as const;
