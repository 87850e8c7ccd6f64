import type { TextFormat } from '../../shared/capabilities/documents/document-state.ts';
import { hashText } from '../../shared/text/hash.ts';

/** Body of `doc.saved` for a text (LF) that its file holds. */
export function savedAs(term: number, path: string, text: string, format: TextFormat) {
  return { term, path, hash: hashText(text), lengthUtf16: text.length, format };
}
