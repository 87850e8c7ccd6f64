import type { DocumentInfo } from '../../shared/capabilities/documents/document-state.ts';
import { diffTexts } from '../../shared/text/diff.ts';
import { hashText } from '../../shared/text/hash.ts';
import type { JournalRecord, JournalRecords } from './journal.ts';
import { textOf } from './seed.ts';

/** The record that a text on the disk was made from. While a conflict stands, that is what was last known to be there. */
export function baseOf(info: DocumentInfo, text: string, { current, previous }: JournalRecords): JournalRecord | null {
  if (!info.conflict) return origin(info, text, current, previous);
  const known = [current, previous].find((record) => record && hashText(textOf(record.base)) === info.saved?.hash);
  return known ?? origin(info, text, current, previous);
}

/**
 * The record that an outside change was made on: the newest, or, when the host may have died before that reached the
 * disk, the one before: whichever leaves less in the text to be explained by the change.
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

/** How much of a text is not from a record, and, for records that this does not tell apart, how much of it is gone. */
export function newIn(text: string, { base }: JournalRecord): number {
  const edits = diffTexts(textOf(base), text);
  const inserted = edits.reduce((sum, { insertText }) => sum + insertText.length, 0);
  const deleted = edits.reduce((sum, { deleteLength }) => sum + deleteLength, 0);
  return inserted + deleted / 2 ** 32;
}
