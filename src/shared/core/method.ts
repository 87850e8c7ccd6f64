import type { z } from 'zod';
import type { Right } from './rights.ts';

/**
 * A path that a request touches, and its use: its name or content is told, lines of the file are edited, or it is
 * changed, so that nothing of it need stay.
 */
export interface Touched {
  path: string;
  use: 'named' | 'read' | 'edited' | 'changed';
  /** True if the path is, or becomes, a document's. */
  isDocument?: boolean;
}

/** Gives the path of a document; null for an untitled one. */
export type PathOf = (ref: string) => string | null;

/** A request to the host, as the contract lists it. */
export interface Method<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  /** The right that its caller needs, at both doors. */
  right: Right;
  params: P;
  result: R;
  touches: Touches;
  /** Thing, such as a terminal, that a request is about and by which both doors judge it; null for none. */
  about: { of(params: never): string }['of'] | null;
  /** True if only windows at the host's own door may call it: it reaches beyond the folder. */
  isForOwnWindows: boolean;
}

type Touches = { of(params: never, pathOf: PathOf): Touched[] }['of'];

interface Options<P extends z.ZodType> {
  /**
   * Paths that the call touches, which are judged before it runs. A method that finds its own paths, as a search does,
   * touches none, and filters its answer by its caller's view.
   */
  touches: 'nothing' | ((params: z.output<P>, pathOf: PathOf) => Touched[]);
  about?: ((params: z.output<P>) => string) | null;
  isForOwnWindows?: boolean;
}

/** Makes a line of the contract. */
export function method<P extends z.ZodType, R extends z.ZodType>(
  right: Right,
  params: P,
  result: R,
  { touches, about = null, isForOwnWindows = false }: Options<P>,
): Method<P, R> {
  return { right, params, result, about, isForOwnWindows, touches: touches === 'nothing' ? () => [] : touches };
}

/** Path of a document, for `touches`. */
export function ofDocument(path: string | null, use: Touched['use']): Touched[] {
  return path === null ? [] : [{ path, use, isDocument: true }];
}
