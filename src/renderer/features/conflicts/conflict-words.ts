import type { ConflictChoice } from '../../../shared/text/conflict-choices.ts';

/** Buttons of a question about a conflict. */
export const conflictButtons = ['View diff', "Keep the disk's", "Keep the editor's", 'Merge'] as const;

export type ConflictButton = (typeof conflictButtons)[number];

export const choiceOf: Record<Exclude<ConflictButton, 'View diff'>, ConflictChoice> = {
  "Keep the disk's": 'theirs',
  "Keep the editor's": 'mine',
  Merge: 'merge',
};

/** Effect of each button, in a few words. */
export const buttonSays: Record<ConflictButton, string> = {
  'View diff': "the disk's version beside the one here",
  "Keep the disk's": "the disk's version; the one here is kept as a draft",
  "Keep the editor's": "the version here is written to the disk; the disk's is kept as a draft",
  Merge: 'both, one after the other where they overlap',
};

/** Question about a conflict: what happened, what is safe, and what to do. */
export function conflictWords(path: string, { overlaps, line }: { overlaps: number; line: number }): string {
  const where =
    overlaps === 1 ? `line ${line}` : `line ${line} and ${overlaps - 1} more ${overlaps === 2 ? 'place' : 'places'}`;
  return `${path} was changed here and on the disk, in the same place: ${where}. Both versions are safe; nothing is saved until somebody chooses.`;
}

/** Message about the end of a conflict: `Ada took the disk's version of a.txt. …` */
export function endingWords(who: string, path: string, choice: ConflictChoice): string {
  switch (choice) {
    case 'theirs':
      return `${who} took the disk's version of ${path}. The one that was here is kept.`;
    case 'mine':
      return `${who} wrote the version here of ${path} to the disk. The disk's is kept.`;
    case 'merge':
      return `${who} put both versions of ${path} together. Look at where they overlap, then save.`;
  }
}
