/** Choices in a conflict: the disk's text, the document's, or a merge of both. */
export const conflictChoices = ['theirs', 'mine', 'merge'] as const;

export type ConflictChoice = (typeof conflictChoices)[number];
