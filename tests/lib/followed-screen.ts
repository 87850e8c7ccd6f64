import type { SessionClient } from '../../src/client/session-client.ts';
import { decodeTerminalBody } from '../../src/shared/capabilities/terminals/decode.ts';
import type { Emulator } from '../../src/shared/capabilities/terminals/emulator.ts';
import { FoldedScreen } from '../../src/shared/capabilities/terminals/folded-screen.ts';
import type { Screen } from '../../src/shared/capabilities/terminals/screen.ts';
import { decodeScreenCheckpoint } from '../../src/shared/capabilities/terminals/screen-checkpoint.ts';
import type { EnsembleError } from '../../src/shared/core/errors.ts';

/** A shared terminal as somebody sees it who follows it. */
export class FollowedScreen {
  readonly #screen: FoldedScreen;
  begins = 0;
  denied: EnsembleError | null = null;
  readonly stop: () => void;

  constructor(client: Pick<SessionClient, 'followed'>, ref: string, emulator: Emulator) {
    this.#screen = new FoldedScreen(emulator);
    this.stop = client.followed.follow(ref, {
      begin: (checkpoint) => {
        this.begins++;
        if (checkpoint) this.#screen.load(decodeScreenCheckpoint(checkpoint));
      },
      take: ({ kind, body }) => {
        const told = decodeTerminalBody(kind, body);
        if (told?.size) this.#screen.resize(told.size.columns, told.size.rows);
        if (told?.output) this.#screen.write(told.output.data, told.output.isScreen);
      },
      withheld: (error) => {
        this.denied = error;
      },
    });
  }

  get size(): string {
    return `${this.#screen.columns}x${this.#screen.rows}`;
  }

  get shown(): Screen {
    return this.#screen.shown();
  }
}
