import { writeFileSync } from 'node:fs';

/** Tells `npm start` that the window has started (scripts/lib/window.mjs): without a word it opens the browser instead. */
export function noteStarted(env = process.env): void {
  const mark = env.ENSEMBLE_STARTED_MARK;
  delete env.ENSEMBLE_STARTED_MARK;
  if (mark) writeFileSync(mark, '');
}
