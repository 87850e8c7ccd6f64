/** Bounds of the chat. The fold goes by them as well, so they never change for these versions of the kinds. */
export const chatLimits = {
  /** Length of one message. */
  words: 8_000,
  mentions: 20,
  /** Messages that are kept, and the length of all their words; beyond them, the oldest of whoever has most leave. */
  messages: 10_000,
  units: 4_000_000,
  /** Messages, and their length, that are left when some have to leave. */
  messagesLeft: 9_500,
  unitsLeft: 3_800_000,
  /** Different reactions to one message, people of each, and the length of one; and all that a room has. */
  reactions: 20,
  reactors: 200,
  reaction: 16,
  reactionsOfRoom: 50_000,
  /** Files of one message, the size of each, and the length of its name. */
  files: 10,
  fileBytes: 100 * 1024 * 1024,
  fileName: 255,
  /** Length of a voice message, with some seconds for its last words. */
  voiceMs: 310_000,
  /** Length for which a file counts beside its name. */
  fileUnits: 100,
  /** Bytes of a relative position. */
  positionBytes: 200,
} as const;
