import type { Checkpointer, FoldedRef } from '../../core/capability.ts';
import type { Entry } from '../../core/entry.ts';
import { pack } from '../../core/message-pack.ts';
import { decodeTerminalBody } from './decode.ts';
import { type Emulator, emulator, loadEmulator } from './emulator.ts';
import { FoldedScreen } from './folded-screen.ts';
import { decodeScreenCheckpoint } from './screen-checkpoint.ts';
import type { TerminalsState } from './terminal-state.ts';

class Folded implements FoldedRef {
  readonly #screen: FoldedScreen;

  constructor(made: Emulator) {
    this.#screen = new FoldedScreen(made);
  }

  load(checkpoint: Uint8Array): void {
    this.#screen.load(decodeScreenCheckpoint(checkpoint));
  }

  fold(entries: readonly Entry[]): void {
    for (const { kind, body } of entries) this.#fold(kind, body);
  }

  #fold(kind: string, body: Uint8Array): void {
    const told = decodeTerminalBody(kind, body);
    if (told?.size) this.#screen.resize(told.size.columns, told.size.rows);
    if (told?.output) this.#screen.write(told.output.data, told.output.isScreen ?? false);
  }

  encode(): Uint8Array {
    return pack(this.#screen.encode());
  }

  close(): void {
    this.#screen.dispose();
  }
}

/** Folds the output of a terminal into its screen and scrollback. */
export const screenCheckpointer: Checkpointer = {
  kinds: ['terminal.opened', 'terminal.output', 'terminal.cut'],
  trims: ['terminal.output'],
  content: ['terminal.output', 'terminal.typed', 'terminal.proposed', 'terminal.decided'],
  cut: 'terminal.cut',
  skips: true,
  has: ({ terminals }: TerminalsState, ref) => terminals[ref] !== undefined,
  begin() {
    const made = emulator();
    return made ? new Folded(made) : loadEmulator().then((loaded) => new Folded(loaded));
  },
};
