import { expect, onTestFinished } from 'vitest';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { decodeTerminalBody } from '../../../../src/shared/capabilities/terminals/decode.ts';
import { loadEmulator } from '../../../../src/shared/capabilities/terminals/emulator.ts';
import { FoldedScreen } from '../../../../src/shared/capabilities/terminals/folded-screen.ts';
import { decodeScreenCheckpoint } from '../../../../src/shared/capabilities/terminals/screen-checkpoint.ts';
import type { EnsembleError } from '../../../../src/shared/core/errors.ts';

/** A shared terminal as somebody sees it who follows it. */
export class Watched {
  readonly #screen: FoldedScreen;
  begins = 0;
  denied: EnsembleError | null = null;
  stop: () => void = () => undefined;

  private constructor(screen: FoldedScreen) {
    this.#screen = screen;
  }

  static async follow(client: SessionClient, ref: string): Promise<Watched> {
    const watched = new Watched(new FoldedScreen(await loadEmulator()));
    watched.stop = client.followed.follow(ref, {
      begin: (checkpoint) => {
        watched.begins++;
        if (checkpoint) watched.#screen.load(decodeScreenCheckpoint(checkpoint));
      },
      take: ({ kind, body }) => {
        const told = decodeTerminalBody(kind, body);
        if (told?.size) watched.#screen.resize(told.size.columns, told.size.rows);
        if (told?.output) watched.#screen.write(told.output.data, told.output.isScreen);
      },
      withheld: (error) => {
        watched.denied = error;
      },
    });
    onTestFinished(() => watched.stop());
    return watched;
  }

  get size(): string {
    return `${this.#screen.columns}x${this.#screen.rows}`;
  }

  /** Rows of the screen that have something on them. */
  get rows(): string[] {
    const { active } = this.#screen.shown().terminal.buffer;
    const rows = Array.from({ length: active.length }, (_, row) => active.getLine(row)!.translateToString(true));
    return rows.filter((row) => row !== '');
  }

  async shows(wanted: string | RegExp): Promise<void> {
    await expect.poll(() => this.rows.join('\n'), { timeout: 15_000 }).toMatch(wanted);
  }
}
