import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath, rmdir, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { EnsembleError } from '../../shared/core/errors.ts';
import { type AnchoredFolder, anchorBelow, anchorFolder } from './anchored-folder.ts';
import { leadsNowhere } from './exact-open.ts';
import { fromSystemError, systemCode } from './os-errors.ts';
import { parsePath } from './wire-path.ts';

const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/** Most files of one folder, and most bytes of all of them. */
const mostFiles = 50_000;
const mostBytes = 2 ** 31;

/** Splits the path of a file of a fork. Throws for one that leads out, or into a repository's own folder. */
export function forkedNames(path: string): string[] {
  const names = parsePath(path);
  if (names.length === 0 || names.some((name) => /^\.git[ .]*$/i.test(name)))
    throw new EnsembleError('bad-request', `“${path}” is no name that a file of a fork can have.`);
  return names;
}

/**
 * A new folder, or an empty one, into which files are written that were not there: through held folders, so that no
 * link is followed, and never over anything.
 */
export class ForkedFolder {
  /** Its real place on the disk. */
  readonly place: string;
  readonly #root: AnchoredFolder;
  /** Everything that was made, in order. */
  readonly #made: { path: string; isFolder: boolean }[];
  #files = 0;
  #bytes = 0;

  private constructor(root: AnchoredFolder, made: ForkedFolder['place'][]) {
    this.place = root.absolute;
    this.#root = root;
    this.#made = made.map((path) => ({ path, isFolder: true }));
  }

  /** Makes the folder, in one that is there, or takes an empty one. Throws for one with content, and for a link. */
  static async open(folder: string): Promise<ForkedFolder> {
    try {
      const wanted = resolve(homedir(), folder);
      const place = join(await realpath(dirname(wanted)), basename(wanted));
      const old = await lstat(place).catch(() => null);
      if (old && !old.isDirectory())
        throw new EnsembleError('not-a-folder', `${folder} is not a folder: choose another.`);
      if (old && (await readdir(place)).length > 0)
        throw new EnsembleError(
          'exists',
          `There is something in ${folder} already: choose a new folder, or an empty one.`,
        );
      if (!old) await mkdir(place);
      const root = await anchorFolder(place);
      if (root === null) throw leadsNowhere();
      return new ForkedFolder(root, old ? [] : [place]);
    } catch (thrown) {
      throw fromSystemError(thrown, folder);
    }
  }

  get files(): number {
    return this.#files;
  }

  /** Writes a new file. Throws for a path that leads out, into a repository's own folder, or to what is there. */
  async write(path: string, content: Uint8Array): Promise<void> {
    const names = forkedNames(path);
    const name = names.pop()!;
    this.#bytes += content.length;
    if (++this.#files > mostFiles || this.#bytes > mostBytes)
      throw new EnsembleError('too-large', 'This is more than a fork may have.');
    const held: AnchoredFolder[] = [];
    try {
      let folder = this.#root;
      for (const each of names) {
        folder = await this.#below(folder, each);
        held.push(folder);
      }
      const handle = await open(join(folder.path, name), newFile, 0o666);
      this.#made.push({ path: join(folder.absolute, name), isFolder: false });
      try {
        await handle.writeFile(content);
      } finally {
        await handle.close();
      }
    } catch (thrown) {
      throw fromSystemError(thrown, path);
    } finally {
      for (const each of held) await each.close();
    }
  }

  async #below(folder: AnchoredFolder, name: string): Promise<AnchoredFolder> {
    try {
      await mkdir(join(folder.path, name));
      this.#made.push({ path: join(folder.absolute, name), isFolder: true });
    } catch (thrown) {
      if (systemCode(thrown) !== 'EEXIST') throw thrown;
    }
    const below = await anchorBelow(folder, name);
    if (below === null) throw leadsNowhere();
    return below;
  }

  /** Takes back everything that was made; what somebody else has put there stays. */
  async undo(): Promise<void> {
    await this.close();
    for (const { path, isFolder } of this.#made.toReversed())
      await (isFolder ? rmdir(path) : unlink(path)).catch(() => undefined);
  }

  close(): Promise<void> {
    return this.#root.close();
  }
}
