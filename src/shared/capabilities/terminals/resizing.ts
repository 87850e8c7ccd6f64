/** A row of a screen; internal to the emulator. */
interface Row {
  getWidth(column: number): number;
  setCell(column: number, cell: object): void;
}

/** Rows of a screen, of which the first stands anywhere in memory (a ring buffer). */
interface Rows {
  readonly length: number;
  maxLength: number;
  get(index: number): Row | undefined;
}

interface Resized {
  readonly lines: Rows;
  readonly ybase: number;
  savedY: number;
  /** Gives an empty cell without a look. */
  getNullCell(): object;
}

/** Parts of the emulator that change the size; internal to it, a window's and one without a viewer alike. */
interface Resizing {
  readonly buffers: { readonly normal: Resized; readonly alt: Resized };
  resize(columns: number, rows: number): void;
}

/**
 * Mends faults of an emulator that takes on another size, by which screens that looked the same came to differ: where it
 * has no room at the top for rows that it wraps anew, it writes them over the last ones, as many as its ring buffer has
 * gone round; it leaves half of a wide character at the edge of the line that the cursor is in; a full-screen program's
 * screen that was higher when it was left scrolls later as if it had a scrollback; a saved cursor stays below the last
 * row.
 */
export function mendResizing(terminal: object): void {
  const { _bufferService: service } = (terminal as { _core: { _bufferService: Resizing } })._core;
  const resize = service.resize.bind(service);
  service.resize = (columns, rows) => {
    const { normal, alt } = service.buffers;
    // With another length, and this one again, a ring buffer begins at its beginning.
    normal.lines.maxLength++;
    normal.lines.maxLength--;
    resize(columns, rows);
    if (alt.lines.length === 0) alt.lines.maxLength = rows;
    takeOutHalves(normal, columns - 1);
    for (const buffer of [normal, alt]) buffer.savedY = Math.min(buffer.savedY, buffer.ybase + rows - 1);
  };
}

function takeOutHalves(buffer: Resized, edge: number): void {
  for (let index = 0; index < buffer.lines.length; index++) {
    const row = buffer.lines.get(index);
    if (row?.getWidth(edge) === 2) row.setCell(edge, buffer.getNullCell());
  }
}
