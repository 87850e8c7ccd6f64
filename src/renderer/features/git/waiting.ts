import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import type { TimerHandle } from '../../../shared/core/environment.ts';
import type { App } from '../../session/app.ts';

/** Rest between a change that may be the one, and the next look. */
const restMs = 1_000;

/** The act that the person lets wait until nothing of others is in its way; a later one takes its place. */
export class WaitingForOthers {
  readonly #app: App;
  #stop: () => void = () => undefined;

  constructor(app: App) {
    this.#app = app;
  }

  /** Begins to wait. Once nothing is in the way, the person is asked whether to do it now. */
  begin({ path }: RepositoryStatus, verb: string, again: () => Promise<unknown>): void {
    const { session, workbench, client } = this.#app;
    const { environment } = client.options;
    this.#stop();
    let timer: TimerHandle | null = null;
    let { documents, git, locks } = session.state;
    const look = async () => {
      timer = null;
      const others = await this.#app.workspace.request('git.others', { repository: path }).catch(() => null);
      if (this.#stop !== stop || others === null || others.files.length + others.locks.length > 0) return;
      stop();
      const words = `Nothing of others is in the way any more: ${verb.toLowerCase()} now?`;
      const chosen = await workbench.notifications.show('info', words, { buttons: [verb], sticky: true });
      if (chosen === verb) await again();
    };
    const later = () => {
      timer ??= environment.setTimer(() => void look(), restMs);
    };
    const leave = session.events.on('state', (state) => {
      if (state.documents === documents && state.git === git && state.locks === locks) return;
      ({ documents, git, locks } = state);
      later();
    });
    const stop = () => {
      leave();
      if (timer !== null) environment.clearTimer(timer);
      this.#stop = () => undefined;
    };
    this.#stop = stop;
    later();
    workbench.notifications.status('You are told once nothing of others is in the way.');
  }
}
