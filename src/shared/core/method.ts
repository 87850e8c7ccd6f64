import type { z } from 'zod';
import type { Right } from './rights.ts';

/** A path that a request touches, and whether what is there is changed, or only its name or its content told. */
export interface Touched {
  path: string;
  use: 'named' | 'read' | 'changed';
  /** It is, or becomes, a document's. */
  isDocument?: boolean;
}

/** Gives the path of a document; null for an untitled one. */
export type PathOf = (ref: string) => string | null;

/** What the host does for a window. */
export interface Method<
  P extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
  T extends z.ZodType = z.ZodType,
> {
  /** The right that its caller needs, at both doors. */
  right: Right;
  params: P;
  result: R;
  /** What comes ahead of the result, of a method that tells something in parts. */
  part: T | undefined;
  touches: Touches;
  /** For windows at the host's own door only: it reaches beyond the folder. */
  isForOwnWindows: boolean;
}

type Touches = { of(params: never, pathOf: PathOf): Touched[] }['of'];

interface Options<P extends z.ZodType, T extends z.ZodType> {
  /**
   * The paths that it touches, which are judged before it runs. One that finds its own ways, as a search does, touches
   * none, and filters what it tells by its caller's view.
   */
  touches: 'nothing' | ((params: z.output<P>, pathOf: PathOf) => Touched[]);
  part?: T;
  isForOwnWindows?: boolean;
}

/** Makes a line of the contract. */
export function method<P extends z.ZodType, R extends z.ZodType, T extends z.ZodType = z.ZodNever>(
  right: Right,
  params: P,
  result: R,
  { touches, part, isForOwnWindows = false }: Options<P, T>,
): Method<P, R, T> {
  return { right, params, result, part, isForOwnWindows, touches: touches === 'nothing' ? () => [] : touches };
}

/** The path of a document, for `touches`. */
export function ofDocument(path: string | null, use: Touched['use']): Touched[] {
  return path === null ? [] : [{ path, use, isDocument: true }];
}
