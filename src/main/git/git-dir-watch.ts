import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';

/** Names in a repository's own folder that come and go without meaning anything. */
const meaningless = /\.lock$|^(gc\.pid|objects|logs|hooks|info|description|COMMIT_EDITMSG|fsmonitor--daemon.*|lfs)$/;

/** Tells that a repository's index, head, branches or an operation under way may have changed. */
export class GitDirWatch {
  /** True if the system tells every change; else somebody must poll from time to time. */
  isWhole = true;
  readonly #watchers: FSWatcher[] = [];
  readonly #onChange: () => void;

  constructor({ gitDir, commonDir }: { gitDir: string; commonDir: string }, onChange: () => void) {
    this.#onChange = onChange;
    this.#watch(gitDir);
    if (commonDir !== gitDir) this.#watch(commonDir);
    this.#watch(join(commonDir, 'refs'), true);
  }

  #watch(folder: string, recursive = false): void {
    try {
      const watcher = watch(folder, { persistent: false, recursive }, (_event, name) => {
        if (name === null || !meaningless.test(name.toString())) this.#onChange();
      });
      watcher.on('error', () => {
        this.isWhole = false;
        watcher.close();
      });
      this.#watchers.push(watcher);
    } catch {
      this.isWhole = false;
    }
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close();
  }
}
