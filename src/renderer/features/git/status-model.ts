import {
  type FolderStatus,
  type RepositoryStatus,
  repositoryAround,
} from '../../../shared/capabilities/git/git-state.ts';
import type { Stream } from '../../../shared/session/contract.ts';
import type { App } from '../../session/app.ts';

/**
 * Status of the folder's repositories for this window. The host's own windows hear of hidden files as well, by their
 * own door; while that is shut, they have the status for all.
 */
export class StatusModel {
  readonly #app: App;
  readonly #listeners = new Set<() => void>();
  #direct: FolderStatus | null = null;
  #isWatching = false;

  constructor(app: App) {
    this.#app = app;
    let last = app.session.state.git;
    app.session.events.on('state', ({ git }) => {
      if (git === last) return;
      last = git;
      this.#watch();
      this.#changed();
    });
    app.session.events.on('status', ({ is }) => is === 'online' && this.#watch());
    this.#watch();
  }

  get status(): FolderStatus | null {
    return this.#direct ?? this.#app.session.state.git;
  }

  get repositories(): readonly RepositoryStatus[] {
    return this.status?.repositories ?? [];
  }

  repository(path: string): RepositoryStatus | undefined {
    return this.repositories.find((each) => each.path === path);
  }

  /** Finds the repository of a file: the innermost one around it. */
  repositoryOf(path: string): RepositoryStatus | undefined {
    return repositoryAround(this.repositories, path);
  }

  /** Resolves once the host has said anything of the folder's repositories, or after so long without. */
  async known(waitMs: number): Promise<boolean> {
    if (this.status !== null) return true;
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = this.onChanged(() => this.status !== null && resolve());
    const timer = setTimeout(resolve, waitMs);
    await promise;
    clearTimeout(timer);
    stop();
    return this.status !== null;
  }

  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #watch(): void {
    const { isHostWindow, workspace } = this.#app;
    if (!isHostWindow || this.#isWatching) return;
    this.#isWatching = true;
    void this.#follow(workspace.open('git.watch', {})).finally(() => {
      this.#isWatching = false;
      this.#direct = null;
    });
  }

  async #follow(stream: Stream<'git.watch'>): Promise<void> {
    const over = stream.result.catch(() => undefined);
    try {
      for await (const status of stream) {
        this.#direct = status;
        this.#changed();
      }
    } catch {
      // The door is shut, or another machine hosts now: this window has the status for all.
    }
    await over;
  }
}
