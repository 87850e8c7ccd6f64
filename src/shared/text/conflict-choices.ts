/** What a person may do about a conflict: take the disk's text, the document's, or what both did. */
export const conflictChoices = ['theirs', 'mine', 'merge'] as const;

export type ConflictChoice = (typeof conflictChoices)[number];
