import type { TextDocument } from '../../../client/text-document.ts';
import type { TextModelPort } from '../../workbench/index.ts';
import { type Binding, bind } from './binding.ts';

/** A text that is open in an editor of this window, on its way to its document or bound to it. */
export interface SharedText {
  model: TextModelPort;
  document: TextDocument | null;
  /** Null until it is bound. */
  binding: Binding | null;
  /**
   * Text of the disk at the opening here, or at the last save without the session. The difference from it was typed.
   */
  before: string;
  /** A save without the session that is on its way to the disk. */
  savingAlone: Promise<unknown> | null;
  /** True if the session's state has had it: before, it is on its way there. */
  isKnown: boolean;
  /** Settles once the text is bound, or to null when it was closed or refused before. */
  bound: Promise<TextDocument | null>;
  stops: (() => void)[];
}

/** Makes the entry of a text that is on its way to its document. */
export function unbound(model: TextModelPort, before: string, bound: SharedText['bound']): SharedText {
  return { model, document: null, binding: null, before, savingAlone: null, isKnown: false, bound, stops: [] };
}

/** Binds a text to its document. Returns a function that stops it. */
export function tie(text: SharedText, document: TextDocument): () => void {
  text.binding = bind(text.model, document, text.before);
  return text.binding.stop;
}

/** This window's text of a document that guests may not have any more, with unsaved and unsent edits. */
export interface Draft {
  path: string;
  text: string;
}

/** A document, and the path of its file; null for a buffer. */
export interface Found {
  ref: string;
  path: string | null;
}

/** Makes a text read-only for as long as it is open here. */
export function readOnly(model: TextModelPort, reason: string): void {
  model.setReadOnly(reason);
  model.onDispose(() => model.setReadOnly(null));
}
