/** The workbench for the rest of the renderer: ports and the function that starts it. No type here is Monaco's. */
export { peopleColourCount, personClass, personColour } from './editors/people-colours.ts';
export type * from './ports/comments.ts';
export type * from './ports/contributions.ts';
export type * from './ports/dispose.ts';
export type * from './ports/editors.ts';
export type * from './ports/file-acts.ts';
export type * from './ports/file-badges.ts';
export type * from './ports/interaction.ts';
export type * from './ports/keeping.ts';
export type * from './ports/languages.ts';
export type * from './ports/merging.ts';
export type * from './ports/models.ts';
export type * from './ports/source-control.ts';
export type * from './ports/terminals.ts';
export type * from './ports/text-panes.ts';
export type * from './ports/timeline.ts';
export type * from './ports/workbench.ts';
export { startWorkbench } from './start.ts';
