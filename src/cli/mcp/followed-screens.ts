import type { SessionClient } from '../../client/session-client.ts';
import { decodeTerminalBody } from '../../shared/capabilities/terminals/decode.ts';
import { loadEmulator } from '../../shared/capabilities/terminals/emulator.ts';
import { FoldedScreen } from '../../shared/capabilities/terminals/folded-screen.ts';
import { decodeScreenCheckpoint } from '../../shared/capabilities/terminals/screen-checkpoint.ts';

interface Followed {
  screen: FoldedScreen;
  arrived: Promise<void>;
  stop: () => void;
}

/** Screens of shared terminals that an agent has looked at, followed from then on. */
export class FollowedScreens {
  readonly #client: SessionClient;
  readonly #followed = new Map<string, Followed>();

  constructor(client: SessionClient) {
    this.#client = client;
    client.events.on('state', ({ terminals }) => {
      for (const [ref, { stop }] of this.#followed) {
        if (terminals[ref]) continue;
        stop();
        this.#followed.delete(ref);
      }
    });
  }

  /** Gives the lines of a terminal, with those that have scrolled away, without the empty ones at the end. */
  async linesOf(ref: string): Promise<string[]> {
    const emulator = await loadEmulator();
    let followed = this.#followed.get(ref);
    if (!followed) {
      const screen = new FoldedScreen(emulator);
      const arrived = Promise.withResolvers<void>();
      const stop = this.#client.followed.follow(ref, {
        begin: (checkpoint) => {
          if (checkpoint) screen.load(decodeScreenCheckpoint(checkpoint));
        },
        take: ({ kind, body }) => {
          const told = decodeTerminalBody(kind, body);
          if (told?.size) screen.resize(told.size.columns, told.size.rows);
          if (told?.output) screen.write(told.output.data, told.output.isScreen);
        },
        arrived: () => arrived.resolve(),
        withheld: (error) => {
          this.#followed.delete(ref);
          arrived.reject(error);
        },
      });
      followed = { screen, arrived: arrived.promise, stop };
      this.#followed.set(ref, followed);
    }
    await followed.arrived;
    const { active } = followed.screen.shown().terminal.buffer;
    const lines = Array.from({ length: active.length }, (_, y) => active.getLine(y)?.translateToString(true) ?? '');
    return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
  }
}
