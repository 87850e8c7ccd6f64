import { z } from 'zod';

export const boundsSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(400), height: z.int().min(300) });
export type Bounds = z.infer<typeof boundsSchema>;

const usual = { width: 1280, height: 820 };
const visibleEdgePx = 80;

/** Where to open a window: where it was, if enough of it still lies on a screen; in the middle, at most screen-size, otherwise. */
export function placeWindow(saved: Bounds | undefined, screens: readonly Bounds[]): Partial<Bounds> {
  if (saved && screens.some((screen) => overlaps(saved, screen))) return saved;
  const [first] = screens;
  if (!first) return usual;
  return { width: Math.min(usual.width, first.width), height: Math.min(usual.height, first.height) };
}

function overlaps(window: Bounds, screen: Bounds): boolean {
  const across = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  const titleInside = window.y >= screen.y && window.y < screen.y + screen.height - visibleEdgePx;
  return across >= visibleEdgePx && titleInside;
}
