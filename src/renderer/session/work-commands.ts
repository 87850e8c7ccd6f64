/** Names of the commands that act on somebody's work; they take an `AskedWork`. */
export const workCommands = {
  undo: 'ensemble.undoWorkOf',
  review: 'ensemble.reviewWorkOf',
  commit: 'ensemble.commitWorkOf',
} as const;

export type WorkCommand = keyof typeof workCommands;
