import type { DocumentBody } from './kinds.ts';

export type TextFormat = DocumentBody<'doc.opened'>['format'];

/** Form in which the next save writes a text: encoding and line ends, as people choose them. */
export type WrittenAs = DocumentBody<'doc.formatted'>;

export interface DocumentInfo {
  path: string | null;
  title: string;
  format: TextFormat;
  readOnly: boolean;
  /** Text on the host's disk: the SHA-256 of its LF form, and its length; null before the first save. */
  saved: { hash: string; lengthUtf16: number } | null;
  deleted: boolean;
  openedBy: string;
  /** Conflict that waits for a choice: the hash of the disk's text, the number of overlaps, the line of the first. */
  conflict?: { hash: string; overlaps: number; line: number };
  /** Form of the file on the disk, while it differs from the chosen one. */
  diskFormat?: TextFormat;
  /** People whose edits the disk does not have, the first to edit first. */
  unsaved?: string[];
}

/** Documents of a session, apart from their texts. */
export interface DocumentsState {
  documents: Record<string, DocumentInfo>;
  /** replica → refs on which its edits are refused until it has rebased. */
  blocked: Record<string, string[]>;
}

export const noDocuments: DocumentsState = { documents: {}, blocked: {} };
