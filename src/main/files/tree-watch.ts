import { type BigIntStats, type Dirent, type FSWatcher, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { anchorFolder } from './anchored-folder.ts';
import type { ChangeSource, ChangeSourceOptions, StartChangeSource } from './change-source.ts';
import { lookExactly } from './exact-open.ts';
import { systemCode } from './os-errors.ts';
import { joinPath } from './wire-path.ts';

interface WatchedFolder {
  readonly watcher: FSWatcher;
  /** Known names: a folder's inode, or null for anything else. */
  readonly names: Map<string, bigint | null>;
}

/**
 * Watches folder by folder, for Linux, which has nothing for a whole tree. The whole-tree watcher for Linux of our
 * library neither watches inside a folder that arrives with folders in it, nor learns a moved folder's new path; here
 * each folder is entered and left as it comes and goes.
 */
export const startTreeWatch: StartChangeSource = async (options) => {
  const tree = new TreeWatch(options);
  try {
    await tree.start();
  } catch (error) {
    await tree.close();
    throw error;
  }
  return tree;
};

class TreeWatch implements ChangeSource {
  readonly #options: ChangeSourceOptions;
  readonly #folders = new Map<string, WatchedFolder>();
  readonly #waiting = new Set<string>();
  readonly #queue = new PQueue({ concurrency: 1 });
  #isClosed = false;

  constructor(options: ChangeSourceOptions) {
    this.#options = options;
  }

  start(): Promise<void> {
    return this.#enter('', false);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { watcher } of this.#folders.values()) watcher.close();
    this.#folders.clear();
    await this.#queue.onIdle();
  }

  /** Watches a folder and everything in it; `isNews` for one that came after the start. */
  async #enter(folder: string, isNews: boolean): Promise<void> {
    if (this.#isClosed || this.#options.signal.aborted) return;
    const held = await anchorFolder(join(this.#options.root, folder));
    if (held === null) throw Object.assign(new Error('a link took its place'), { code: 'ENOENT' });
    let watched: WatchedFolder;
    let entries: Dirent[];
    try {
      if (this.#isClosed) return;
      // Watched before it is read: a change in between is then told twice rather than never.
      watched = { watcher: this.#watch(held.path, folder), names: new Map() };
      this.#folders.set(folder, watched);
      entries = await readdir(held.path, { withFileTypes: true }).catch((error: unknown) => {
        if (isGone(error)) return [];
        throw error;
      });
    } finally {
      await held.close();
    }
    for (const entry of entries) {
      const path = joinPath(folder, entry.name);
      if (this.#options.isIgnored(path)) continue;
      if (isNews) this.#options.onChange({ path, type: 'created' });
      if (entry.isDirectory()) await this.#enterIfThere(watched, entry.name, path, isNews);
      else watched.names.set(entry.name, null);
    }
  }

  async #enterIfThere(parent: WatchedFolder, name: string, path: string, isNews: boolean): Promise<void> {
    const stats = await this.#stats(path);
    if (!stats?.isDirectory()) return;
    parent.names.set(name, stats.ino);
    await this.#enter(path, isNews).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
  }

  #watch(absolute: string, folder: string): FSWatcher {
    const watcher = watch(absolute, { persistent: false }, (_event, name) => {
      if (name !== null) this.#look(folder, name);
    });
    // A folder that goes is told by its parent.
    watcher.on('error', () => watcher.close());
    return watcher;
  }

  #look(folder: string, name: string): void {
    const path = joinPath(folder, name);
    if (this.#isClosed || this.#options.isIgnored(path) || this.#waiting.has(path)) return;
    this.#waiting.add(path);
    void this.#queue.add(async () => {
      this.#waiting.delete(path);
      if (this.#isClosed) return;
      await this.#compare(folder, name, path).catch((error: unknown) => this.#options.onFailed(error));
    });
  }

  /** Compares the thing at a path with the known one. */
  async #compare(folder: string, name: string, path: string): Promise<void> {
    const parent = this.#folders.get(folder);
    if (!parent) return;
    const stats = await this.#stats(path);
    const known = parent.names.get(name);
    if (stats === null) {
      if (known !== undefined) this.#leave(parent, name, path);
      // The system also tells of the watched folder itself, by its own name.
      else if (folder === '') this.#options.onRootTouched();
      return;
    }
    const inode = stats.isDirectory() ? stats.ino : null;
    if (known !== undefined && known !== inode) this.#leave(parent, name, path);
    else if (known !== undefined) {
      if (inode === null) this.#options.onChange({ path, type: 'changed' });
      return;
    }
    this.#options.onChange({ path, type: 'created' });
    if (inode === null) parent.names.set(name, null);
    else await this.#enterIfThere(parent, name, path, true);
  }

  async #stats(path: string): Promise<BigIntStats | null> {
    const sight = await lookExactly(join(this.#options.root, path)).catch(() => null);
    return sight?.stats ?? null;
  }

  #leave(parent: WatchedFolder, name: string, path: string): void {
    parent.names.delete(name);
    const left = this.#folders.get(path);
    if (left) {
      for (const below of [...left.names.keys()]) this.#leave(left, below, joinPath(path, below));
      left.watcher.close();
      this.#folders.delete(path);
    }
    this.#options.onChange({ path, type: 'deleted' });
  }
}

function isGone(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(systemCode(error));
}
