/** Rows of the matrix by which a browser turns hues by half a circle. */
const halfTurn = [
  [-0.574, 1.43, 0.144],
  [0.426, 0.43, 0.144],
  [0.426, 1.43, -0.856],
] as const;
/** Part by which Excalidraw's dark theme inverts its canvas, before it turns the hues. */
const inverted = 0.93;

/** Gives the colour that looks like this one (`#rrggbb`) on a canvas of Excalidraw's dark theme, as near as can be. */
export function beforeDarkFilter(colour: string): string {
  const [, digits] = /^#([0-9a-f]{6})$/i.exec(colour) ?? [];
  if (digits === undefined) return colour;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16) / 255);
  const parts = halfTurn.map(([r, g, b]) => r * red + g * green + b * blue);
  const before = parts.map((part) => Math.min(1, Math.max(0, (inverted - part) / (2 * inverted - 1))));
  return `#${before
    .map((part) =>
      Math.round(part * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}
