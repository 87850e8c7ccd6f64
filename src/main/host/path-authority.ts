import { EnsembleError } from '../../shared/core/errors.ts';
import type { Caller, ParsedParams, WorkspaceMethod } from '../../shared/session/contract.ts';
import { mayChange } from '../files/file-reading.ts';
import type { FolderBoundary, Place } from '../files/folder-boundary.ts';
import { fromSystemError } from '../files/os-errors.ts';
import { type View, type Visibility, viewOf } from '../files/visibility.ts';
import type { AllHandlers } from './request-server.ts';

/** A path in a request's parameters, and whether what is there is changed, or only its name or its content told. */
interface Touched {
  path: string;
  use: 'named' | 'read' | 'changed';
  /** It is, or becomes, a document's. */
  isDocument?: boolean;
}

/** Gives the path of a document; null for an untitled one. */
type PathOf = (ref: string) => string | null;

type TouchedBy = { [M in WorkspaceMethod]: (params: ParsedParams<M>, pathOf: PathOf) => Touched[] };

const nowhere = () => [];

/** The paths of every method. One that finds its own ways, as a search does, filters what it tells by its caller's view. */
const touchedBy: TouchedBy = {
  'workspace.describe': nowhere,
  'files.stat': ({ path }) => [{ path, use: 'named' }],
  'files.list': ({ path }) => [{ path, use: 'read' }],
  'files.read': ({ path }) => [{ path, use: 'read' }],
  'files.write': ({ path }) => [{ path, use: 'changed' }],
  'files.createFolder': ({ path }) => [{ path, use: 'changed' }],
  'files.move': ({ from, to }) => [
    { path: from, use: 'changed' },
    { path: to, use: 'changed' },
  ],
  'files.copy': ({ from, to }) => [
    { path: from, use: 'read' },
    { path: to, use: 'changed' },
  ],
  'files.remove': ({ path }) => [{ path, use: 'changed' }],
  'search.text': nowhere,
  'search.files': nowhere,
  'documents.open': ({ path }) => [{ path, use: 'read', isDocument: true }],
  'documents.create': nowhere,
  'documents.prepareSave': ({ ref }, pathOf) => ofDocument(pathOf(ref), 'changed'),
  'documents.endTurn': ({ ref }, pathOf) => ofDocument(pathOf(ref), 'changed'),
  'documents.save': ({ ref, path }, pathOf) => {
    const own = pathOf(ref);
    if (path === undefined || path === own) return ofDocument(own, 'changed');
    return [...ofDocument(own, 'read'), { path, use: 'changed', isDocument: true }];
  },
  'documents.saves': ({ ref }, pathOf) => ofDocument(pathOf(ref), 'read'),
  'documents.reopen': ({ ref }, pathOf) => ofDocument(pathOf(ref), 'changed'),
  'documents.withheld': ({ ref }, pathOf) => ofDocument(pathOf(ref), 'read'),
  'documents.resolve': ({ ref }, pathOf) => ofDocument(pathOf(ref), 'changed'),
  'sharing.describe': nowhere,
  'sharing.open': nowhere,
  'sharing.close': nowhere,
  'hosting.describe': nowhere,
  'hosting.move': nowhere,
  'locks.list': nowhere,
  'locks.acquire': nowhere,
  'locks.release': nowhere,
  'locks.steal': nowhere,
  // Of the whole machine, for whom it belongs to.
  'folders.recent': nowhere,
  'folders.browse': nowhere,
  'folders.open': nowhere,
};

function ofDocument(path: string | null, use: Touched['use']): Touched[] {
  return path === null ? [] : [{ path, use, isDocument: true }];
}

/** Why a file is no document. */
export function onlyLocal(path: string): EnsembleError {
  return new EnsembleError(
    'local',
    `${path} is hidden from guests, so it is not edited together: it stays a file of this machine.`,
  );
}

/** Decides on the host what may be done at a path, source and target alike, once all links are followed. */
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
   * Judges every path of a request before it is handled. What is done then looks at its place once more, at use.
   * Throws `hidden`, `outside-folder`, `no-access`, and `local` where something hidden would be a document.
   */
  async judge<M extends WorkspaceMethod>(method: M, params: ParsedParams<M>, caller: Caller): Promise<void> {
    for (const touched of touchedBy[method](params, this.#pathOf)) await this.#judgePath(touched, caller);
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
    if (use === 'changed' && !places.every((place) => mayChange(view, place)))
      throw new EnsembleError('no-access', `The host shares this for reading only: “${path}”.`);
  }

  /** The name at a path, and what it leads to. Throws where either is nothing that this view sees. */
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
      // Somebody who wants it there hears of that when it is tried.
      if (error.code === 'not-found' || error.code === 'not-a-folder') return [];
      throw error;
    }
  }

  /** Where the name at a path really is, a link there not followed: what is moved, or moved to. */
  async realNameOf(path: string, caller: Caller): Promise<string> {
    try {
      return (await this.#boundary.findName(path, viewOf(caller, this.#visibility()))).realPath;
    } catch (thrown) {
      throw fromSystemError(thrown, path);
    }
  }

  /** Puts the judgement before every handler. */
  guarded(handlers: AllHandlers): AllHandlers {
    const guard = (method: WorkspaceMethod) => {
      const run = handlers[method] as (params: unknown, caller: Caller, ...rest: unknown[]) => Promise<unknown>;
      return async (params: never, caller: Caller, ...rest: unknown[]) => {
        await this.judge(method, params, caller);
        return run(params, caller, ...rest);
      };
    };
    const methods = Object.keys(touchedBy) as WorkspaceMethod[];
    return Object.fromEntries(methods.map((method) => [method, guard(method)])) as unknown as AllHandlers;
  }
}
