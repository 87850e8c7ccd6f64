import { z } from 'zod';

/** The smallest window; a saved one that is smaller is damaged. */
export const leastArea = { width: 400, height: 300 };

const areaSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(leastArea.width),
  height: z.int().min(leastArea.height),
});
export type Bounds = z.infer<typeof areaSchema>;

/** Place of a window, and whether it filled its screen; the bounds are those that it goes back to. */
export const placeSchema = areaSchema.extend({
  maximized: z.boolean().optional(),
  fullScreen: z.boolean().optional(),
});
export type Place = z.infer<typeof placeSchema>;

const usual = { width: 1280, height: 820 };
const visibleEdgePx = 80;
const cascadePx = 28;

/**
 * Chooses the place of a window: the former one, if enough of it still lies on a screen; else in the middle, at most
 * screen-size. Where another window lies exactly there, it moves aside.
 */
export function placeWindow(
  saved: Bounds | undefined,
  screens: readonly Bounds[],
  others: readonly Pick<Bounds, 'x' | 'y'>[] = [],
): Partial<Bounds> {
  const screen = saved && screens.find((each) => overlaps(saved, each));
  if (saved && screen) {
    let { x, y } = saved;
    while (others.some((other) => other.x === x && other.y === y)) {
      x += cascadePx;
      y += cascadePx;
    }
    return { x, y, width: Math.min(saved.width, screen.width), height: Math.min(saved.height, screen.height) };
  }
  const [first] = screens;
  if (!first) return usual;
  return { width: Math.min(usual.width, first.width), height: Math.min(usual.height, first.height) };
}

function overlaps(window: Bounds, screen: Bounds): boolean {
  const across = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  const titleInside = window.y >= screen.y && window.y < screen.y + screen.height - visibleEdgePx;
  return across >= visibleEdgePx && titleInside;
}
