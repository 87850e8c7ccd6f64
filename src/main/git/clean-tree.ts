import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isInside } from './inside.ts';
import { Repository } from './repository.ts';

type Life = Parameters<typeof Repository.open>[2];

/** Working trees of a folder's repository at places of their own, for copies that last as long as a terminal. */
export class CleanTrees {
  readonly #root: string;
  readonly #life: Life;

  constructor(root: string, life: Life) {
    this.#root = root;
    this.#life = life;
  }

  async #repository(): Promise<Repository | null> {
    const repository = await Repository.open(this.#root, '', this.#life).catch(() => null);
    if (repository === null) return null;
    const { head } = await repository.status();
    return head === null ? null : repository;
  }

  /** Makes one of the last commit at an empty place; false where the folder has no commit of its own. */
  async add(place: string): Promise<boolean> {
    const repository = await this.#repository();
    if (repository === null) return false;
    await repository.run(['worktree', 'add', '-q', '--detach', place, 'HEAD']);
    return true;
  }

  /** Paths that are on the disk in another state than in the last commit, without those that Git ignores. */
  async differing(): Promise<string[]> {
    const repository = await this.#repository();
    if (repository === null) return [];
    const { files } = await repository.status();
    return files.flatMap(({ path, was }) => (was === undefined ? [path] : [path, was]));
  }

  /** Selects the paths that Git ignores. */
  async ignored(paths: readonly string[]): Promise<ReadonlySet<string>> {
    const repository = await this.#repository();
    if (repository === null || paths.length === 0) return new Set();
    // This command takes no literal paths; after `./` none is taken for a pattern of Git's own.
    const input = Buffer.from(paths.map((path) => `./${path}`).join('\0'));
    const asked = ['check-ignore', '-z', '--stdin'];
    const { stdout } = await repository.look(asked, {
      input,
      allowed: [0, 1],
      env: { GIT_LITERAL_PATHSPECS: '0' },
    });
    const told = stdout.toString().split('\0');
    return new Set(told.map((path) => path.slice(2)));
  }

  /** Forgets the working trees that were at a place or in it. All others, also missing ones, are their person's. */
  async forget(place: string): Promise<void> {
    const repository = await Repository.open(this.#root, '', this.#life).catch(() => null);
    if (repository === null) return;
    const real = join(await realpath(dirname(place)).catch(() => dirname(place)), basename(place));
    const { stdout } = await repository.look(['worktree', 'list', '--porcelain']);
    const [, ...further] = [...stdout.toString().matchAll(/^worktree (.*)$/gm)].map(([, at]) => at!);
    for (const at of further)
      if (isInside(place, at) || isInside(real, at)) await repository.run(['worktree', 'remove', '--force', at]);
  }
}
