import type { z } from 'zod';
import type { Method, PathOf, Touched } from './method.ts';
import type { Right } from './rights.ts';

/** A stream between a window and the host, as the contract lists it: parts in either direction, until either end stops. */
export interface StreamLine<
  P extends z.ZodType = z.ZodType,
  D extends z.ZodType = z.ZodType,
  U extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  /** The right that its opener needs, at both doors and for as long as it lasts. */
  right: Right;
  params: P;
  /** Parts from the host to the opener. */
  down: D;
  /** Parts from the opener to the host; undefined where there are none. */
  up: U | undefined;
  /** Result, told at its end. */
  result: R;
  touches: Method['touches'];
}

interface Options<P extends z.ZodType, D extends z.ZodType, U extends z.ZodType, R extends z.ZodType> {
  right: Right;
  params: P;
  down: D;
  up?: U;
  result: R;
  /** Paths that it touches, as of a method. */
  touches: 'nothing' | ((params: z.output<P>, pathOf: PathOf) => Touched[]);
}

/** Makes a stream's line of the contract. */
export function stream<
  P extends z.ZodType,
  D extends z.ZodType,
  R extends z.ZodType,
  U extends z.ZodType = z.ZodNever,
>({ up, touches, ...rest }: Options<P, D, U, R>): StreamLine<P, D, U, R> {
  return { ...rest, up, touches: touches === 'nothing' ? () => [] : touches };
}
