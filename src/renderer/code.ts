/** Loads all code of a window at once: one file after the other would be as many waits. */
export const loadCode = () =>
  Promise.all([
    import('./workbench/index.ts'),
    import('./features/collaboration/shared-texts.ts'),
    import('./features/collaboration/collaboration.ts'),
    import('./feature-list.ts'),
  ]);
