import type { IBuffer, IBufferCell } from '@xterm/headless';
import type { Attributes } from './emulator.ts';
import type { Mark } from './screen-marks.ts';

const csi = '\x1b[';

/** Modes of a colour, as the emulator has them. */
const ofSixteen = 0x1000000;
const ofPalette = 0x2000000;
const ofRgb = 0x3000000;

const basic = (color: number, dark: number, bright: number) => (color & 8 ? bright : dark) + (color & 7);

function colour(mode: number, color: number, [long, dark, bright]: readonly [number, number, number]): number[] {
  if (mode === ofRgb) return [long, 2, (color >>> 16) & 255, (color >>> 8) & 255, color & 255];
  if (mode === ofPalette) return [long, 5, color];
  return mode === ofSixteen ? [basic(color, dark, bright)] : [];
}

/** Makes the sequence that gives the text written next this look. */
export function look(style: Attributes): string {
  const flags = [
    [style.isBold(), 1],
    [style.isDim(), 2],
    [style.isItalic(), 3],
    [style.isUnderline(), 4],
    [style.isBlink(), 5],
    [style.isInverse(), 7],
    [style.isInvisible(), 8],
    [style.isStrikethrough(), 9],
    [style.isOverline(), 53],
  ].flatMap(([has, code]) => (has ? [code] : []));
  const codes = [
    0,
    ...flags,
    ...colour(style.getFgColorMode(), style.getFgColor(), [38, 30, 90]),
    ...colour(style.getBgColorMode(), style.getBgColor(), [48, 40, 100]),
  ];
  return `${csi}${codes.join(';')}m`;
}

/** Look of text without any. */
export const plain = `${csi}0m`;
/** Space of two cells. */
const wide = '\u3000';

/** A cell as the emulator has it: its look, in two numbers. */
type Cell = IBufferCell & Attributes & { readonly fg: number; readonly bg: number };

/** Cursor that was saved in a row of what is the scrollback now, and what saves it in the row that is written there. */
export interface SavedAbove {
  row: number;
  written: string;
}

/**
 * Writes the rows of a buffer from the top of an empty screen, so that the scrollback becomes the same, too. The screen
 * of a full-screen program has none: rows above it are left of one that was lower, and are not written.
 */
export function writtenCells(
  buffer: IBuffer,
  { columns, rows }: { columns: number; rows: number },
  marks: ReadonlyMap<number, readonly Mark[]> = new Map(),
  saved: SavedAbove | null = null,
): string {
  const pen = new Pen(columns);
  const cell = buffer.getNullCell() as Cell;
  const top = buffer.type === 'alternate' ? buffer.baseY : 0;
  const isCutOff = top === 0 && buffer.getLine(0)?.isWrapped === true;
  if (isCutOff) pen.begunBefore();
  // A row before the first one is scrolled off once there are as many as the screen has, and forgotten then.
  const forgets = isCutOff ? rows - 1 : -1;
  const saves = saved ? Math.max(saved.row, forgets) : -1;
  for (let row = top; row < buffer.length; row++) {
    const line = buffer.getLine(row)!;
    const before = row > top ? buffer.getLine(row - 1)! : null;
    const last = before?.getCell(columns - 1) as Cell | undefined;
    // Where there is one row, its end cannot be mended afterwards.
    if (last && leavesCell(buffer, row - 1, columns)) pen.wrapWide(last, line.isWrapped);
    else if (last && line.isWrapped && (rows > 1 || isWritten(last)))
      pen.wrap(last, line.getCell(0) as Cell, row === forgets || row === saves);
    else if (last) pen.nextRow();
    if (row === forgets) pen.forget();
    if (saved && row === saves) pen.save(saved, row);
    const ofRow = marks.get(row) ?? [];
    let marked = 0;
    let isWide = false;
    for (let column = 0; column < columns; column++) {
      while (marked < ofRow.length && ofRow[marked]!.column <= column) pen.mark(ofRow[marked++]!);
      line.getCell(column, cell);
      const isLast = column === columns - 1;
      const hasHalf = cell.getWidth() === 2;
      // Half of a wide character at the edge would move to the next row.
      if (!isWide && !(isLast && leavesCell(buffer, row, columns)))
        pen.put(isLast && hasHalf ? (buffer.getNullCell() as Cell) : cell);
      isWide = hasHalf;
    }
    pen.endRow(ofRow.slice(marked));
  }
  return pen.written;
}

/**
 * Says whether the last cell of a row was left over by a wide character that the row had no room for: it is empty, and
 * that character stands in the next row, or the cell has a look that only such a character leaves.
 */
function leavesCell(buffer: IBuffer, row: number, columns: number): boolean {
  // Behind the last row, the emulator gives rows of before.
  const next = columns > 1 && row + 1 < buffer.length ? buffer.getLine(row + 1) : undefined;
  const last = next && (buffer.getLine(row)!.getCell(columns - 1) as Cell);
  if (last?.getChars() !== '' || last.getWidth() !== 1) return false;
  return isSeenEmpty(last) || (next!.isWrapped && next!.getCell(0)?.getWidth() === 2);
}

const isSeenEmpty = (cell: Cell) =>
  Boolean(cell.isInverse() || cell.isUnderline() || cell.isStrikethrough() || cell.isOverline());

const isWritten = (cell: Cell) => cell.getChars() !== '' || cell.getWidth() === 0 || isSeenEmpty(cell);

/** Writes cells one after another, empty ones as empty. */
class Pen {
  readonly #parts: string[] = [];
  #fg = 0;
  #bg = 0;
  /** Empty cells that were not written yet, all of one look. */
  #empty = 0;
  #isEmptyPlain = true;
  readonly #columns: number;

  constructor(columns: number) {
    this.#columns = columns;
  }

  get written(): string {
    return this.#parts.join('');
  }

  put(cell: Cell): void {
    // An empty cell has no other look than its background; any other look takes a character to be seen.
    const chars = cell.getChars() || (isSeenEmpty(cell) ? ' ' : '');
    if (chars !== '') {
      this.#fill();
      this.#dip(cell);
      this.#parts.push(chars);
      return;
    }
    const isPlain = cell.fg === 0 && cell.bg === 0;
    if (this.#empty > 0 && (isPlain !== this.#isEmptyPlain || (!isPlain && !this.#isDipped(cell)))) this.#fill();
    if (!isPlain) this.#dip(cell);
    this.#isEmptyPlain = isPlain;
    this.#empty++;
  }

  #isDipped({ fg, bg }: Cell): boolean {
    return fg === this.#fg && bg === this.#bg;
  }

  #dip(cell: Cell): void {
    if (this.#isDipped(cell)) return;
    this.#fg = cell.fg;
    this.#bg = cell.bg;
    this.#parts.push(look(cell));
  }

  /** Skips empty cells; those with a look are erased in it. */
  #fill(): void {
    if (this.#empty === 0) return;
    this.#parts.push(this.#isEmptyPlain ? '' : `${csi}${this.#empty}X`, `${csi}${this.#empty}C`);
    this.#empty = 0;
  }

  /** Puts a mark where the next cell comes. */
  mark({ written }: Mark): void {
    this.#fill();
    this.#parts.push(written);
  }

  /** Ends a row, with the marks that stand behind its last cell. */
  endRow(marks: readonly Mark[]): void {
    if (!this.#isEmptyPlain) this.#fill();
    this.#empty = 0;
    for (const { written } of marks) this.#parts.push(written);
  }

  /** Begins with a row that goes on from another above, which the emulator has cut off: its line is as it was. */
  begunBefore(): void {
    this.#parts.push(`${csi}${this.#columns}G  \r${csi}X`);
  }

  /** Forgets all rows above the screen. */
  forget(): void {
    this.#parts.push(`${csi}3J`);
  }

  /** Saves a cursor in its row, where another one or itself was just begun. */
  save({ row, written }: SavedAbove, begun: number): void {
    this.#parts.push(row < begun ? `${csi}${row + 1}d` : '', written, row < begun ? `${csi}${begun + 1}d` : '', '\r');
    this.#plain();
  }

  /** Goes to the next row. One that is scrolled in has the look of the pen. */
  nextRow(): void {
    this.#plain();
    this.#parts.push('\r\n');
  }

  #plain(): void {
    this.#fg = 0;
    this.#bg = 0;
    this.#parts.push(plain);
  }

  /**
   * Goes on in the next row as a wide character does, which gives its look to the cell that it leaves over. A row that
   * is not `wrapped` is erased as a whole.
   */
  wrapWide(last: Cell, wrapped: boolean): void {
    this.#dip(last);
    this.#parts.push(`${csi}${this.#columns}G${wide}`);
    this.#plain();
    // A row that was scrolled in has the look of the pen.
    this.#parts.push(wrapped ? `\r${csi}${this.#columns}X` : `\r${csi}2K`);
  }

  /**
   * Goes on in the next row as text does that is too long for this one, so that both are one line where the size
   * changes: a character takes the cursor over the edge, and is erased where none stands. `isAtOnce`: the next character
   * of the text itself may not be what does.
   */
  wrap(last: Cell, first: Cell, isAtOnce: boolean): void {
    const isFull = isWritten(last);
    if (isFull && !isAtOnce && isWritten(first) && first.getWidth() > 0 && first.bg === 0) {
      if (this.#bg !== 0) this.#plain();
      return;
    }
    this.#plain();
    this.#parts.push(isFull ? ' ' : `${csi}${this.#columns}G  `);
    if (!isFull) {
      this.#parts.push(`${csi}A${csi}${this.#columns}G`);
      this.#dip(last);
      this.#parts.push(`${csi}X${csi}B`);
      this.#plain();
    }
    this.#parts.push(`\r${csi}X`);
  }
}
