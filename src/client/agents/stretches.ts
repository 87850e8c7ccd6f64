import * as Y from 'yjs';
import type { LoggedText, ReadStretch } from '../../shared/capabilities/documents/reading-rules.ts';
import type { TextEdit } from '../../shared/text/edits.ts';
import type { TextDocument } from '../text-document.ts';
import type { ReadVersion } from './read-versions.ts';

/** The text as the log has it, without edits that are on their way. */
export function loggedText({ known, facts, yText }: TextDocument): LoggedText {
  return { known, deleters: facts.deleters, text: yText };
}

/** Whole lines of a text that was read, in UTF-16 units and by their ids. */
export interface Stretch {
  start: number;
  end: number;
  ids: ReadStretch;
}

/** Finds the stretches of whole lines that edits touch, those that meet as one. */
export function touched(read: ReadVersion, edits: readonly TextEdit[]): Stretch[] {
  const joined: { start: number; end: number }[] = [];
  for (const { offset, deleteLength } of edits) {
    const lines = read.linesAround(offset, offset + deleteLength);
    const last = joined.at(-1);
    if (last && lines.start <= last.end) last.end = Math.max(last.end, lines.end);
    else joined.push(lines);
  }
  return joined.map(({ start, end }) => ({ start, end, ids: read.stretch(start, end) }));
}

/** Offset of the character with an id, in UTF-16 units. */
export function offsetOfId({ yText }: TextDocument, client: number, clock: number): number {
  const position = Y.createRelativePositionFromJSON({ item: { client, clock }, assoc: 0 });
  return Y.createAbsolutePositionFromRelativePosition(position, yText.doc!)?.index ?? 0;
}
