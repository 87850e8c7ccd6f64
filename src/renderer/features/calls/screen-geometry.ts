import { screenUnits } from '../../../shared/capabilities/calls/limits.ts';

export interface Size {
  width: number;
  height: number;
}

/** Rectangle in pixels from the upper left corner of a box. */
export interface Area extends Size {
  left: number;
  top: number;
}

/** Place on a shared screen, in its units. */
export type Place = readonly [x: number, y: number];

/** Finds where a picture lies in a box that shows all of it (`object-fit: contain`). Without a picture: nowhere. */
export function pictureIn(box: Size, picture: Size): Area {
  if (picture.width <= 0 || picture.height <= 0) return { left: 0, top: 0, width: 0, height: 0 };
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  return { left: (box.width - width) / 2, top: (box.height - height) / 2, width, height };
}

const bounded = (value: number) => Math.min(screenUnits, Math.max(0, Math.round(value)));

/** Gives the place under a point in pixels from the picture's upper left corner; one outside is moved to its edge. */
export function placeAt(x: number, y: number, { width, height }: Size): Place {
  if (width <= 0 || height <= 0) return [0, 0];
  return [bounded((x / width) * screenUnits), bounded((y / height) * screenUnits)];
}

/** Gives a place some units beside another, on the screen. */
export function placeBeside([x, y]: Place, right: number, down: number): Place {
  return [bounded(x + right), bounded(y + down)];
}

/** Gives the path of a stroke (SVG 2, section 9.3) in units of the screen. */
export function screenPath(points: readonly Place[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(' ');
}

/** Gives the part of the picture at which a place lies, for CSS. */
export function cssPlace([x, y]: Place): { left: string; top: string } {
  return { left: `${(x / screenUnits) * 100}%`, top: `${(y / screenUnits) * 100}%` };
}
