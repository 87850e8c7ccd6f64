import type { DocumentBody } from './kinds.ts';

export type TextFormat = DocumentBody<'doc.opened'>['format'];

/** How a text is to be written, as people choose it. */
export type WrittenAs = DocumentBody<'doc.formatted'>;

export interface DocumentInfo {
  path: string | null;
  title: string;
  format: TextFormat;
  readOnly: boolean;
  /** What the host's disk holds: the SHA-256 of the LF text, and its length; null before the first save. */
  saved: { hash: string; lengthUtf16: number } | null;
  deleted: boolean;
  openedBy: string;
  /** While the disk holds a text that overlaps what was edited here: its hash, and where the first overlap begins. */
  conflict?: { hash: string; overlaps: number; line: number };
  /** How the disk has it, while that is not how it is to be written. */
  diskFormat?: TextFormat;
  /** The people whose edits the disk does not have, the first to edit first. */
  unsaved?: string[];
}

/** Documents of a session, apart from their texts. */
export interface DocumentsState {
  documents: Record<string, DocumentInfo>;
  /** replica → refs on which its edits are refused until it has rebased. */
  blocked: Record<string, string[]>;
}

export const noDocuments: DocumentsState = { documents: {}, blocked: {} };
