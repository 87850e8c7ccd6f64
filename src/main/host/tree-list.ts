import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { foldName } from '../../shared/text/folded-name.ts';

/** Time within which a folder can change twice under one time stamp. */
const racyMs = 2000;
/** Most working trees that are remembered, the newest; a repository lists fewer. */
const mostPlaces = 1000;

const folded = (path: string) => path.split('/').map(foldName);

/** Git's list of the further working trees of one repository, as far as they lie in the folder. */
export class TreeList {
  readonly #root: string;
  /** Place of the list on the disk. */
  readonly folder: string;
  /** Those that are gone as well: their files are told of as deleted. */
  readonly #places = new Set<string>();
  /** Names on the way to each, folded. */
  trees: readonly (readonly string[])[] = [];
  #readAt: number | null = null;

  constructor(root: string, folder: string) {
    this.#root = root;
    this.folder = folder;
  }

  /** Reads the list where it has changed. */
  look(): void {
    try {
      const changedAt = statSync(this.folder).mtimeMs;
      if (changedAt === this.#readAt) return;
      const places = readdirSync(this.folder).map((name) => this.#placeOf(name));
      for (const place of places) if (place) this.#places.add(place);
      for (const place of this.#places) if (this.#places.size > mostPlaces) this.#places.delete(place);
      this.trees = [...this.#places].map(folded);
      // One that is being entered says its place in a moment.
      this.#readAt = places.includes(null) || Date.now() - changedAt < racyMs ? null : changedAt;
    } catch {
      // There are none.
      this.#readAt = null;
    }
  }

  /** Path in the folder of the working tree of this name; '' for one that lies elsewhere, null where none is said yet. */
  #placeOf(name: string): string | null {
    try {
      const entry = join(this.folder, name);
      const place = dirname(resolve(entry, readFileSync(join(entry, 'gitdir'), 'utf8').trim()));
      const way = relative(this.#root, place).replaceAll(sep, '/');
      return way.startsWith('../') || way === '..' ? '' : way;
    } catch {
      return null;
    }
  }
}
