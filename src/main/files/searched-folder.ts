import { type Dirent, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { forReading, lookExactlySync, openExactlySync, readFolderExactlySync } from './exact-open.ts';
import type { FolderBoundary } from './folder-boundary.ts';
import type { View } from './visibility.ts';
import { isWireName, joinPath } from './wire-path.ts';

/** Entries that are looked at before others have their turn. */
const atOnce = 200;
const maxKnown = 20_000;
const settledMs = 2000;

type Sees = Pick<View, 'sees'>;

/** Links of a folder, by their targets. */
export interface FoundLinks {
  /** To files that the caller may see. */
  readonly toFiles: string[];
  /** Links to anything else: folders, nothing, unshared files. */
  readonly others: string[];
}

/** Checks the results of another program's search in the folder: that program follows paths, which may be swapped. */
export class SearchedFolder {
  readonly #boundary: FolderBoundary;
  readonly #known = new Map<string, { mark: string; links: readonly string[] }>();

  constructor(boundary: FolderBoundary) {
    this.#boundary = boundary;
  }

  get root(): string {
    return this.#boundary.root;
  }

  /** Opens the file at a path for reading, synchronously; null when none is there without a link on the way. */
  open(path: string): number | null {
    return openExactlySync(join(this.root, path), forReading);
  }

  /** Selects the paths at which there is a file, or a link to one that the caller may see. */
  async files(paths: readonly string[], view: Sees, signal: AbortSignal): Promise<string[]> {
    const there: string[] = [];
    for (const [index, path] of paths.entries()) {
      if (index % atOnce === atOnce - 1) await setImmediate();
      signal.throwIfAborted();
      const stats = lookExactlySync(join(this.root, path));
      if (stats?.isFile() || (stats?.isSymbolicLink() && (await this.#leadsToFile(path, view)))) there.push(path);
    }
    return there;
  }

  /** Lists the links in the given folders that the caller may see. */
  async links(folders: Iterable<string>, view: Sees, signal: AbortSignal): Promise<FoundLinks> {
    const found: FoundLinks = { toFiles: [], others: [] };
    let index = 0;
    for (const folder of folders) {
      if (++index % atOnce === 0) await setImmediate();
      signal.throwIfAborted();
      for (const path of this.#linksIn(folder)) {
        if (view.sees(path) && (await this.#leadsToFile(path, view))) found.toFiles.push(path);
        else found.others.push(path);
      }
    }
    return found;
  }

  /** Links in a folder, from memory where it has not changed: a person who types a name searches at each key. */
  #linksIn(folder: string): readonly string[] {
    const stats = lstatSync(join(this.root, folder), { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) return [];
    const mark = `${stats.ino} ${stats.mtimeNs} ${stats.ctimeNs}`;
    const known = this.#known.get(folder);
    if (known?.mark === mark) return known.links;
    const links = namesIn(join(this.root, folder))
      .filter((entry) => entry.isSymbolicLink() && isWireName(entry.name))
      .map(({ name }) => joinPath(folder, name));
    if (this.#known.size > maxKnown) this.#known.clear();
    // A folder that changed just now may change once more without another time.
    if (Date.now() - Number(stats.ctimeMs) > settledMs) this.#known.set(folder, { mark, links });
    return links;
  }

  async #leadsToFile(path: string, view: Sees): Promise<boolean> {
    try {
      return (await this.#boundary.look(await this.#boundary.find(path, view))).stats.isFile();
    } catch {
      return false;
    }
  }
}

/** Lists a folder; one that goes away meanwhile, or may not be read, has no names. */
function namesIn(absolute: string): Dirent[] {
  try {
    return readFolderExactlySync(absolute);
  } catch {
    return [];
  }
}
