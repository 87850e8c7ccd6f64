import { noDocument } from '../../shared/capabilities/documents/objections.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { PathOf, Touched } from '../../shared/core/method.ts';
import { isWithin } from '../../shared/core/sight.ts';
import {
  type Caller,
  type WorkspaceMethod,
  type WorkspaceStream,
  workspaceMethods,
  workspaceStreams,
} from '../../shared/session/contract.ts';
import { mayChange } from '../files/file-reading.ts';
import { type FolderBoundary, notShared, type Place } from '../files/folder-boundary.ts';
import { fromSystemError } from '../files/os-errors.ts';
import { type View, type Visibility, viewOf } from '../files/visibility.ts';
import type { AllHandlers } from './request-server.ts';
import { isOnTheWay } from './within-sight.ts';

const lines = { ...workspaceMethods, ...workspaceStreams };

const isChange = (use: Touched['use']) => use === 'edited' || use === 'changed';

/** Reason for which a file is no document. */
export function onlyLocal(path: string): EnsembleError {
  return new EnsembleError(
    'local',
    `${path} is hidden from guests, so it is not edited together: it stays a file of this machine.`,
  );
}

/** Decides on the host whether a request may touch its paths, source and target alike, once all links are followed. */
export class PathAuthority {
  readonly #boundary: FolderBoundary;
  readonly #visibility: () => Visibility;
  readonly #pathOf: PathOf;

  constructor(boundary: FolderBoundary, visibility: () => Visibility, pathOf: PathOf) {
    this.#boundary = boundary;
    this.#visibility = visibility;
    this.#pathOf = pathOf;
  }

  /**
   * Judges every path of a request or a stream before it is handled. The handler checks its place once more, at use.
   * Throws `hidden`, `outside-folder`, `no-access`, and `local` where something hidden would be a document.
   */
  async judge(name: WorkspaceMethod | WorkspaceStream, params: never, caller: Caller): Promise<void> {
    const { paths } = caller;
    const pathOf = paths ? (ref: string) => this.#pathWithin(paths, ref) : this.#pathOf;
    for (const touched of lines[name].touches(params, pathOf)) {
      // A folder on the way to somebody's part is named, and no more.
      if (paths && !isOnTheWay(name) && !isWithin(paths, touched.path)) throw notShared();
      const { path, use } = touched;
      const objection = isChange(use) ? caller.objectionToChange?.(path, use === 'changed') : null;
      if (objection) throw objection;
      await this.#judgePath(touched, caller);
    }
  }

  /** Finds the path of a document that is within these; any other, also an untitled one, is as one that is not there. */
  #pathWithin(paths: readonly string[], ref: string): string {
    const path = this.#pathOf(ref);
    if (path === null || !isWithin(paths, path)) throw noDocument();
    return path;
  }

  async #judgePath({ path, use, isDocument = false }: Touched, caller: Caller): Promise<void> {
    if (caller.isOwner && !isDocument) return;
    const view = viewOf(caller, this.#visibility());
    const places = await this.#placesAt(path, view, use);
    if (isDocument && caller.isOwner) {
      const { isHidden } = this.#visibility();
      if (places.some((place) => isHidden(place.path) || isHidden(place.realPath))) throw onlyLocal(path);
      return;
    }
    if (!isChange(use)) return;
    if (!places.every((place) => mayChange(view, place)))
      throw new EnsembleError('no-access', `The host shares this for reading only: “${path}”.`);
    // Also by a link, or by another spelling of the name.
    for (const { realPath } of places) {
      const objection = caller.objectionToChange?.(realPath, use === 'changed');
      if (objection) throw objection;
    }
  }

  /** Finds the name at a path, and its link's target. Throws where this view does not see either. */
  async #placesAt(path: string, view: View, use: Touched['use']): Promise<Place[]> {
    try {
      if (path === '') return [await this.#boundary.find(path, view)];
      const name = await this.#boundary.findName(path, view);
      const isThere = await this.#boundary.look(name).then(
        () => true,
        () => false,
      );
      if (!isThere || use === 'named') return [name];
      return [name, await this.#boundary.find(path, view)];
    } catch (thrown) {
      const error = fromSystemError(thrown, path);
      // The failure is reported when it is tried.
      if (error.code === 'not-found' || error.code === 'not-a-folder') return [];
      throw error;
    }
  }

  /** Real place of the name at a path, a link there not followed: for the source or target of a move. */
  async realNameOf(path: string, caller: Caller): Promise<string> {
    try {
      return (await this.#boundary.findName(path, viewOf(caller, this.#visibility()))).realPath;
    } catch (thrown) {
      throw fromSystemError(thrown, path);
    }
  }

  /** Puts the judgement before every handler. */
  guarded(handlers: AllHandlers): AllHandlers {
    const guard = (name: keyof typeof lines) => {
      const run = handlers[name] as (params: unknown, caller: Caller, ...rest: unknown[]) => Promise<unknown>;
      return async (params: never, caller: Caller, ...rest: unknown[]) => {
        await this.judge(name, params, caller);
        return run(params, caller, ...rest);
      };
    };
    const names = Object.keys(lines) as (keyof typeof lines)[];
    return Object.fromEntries(names.map((name) => [name, guard(name)])) as unknown as AllHandlers;
  }
}
