import { type FileHandle, lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { EnsembleError } from '../../shared/core/errors.ts';
import { type AnchoredFolder, anchorFolder } from './anchored-folder.ts';
import { forReading, leadsNowhere, lookExactly, openExactly, type Sight } from './exact-open.ts';
import { fromSystemError, systemCode } from './os-errors.ts';
import type { View } from './visibility.ts';
import { joinPath, parsePath } from './wire-path.ts';

/** Place of something in the shared folder, found at the time of asking. */
export interface Place {
  /** Path as it was asked for. */
  readonly path: string;
  /** Real path, relative to the folder: equal to `path` unless there are links on the way. */
  readonly realPath: string;
  /** Real path on the host's disk. Never for the wire. */
  readonly absolute: string;
}

/** The part of a caller's view on which a place depends. */
type Sees = Pick<View, 'sees'>;

/** For tests: called between finding a place and opening it, where someone could swap it for a link. */
export type BeforeOpen = (absolute: string) => void | Promise<void>;

/**
 * The edge of the shared folder: the only way from a path on the wire to a place on the disk. A hard link cannot be
 * told from the file itself: one that was made, by other means, to something hidden or outside is a file in the folder
 * like any other.
 */
export class FolderBoundary {
  /** Real path of the folder on the host's disk. Never for the wire. */
  readonly root: string;
  readonly name: string;
  readonly #beforeOpen: BeforeOpen;

  private constructor(root: string, beforeOpen: BeforeOpen) {
    this.root = root;
    this.name = basename(root) || root;
    this.#beforeOpen = beforeOpen;
  }

  /**
   * Opens the boundary of a folder.
   * @throws EnsembleError `not-found`, `not-a-folder`, `no-access`
   */
  static async open(folder: string, beforeOpen: BeforeOpen = () => {}): Promise<FolderBoundary> {
    try {
      const root = await realpath(folder);
      if (!(await lstat(root)).isDirectory()) throw new EnsembleError('not-a-folder', 'Only a folder can be opened.');
      return new FolderBoundary(root, beforeOpen);
    } catch (error) {
      throw fromSystemError(error, '');
    }
  }

  /**
   * Finds the thing at a path, with all links followed. A hidden path is refused before the disk is looked at, so the
   * answer is the same whether it is there or not; a link is refused with one answer, whether it leads out, to
   * something hidden or to nothing.
   * @throws EnsembleError `hidden`, `outside-folder`, `not-found`, `bad-request` …
   */
  async find(path: string, view: Sees): Promise<Place> {
    const names = parsePath(path);
    checkSeen(path, view);
    return this.#follow(names, path, view);
  }

  /**
   * Finds the name at a path, which need not exist yet and is not followed when it is a link.
   * @throws EnsembleError as `find`, and `bad-request` for the folder itself
   */
  async findName(path: string, view: Sees): Promise<Place> {
    const names = parsePath(path);
    const name = names.pop();
    if (name === undefined) throw new EnsembleError('bad-request', 'The shared folder itself cannot be changed.');
    checkSeen(path, view);
    const folder = await this.#follow(names, path, view);
    const realPath = joinPath(folder.realPath, name);
    if (!view.sees(realPath)) throw leadsNowhere();
    return { path, realPath, absolute: join(folder.absolute, name) };
  }

  /**
   * Opens a found file for reading and makes sure that it is the found one.
   * @returns the handle, which the caller closes
   * @throws EnsembleError `outside-folder` when a link took its place meanwhile; errors of the system
   */
  openFile(place: Place): Promise<FileHandle> {
    return this.#exactly(place, () => openExactly(place.absolute, forReading));
  }

  /**
   * Looks at the thing at a found place, or at a found name, where a link is not followed.
   * @throws EnsembleError `outside-folder` when a link took the place of a folder meanwhile; errors of the system
   */
  look(place: Place): Promise<Sight> {
    return this.#exactly(place, () => lookExactly(place.absolute));
  }

  /** Retries: a file that was saved in between is another one at the same place, and is looked for again. */
  async #exactly<T>(place: Place, reach: () => Promise<T | null>): Promise<T> {
    for (let attempt = 1; attempt <= 5; attempt++) {
      await this.#beforeOpen(place.absolute);
      const reached = await reach();
      if (reached !== null) return reached;
    }
    throw leadsNowhere();
  }

  /**
   * Holds a found folder, so that work below it cannot be diverted by swapping it for a link.
   * @returns the folder, which the caller closes
   * @throws EnsembleError `outside-folder` when that happened before; errors of the system
   */
  holdFolder(place: Place): Promise<AnchoredFolder> {
    return this.#hold(place.absolute);
  }

  /** Holds the folder that a found place is in, as `holdFolder`. */
  holdFolderOf(place: Place): Promise<AnchoredFolder> {
    return this.#hold(dirname(place.absolute));
  }

  /** Gives a real path relative to the folder, with `/` between the parts; null when it is outside. */
  relative(absolute: string): string | null {
    if (absolute === this.root) return '';
    const prefix = this.root.endsWith(sep) ? this.root : this.root + sep;
    return absolute.startsWith(prefix) ? absolute.slice(prefix.length).replaceAll(sep, '/') : null;
  }

  async #follow(names: readonly string[], path: string, view: Sees): Promise<Place> {
    try {
      const absolute = await realpath(join(this.root, ...names));
      return { path, realPath: this.#seenInside(absolute, view), absolute };
    } catch (error) {
      throw await this.#whyNot(names, path, view, error);
    }
  }

  /**
   * Finds the error for a path: the last part that can be followed is looked for, so that nothing is told about places
   * beyond a link.
   */
  async #whyNot(names: readonly string[], path: string, view: Sees, error: unknown): Promise<EnsembleError> {
    if (error instanceof EnsembleError) return error;
    for (let count = names.length - 1; count >= 0; count--) {
      const folder = await realpath(join(this.root, ...names.slice(0, count))).catch(() => null);
      if (folder === null) continue;
      const inside = this.relative(folder);
      if (inside === null || !view.sees(inside)) return leadsNowhere();
      const next = await lookExactly(join(folder, names[count] ?? '')).catch(() => undefined);
      return next === null || next?.stats.isSymbolicLink() ? leadsNowhere() : fromSystemError(error, path);
    }
    if (systemCode(error) === 'ENOENT') return new EnsembleError('not-found', 'The shared folder is gone.');
    return fromSystemError(error, path);
  }

  async #hold(absolute: string): Promise<AnchoredFolder> {
    await this.#beforeOpen(absolute);
    const held = await anchorFolder(absolute);
    if (held === null) throw leadsNowhere();
    return held;
  }

  #seenInside(absolute: string, view: Sees): string {
    const realPath = this.relative(absolute);
    if (realPath === null || !view.sees(realPath)) throw leadsNowhere();
    return realPath;
  }
}

/** Makes the error for what a caller's view does not have, whether it is there or not. */
export const notShared = (): EnsembleError => new EnsembleError('hidden', 'The host does not share this.');

function checkSeen(path: string, view: Sees): void {
  if (!view.sees(path)) throw notShared();
}
