import { loadParts } from './window-parts.ts';

/** Loads all code of a window at once: one file after the other would be as many waits. */
export async function loadCode() {
  const [opening, parts] = await Promise.all([import('./open-workbench.ts'), loadParts()]);
  return [opening, ...parts] as const;
}
