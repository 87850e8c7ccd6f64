import { mostPoints, unitsPerCharacter } from '../../../shared/capabilities/drawing/drawing.ts';
import { thinned } from '../../../shared/capabilities/drawing/thinned.ts';
import type { Stroke } from '../ports/editors.ts';

/** Sizes of an editor's letters, in pixels. */
export interface LetterSize {
  widthPx: number;
  heightPx: number;
}

export type PointPx = readonly [x: number, y: number];

/** Makes a stroke from points in pixels, of which the origin is the start of its line. */
export function strokeOf(line: number, points: readonly PointPx[], { widthPx, heightPx }: LetterSize): Stroke {
  const inUnits = ([x, y]: PointPx): [number, number] => [
    Math.round((x / widthPx) * unitsPerCharacter),
    Math.round((y / heightPx) * unitsPerCharacter),
  ];
  return { line, points: thinned(points, mostPoints).map(inUnits) };
}

/** Gives the path of a stroke (SVG 2, section 9.3) in pixels from the start of its line. */
export function pathOf({ points }: Pick<Stroke, 'points'>, { widthPx, heightPx }: LetterSize): string {
  return points
    .map(([x, y], index) => {
      const at = `${((x / unitsPerCharacter) * widthPx).toFixed(1)} ${((y / unitsPerCharacter) * heightPx).toFixed(1)}`;
      return `${index === 0 ? 'M' : 'L'}${at}`;
    })
    .join(' ');
}
