import type { CallBody } from '../../../shared/capabilities/calls/kinds.ts';
import { drawingMs } from '../../../shared/capabilities/drawing/drawing.ts';
import type { Place } from './screen-geometry.ts';

/** Time after which a pointer that does not move is not shown any more. */
export const restingMs = 6_000;
/** Most strokes of one window over one screen that are shown at once. */
export const mostStrokes = 40;

export interface ScreenStroke {
  screen: string;
  by: string;
  stroke: number;
  points: readonly Place[];
  endMs: number;
}

export interface ScreenPointer {
  screen: string;
  by: string;
  at: Place;
  endMs: number;
}

/** Strokes and pointers over shared screens, as a window shows them. */
export interface ScreenMarks {
  strokes: readonly ScreenStroke[];
  pointers: readonly ScreenPointer[];
}

export const noMarks: ScreenMarks = { strokes: [], pointers: [] };

/** Gives the marks after a window has drawn; the oldest of its strokes over that screen give way to new ones. */
export function drawnOver(
  marks: ScreenMarks,
  by: string,
  { screen, stroke, points }: CallBody<'call.drawn'>,
  atMs: number,
): ScreenMarks {
  const own = marks.strokes.filter((each) => each.by === by && each.screen === screen && each.stroke !== stroke);
  const kept = new Set(own.slice(-(mostStrokes - 1)));
  const others = marks.strokes.filter((each) => kept.has(each) || each.by !== by || each.screen !== screen);
  return { ...marks, strokes: [...others, { screen, by, stroke, points, endMs: atMs + drawingMs }] };
}

/** Gives the marks after a window has taken a stroke of its own back, or all of them. */
export function erasedOver(marks: ScreenMarks, by: string, { screen, stroke }: CallBody<'call.erased'>): ScreenMarks {
  const isErased = (each: ScreenStroke) =>
    each.by === by && each.screen === screen && (stroke === null || each.stroke === stroke);
  return { ...marks, strokes: marks.strokes.filter((each) => !isErased(each)) };
}

/** Gives the marks after a window has moved its pointer, or taken it away. */
export function pointedOver(
  marks: ScreenMarks,
  by: string,
  { screen, at }: CallBody<'call.pointed'>,
  atMs: number,
): ScreenMarks {
  const others = marks.pointers.filter((each) => each.by !== by);
  return { ...marks, pointers: at === null ? others : [...others, { screen, by, at, endMs: atMs + restingMs }] };
}

/** Leaves out what is over, and what belongs to windows or screens that are gone; the same marks where nothing is. */
export function withoutOver(marks: ScreenMarks, nowMs: number, isThere: (replica: string) => boolean): ScreenMarks {
  const stays = ({ endMs, by, screen }: ScreenStroke | ScreenPointer) =>
    endMs > nowMs && isThere(by) && isThere(screen);
  if (marks.strokes.every(stays) && marks.pointers.every(stays)) return marks;
  return { strokes: marks.strokes.filter(stays), pointers: marks.pointers.filter(stays) };
}

/** Time of the first end among the marks; null where there are none. */
export function firstEndMs({ strokes, pointers }: ScreenMarks): number | null {
  const ends = [...strokes, ...pointers].map(({ endMs }) => endMs);
  return ends.length === 0 ? null : Math.min(...ends);
}
