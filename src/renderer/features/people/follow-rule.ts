import { accessOf, includes } from '../../../shared/capabilities/terminals/access.ts';
import type { SessionState } from '../../../shared/session/state.ts';

/** View of the followed person: their text, and in it the first line in view and their cursor's, as far as known. */
export interface Sight {
  key: string;
  topLine: number | null;
  line: number | null;
  /** File of the open review that they compare; absent for none. */
  review?: string;
  /** Side of that comparison in which they are, where it is of a commit's text; absent elsewhere. */
  side?: 'left' | 'right';
}

/** Place to bring my editor to. */
export interface Step {
  key: string;
  line: number;
  at: 'top' | 'centre';
}

/**
 * Gives the next step of following, or null when there is none. My view goes with theirs; but where my window is
 * smaller and they move their cursor out of my sight, I am shown the cursor.
 */
export function nextStep(before: Sight | null, now: Sight, myLines: number): Step | null {
  const { key, topLine, line } = now;
  const isOther = before === null || before.key !== key || before.review !== now.review || before.side !== now.side;
  if (!isOther && before.topLine === topLine && before.line === line) return null;
  if (topLine === null) return { key, line: line ?? 1, at: 'centre' };
  const cursorMoved = line !== null && (isOther || before.line !== line);
  const seen = line === null || (line >= topLine && line < topLine + myLines);
  return cursorMoved && !seen && line > topLine ? { key, line, at: 'centre' } : { key, line: topLine, at: 'top' };
}

/** Gives the shared terminal in which a window is, where this person may look at it; null for none. */
export function terminalInSight(state: SessionState, replica: string | null, person: string | null): string | null {
  const ref = state.replicas[replica ?? '']?.focus?.terminal;
  const terminal = ref === undefined ? undefined : state.terminals[ref];
  if (ref === undefined || !terminal || person === null) return null;
  return includes(accessOf(state, person, terminal), 'read') ? ref : null;
}
