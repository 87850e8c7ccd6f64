import { decodeBy } from '../../core/body.ts';
import { type TerminalBody, terminalKinds } from './kinds.ts';

type Sized = 'terminal.opened' | 'terminal.resized';

/** Part of the past of a terminal's screen: output, or another size. */
export type ScreenFact =
  | { kind: 'terminal.output'; body: TerminalBody<'terminal.output'> }
  | { kind: Sized; body: TerminalBody<'terminal.resized'> };

/** Reads an entry's effect on a screen; null where it has none, or is not of its kind's form. */
export function decodeTerminalBody(kind: string, body: Uint8Array): ScreenFact | null {
  try {
    if (kind === 'terminal.output') return { kind, body: decodeBy(terminalKinds, kind, body) };
    if (kind === 'terminal.opened' || kind === 'terminal.resized')
      return { kind, body: decodeBy(terminalKinds, kind, body) };
  } catch {
    // A malformed body folds as nothing.
  }
  return null;
}
