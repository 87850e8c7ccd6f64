const gapPx = 6;
const form = 16 / 9;

/** Gives the number of columns with which tiles of one form are largest in a box, and none is cut. */
export function columnsFor(count: number, { width, height }: { width: number; height: number }): number {
  let best = { columns: 1, tilePx: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const byWidth = (width - gapPx * (columns - 1)) / columns;
    const byHeight = ((height - gapPx * (rows - 1)) / rows) * form;
    const tilePx = Math.min(byWidth, byHeight);
    if (tilePx > best.tilePx) best = { columns, tilePx };
  }
  return best.columns;
}
