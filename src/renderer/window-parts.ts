/** Loads the parts of which a window is made. */
export const loadParts = () =>
  Promise.all([
    import('./workbench/index.ts'),
    import('./features/collaboration/shared-texts.ts'),
    import('./features/collaboration/collaboration.ts'),
    import('./feature-list.ts'),
  ]);

export type WindowParts = Awaited<ReturnType<typeof loadParts>>;
