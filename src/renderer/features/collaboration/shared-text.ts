import type { TextDocument } from '../../../client/text-document.ts';
import type { TextModelPort } from '../../workbench/index.ts';

/** A text that is open in an editor of this window, on its way to its document or bound to it. */
export interface SharedText {
  model: TextModelPort;
  document: TextDocument | null;
  /** The disk's text when it was opened here, or saved without the session. What differs from it was typed. */
  before: string;
  /** A save without the session that is on its way to the disk. */
  savingAlone: Promise<unknown> | null;
  /** Whether the session's state has had it: before, it is on its way there. */
  isKnown: boolean;
  /** Settles once the text is bound, or to null when it was closed or refused before. */
  bound: Promise<TextDocument | null>;
  stops: (() => void)[];
}

/** The text of a document that guests may not have any more, as it was here, with what was not saved or sent. */
export interface Draft {
  path: string;
  text: string;
}

/** A document, and the path that its file has; null for a buffer. */
export interface Found {
  ref: string;
  path: string | null;
}

/** Makes a text read-only for as long as it is open here. */
export function readOnly(model: TextModelPort, reason: string): void {
  model.setReadOnly(reason);
  model.onDispose(() => model.setReadOnly(null));
}
