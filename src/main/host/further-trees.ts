import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { foldName } from '../files/folded-path.ts';

/** Time within which a folder can change twice under one time stamp. */
const racyMs = 2000;
/** Most working trees that are remembered, the newest; a repository lists fewer. */
const mostPlaces = 1000;

const folded = (path: string) => path.split('/').map(foldName);

/**
 * Further working trees of the folder's repository that lie in the folder. They have its files once more, at other
 * paths, and its rules count there as well. The list is looked at in each turn of the event loop in which it is asked
 * for: Git enters a working tree before it puts files there, so that none is ever judged without it.
 */
export class FurtherTrees {
  readonly #root: string;
  readonly #list: string;
  /** Those that are gone as well: their files are told of as deleted. */
  readonly #places = new Set<string>();
  #trees: readonly (readonly string[])[] = [];
  #isOfThisTurn = false;
  #readAt: number | null = null;

  constructor(root: string) {
    this.#root = realpathSync(root);
    this.#list = join(this.#root, '.git/worktrees');
  }

  /** Gives the paths at which the folder itself has what is at a path in a further tree; none for other paths. */
  originsOf(path: string): string[] {
    const trees = this.#now();
    if (trees.length === 0) return [];
    const names = folded(path);
    const holding = trees.filter((tree) => tree.length < names.length && tree.every((name, at) => name === names[at]));
    return holding.map(({ length }) => path.split('/').slice(length).join('/'));
  }

  #now(): readonly (readonly string[])[] {
    if (this.#isOfThisTurn) return this.#trees;
    this.#isOfThisTurn = true;
    setImmediate(() => {
      this.#isOfThisTurn = false;
    }).unref();
    try {
      const changedAt = statSync(this.#list).mtimeMs;
      if (changedAt === this.#readAt) return this.#trees;
      const places = readdirSync(this.#list).map((name) => this.#placeOf(name));
      for (const place of places) if (place) this.#places.add(place);
      for (const place of this.#places) if (this.#places.size > mostPlaces) this.#places.delete(place);
      this.#trees = [...this.#places].map(folded);
      // One that is being entered says its place in a moment.
      this.#readAt = places.includes(null) || Date.now() - changedAt < racyMs ? null : changedAt;
    } catch {
      // There are none.
      this.#readAt = null;
    }
    return this.#trees;
  }

  /** Path in the folder of the working tree of this name; '' for one that lies elsewhere, null where none is said yet. */
  #placeOf(name: string): string | null {
    try {
      const entry = join(this.#list, name);
      const place = dirname(resolve(entry, readFileSync(join(entry, 'gitdir'), 'utf8').trim()));
      const way = relative(this.#root, place).replaceAll(sep, '/');
      return way.startsWith('../') || way === '..' ? '' : way;
    } catch {
      return null;
    }
  }
}
