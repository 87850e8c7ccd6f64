import type { DocumentInfo } from '../../shared/capabilities/documents/document-state.ts';
import { diffTexts } from '../../shared/text/diff.ts';
import { hashText } from '../../shared/text/hash.ts';
import type { JournalRecord, JournalRecords } from './journal.ts';
import { textOf } from './seed.ts';

/**
 * Finds the record on which a text on the disk is based. While a conflict stands, that is the last text known to be
 * there.
 */
export function baseOf(info: DocumentInfo, text: string, { current, previous }: JournalRecords): JournalRecord | null {
  if (!info.conflict) return origin(info, text, current, previous);
  const known = [current, previous].find((record) => record && hashText(textOf(record.base)) === info.saved?.hash);
  return known ?? origin(info, text, current, previous);
}

/**
 * Finds the record on which an outside change was made: the newest, or, when the host may have died before that reached
 * the disk, the one before; whichever leaves less in the text to be explained by the change.
 */
function origin(
  info: DocumentInfo,
  text: string,
  current: JournalRecord | null,
  previous: JournalRecord | null,
): JournalRecord | null {
  if (!current || !previous || info.saved === null || hashText(textOf(current.base)) === info.saved.hash)
    return current;
  return newIn(text, current) <= newIn(text, previous) ? current : previous;
}

/** Measures the text that is not from a record, and, for records equal in that, the record's text that is gone. */
export function newIn(text: string, { base }: JournalRecord): number {
  const edits = diffTexts(textOf(base), text);
  const inserted = edits.reduce((sum, { insertText }) => sum + insertText.length, 0);
  const deleted = edits.reduce((sum, { deleteLength }) => sum + deleteLength, 0);
  return inserted + deleted / 2 ** 32;
}
