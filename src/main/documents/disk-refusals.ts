import { EnsembleError, type ErrorCode } from '../../shared/core/errors.ts';

/** Reason for which a text is not saved now: its conflict stands. */
export function conflictStands(path: string): EnsembleError {
  return new EnsembleError(
    'changed-on-disk',
    `${path} was changed on the disk too, in the same lines, so it was not saved. Both versions are safe. Choose with “Ensemble: Resolve Conflict…” which to keep.`,
  );
}

/** Reason for which a choice does not end its conflict: the disk has changed again. */
export function changedAgain(path: string): EnsembleError {
  return new EnsembleError(
    'changed-on-disk',
    `${path} has changed on the disk again meanwhile. Nothing was done: look at it once more, then choose.`,
  );
}

/** Reason for which a file is not read in another encoding now. */
export function unsavedWork(path: string): EnsembleError {
  return new EnsembleError(
    'changed-on-disk',
    `${path} was not reopened: unsaved text would be lost, for everyone. Save it first, or take the changes back, then choose the encoding again.`,
  );
}

/** Reason for which a text is not saved: its file is no text any more. */
export function noText(path: string): EnsembleError {
  return new EnsembleError(
    'not-text',
    `${path} is no text on the disk any more, so it was not written over. What you typed is kept here: save it under another name, or remove the file first.`,
  );
}

/** Errors of reading something that is no editable file. */
const unreadable = new Set<ErrorCode>([
  'is-a-folder',
  'not-a-folder',
  'outside-folder',
  'hidden',
  'no-access',
  'too-large',
  'not-found',
]);

/** Skips a file that cannot be read as a document's any more: the document keeps its text, and the others go on. */
export async function unlessUnreadable(
  path: string,
  report: ((message: string) => void) | undefined,
  look: () => Promise<void>,
): Promise<void> {
  try {
    await look();
  } catch (thrown) {
    if (!(thrown instanceof EnsembleError && unreadable.has(thrown.code))) throw thrown;
    report?.(`${path} cannot be read any more; its document keeps its text: ${thrown.message}`);
  }
}
