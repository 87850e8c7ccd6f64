import { decodeBy } from '../../core/body.ts';
import { joinBytes } from '../../core/join-bytes.ts';
import { type TerminalBody, terminalKinds } from './kinds.ts';
import { decodeScreenCheckpoint } from './screen-checkpoint.ts';

/** Part of the past of a terminal's screen: another size, then output. */
export interface ScreenFact {
  size?: { columns: number; rows: number } | undefined;
  /** Null where only the size is told. */
  output: TerminalBody<'terminal.output'> | null;
}

/**
 * Reads an entry's effect on a screen; null where it has none, or is not of its kind's form. Sizes come with the output,
 * which has a replica of its own: other entries about the terminal may come before it.
 */
export function decodeTerminalBody(kind: string, body: Uint8Array): ScreenFact | null {
  try {
    if (kind === 'terminal.output') {
      const output = decodeBy(terminalKinds, kind, body);
      return { size: output.size, output };
    }
    if (kind === 'terminal.cut') {
      const { outcome, begins } = decodeBy(terminalKinds, kind, body);
      return begins ? null : screenBehind(outcome);
    }
    if (kind === 'terminal.opened') return { size: decodeBy(terminalKinds, kind, body), output: null };
  } catch {
    // A malformed body folds as nothing.
  }
  return null;
}

/** Gives the screen that a cut of everything before leaves. */
function screenBehind(outcome: Uint8Array | null): ScreenFact {
  if (outcome === null) return { output: { data: new Uint8Array(), isScreen: true } };
  const { columns, rows, screen, after } = decodeScreenCheckpoint(outcome);
  const data = joinBytes([new TextEncoder().encode(screen), after]);
  return { size: { columns, rows }, output: { data, isScreen: true } };
}
