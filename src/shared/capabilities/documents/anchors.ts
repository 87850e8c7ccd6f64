import * as Y from 'yjs';
import type { TextCopy } from './text-copy.ts';

/** Gives the offset at which an anchor is in a text; null where that text does not have it. */
export function offsetIn({ document, text }: Pick<TextCopy, 'document' | 'text'>, anchor: Uint8Array): number | null {
  try {
    const position = Y.createAbsolutePositionFromRelativePosition(Y.decodeRelativePosition(anchor), document);
    return position?.type === text ? position.index : null;
  } catch {
    return null;
  }
}
