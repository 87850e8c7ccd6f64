import type { FileOpening } from '../../../shared/capabilities/terminals/methods.ts';
import type { App } from '../../session/app.ts';

const retryMs = 2_000;

/** Opens the files that are named by the command `ensemble open` in terminals into which this window types. */
export class FileOpenings {
  readonly #app: App;
  #isFollowing = false;

  constructor(app: App) {
    this.#app = app;
  }

  /** Listens from now on; once is enough. */
  follow(): void {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    void this.#follow();
  }

  async #follow(): Promise<never> {
    for (;;) {
      const stream = this.#app.workspace.open('terminals.openings', {});
      const answer = (opening: number, is: 'opened' | 'missing' | 'closed') =>
        stream.send({ opening, is }).catch(() => undefined);
      try {
        for await (const asked of stream) void this.#open(asked, (is) => answer(asked.opening, is));
      } catch {
        // The host is away, and the command with it.
      }
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  async #open(
    { path, line, waits, takesFocus }: FileOpening,
    answer: (is: 'opened' | 'missing' | 'closed') => Promise<void>,
  ): Promise<void> {
    const { editors } = this.#app.workbench;
    const options = { preserveFocus: !takesFocus, preview: false };
    const isThere = await editors.reveal(path, line ?? 1, options).catch(() => false);
    await answer(isThere ? 'opened' : 'missing');
    if (!isThere || !waits) return;
    await editors.untilClosed(path);
    await answer('closed');
  }
}
