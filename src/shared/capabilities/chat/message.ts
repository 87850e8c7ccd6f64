import type { Priority, Snippet } from './kinds.ts';

/** A file of a message; its content is the attachment of that hash, as long as the session has it. */
export interface ChatFile {
  hash: string;
  name: string;
  sizeBytes: number;
  /** Length of a voice message; absent for any other file. */
  lengthMs?: number | undefined;
}

/** A message of the chat, as it stands now. It is replaced when something of it changes. */
export interface ChatMessage {
  id: string;
  /** Seq of its entry: the order of messages. */
  seq: number;
  atMs: number;
  person: string;
  words: string;
  mentions: readonly string[];
  /** Message that it answers; that may have left. */
  replyTo: string | null;
  priority: Priority;
  snippet: Snippet | null;
  editedMs: number | null;
  /** True for a trace: somebody took its words away. */
  isDeleted: boolean;
  isPinned: boolean;
  /** Signs, and the people who gave each. */
  reactions: readonly (readonly [sign: string, people: readonly string[]])[];
  /** Absent where it has none. */
  files?: readonly ChatFile[] | undefined;
}
