/** Lines that differ, from 1; an end of 0 stands for none, behind the line at which it starts. */
export interface Change {
  originalStartLineNumber: number;
  originalEndLineNumber: number;
  modifiedStartLineNumber: number;
  modifiedEndLineNumber: number;
}

export type ChangeKind = 'added' | 'modified' | 'deleted';

export function kindOf(change: Change): ChangeKind {
  if (change.originalEndLineNumber === 0) return 'added';
  return change.modifiedEndLineNumber === 0 ? 'deleted' : 'modified';
}

/** Lines of the editor at which a change stands; a deletion stands at the line before it. */
export function spanOf({ modifiedStartLineNumber, modifiedEndLineNumber }: Change): { start: number; end: number } {
  const start = Math.max(1, modifiedStartLineNumber);
  return { start, end: Math.max(start, modifiedEndLineNumber) };
}

/** Count of lines that a comparison of a change needs. */
export function heightOf(change: Change): number {
  const count = (start: number, end: number) => (end === 0 ? 0 : end - start + 1);
  return (
    count(change.originalStartLineNumber, change.originalEndLineNumber) +
    count(change.modifiedStartLineNumber, change.modifiedEndLineNumber)
  );
}

/**
 * Finds the index of the change at a line, or else of the nearest in a direction, going on from the other end; -1 where
 * there is none.
 */
export function findChange(changes: readonly Change[], line: number, direction: 1 | -1, canBeHere: boolean): number {
  const isHere = (change: Change) => spanOf(change).start <= line && line <= spanOf(change).end;
  const here = changes.findIndex(isHere);
  if (canBeHere && here !== -1) return here;
  if (changes.length === 0) return -1;
  if (direction === 1) {
    const next = changes.findIndex((change) => spanOf(change).start > line);
    return next === -1 ? 0 : next;
  }
  const previous = changes.findLastIndex((change) => spanOf(change).end < line);
  return previous === -1 ? changes.length - 1 : previous;
}
