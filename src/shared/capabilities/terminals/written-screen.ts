import type { IBuffer, IBufferLine, Terminal } from '@xterm/headless';
import type { BufferInternals, EmulatorCore } from './emulator.ts';
import type { ScreenMarks } from './screen-marks.ts';
import { look, plain, type SavedAbove, writtenCells } from './written-cells.ts';

const csi = '\x1b[';
const at = (row: number, column: number) => `${csi}${row + 1};${column + 1}H`;
const lineDrawing = '\x1b(0';
const letters = '\x1b(B';

/**
 * Encodes output that makes an empty screen of the same size show this one, and go on as it would: cells and scrollback
 * of both screens, margins, cursors, modes, line-drawing characters, marks of the shell. The emulator's own serializer loses some of that.
 */
export function writtenScreen(core: EmulatorCore, terminal: Terminal, marks: ScreenMarks): string {
  const size = { columns: terminal.cols, rows: terminal.rows };
  const { normal, alternate, active } = terminal.buffer;
  const { buffers } = core._bufferService;
  const isAlternate = active.type === 'alternate';
  const above = savedAbove(buffers.normal, terminal.cols);
  return [
    isAlternate ? '' : savedThere(buffers.alt, alternate, terminal),
    marks.facts,
    writtenCells(normal, size, marks.byRow(), above),
    isAlternate ? margins(buffers.normal, terminal.rows) : '',
    above ? '' : savedCursor(buffers.normal, normal, terminal),
    ...(isAlternate
      ? [
          cursor(buffers.normal, terminal),
          enter,
          `${csi}0m${csi}2J${csi}H`,
          writtenCells(alternate, size),
          savedCursor(buffers.alt, alternate, terminal),
        ]
      : []),
    goingOn(core, terminal, isAlternate ? buffers.alt : buffers.normal),
    writtenModes(core, terminal),
  ].join('');
}

/** Moves to the cursor's row, by which lines are wrapped anew, also of a screen that is not shown. */
const cursor = ({ x, y }: BufferInternals, { cols }: Terminal) => at(y, Math.min(x, cols - 1));

/** Switches to the screen of full-screen programs and back, without saving the cursor and bringing it back. */
const enter = `${csi}?1047h`;
const leave = `${csi}?1047l`;

function margins({ scrollTop, scrollBottom }: BufferInternals, rows: number): string {
  return scrollTop > 0 || scrollBottom !== rows - 1 ? `${csi}${scrollTop + 1};${scrollBottom + 1}r` : '';
}

/** Saves the cursor here, with its look and its characters. */
const save = ({ savedCurAttrData, savedCharset }: BufferInternals) =>
  `${savedCharset ? lineDrawing : letters}${look(savedCurAttrData)}\x1b7${letters}`;

/** Saves a cursor in its row of the screen. */
function savedCursor(buffer: BufferInternals, shown: IBuffer, { cols, rows }: Terminal): string {
  const row = Math.min(Math.max(0, buffer.savedY - buffer.ybase), rows - 1);
  const place = at(row, Math.min(buffer.savedX, cols - 1));
  if (buffer.savedX < cols) return place + save(buffer);
  const { written, undone } = aboutToWrap(shown.getLine(buffer.ybase + row), cols);
  return `${place}${written}${save(buffer)}${undone}`;
}

/** Saves the cursor in its row where that is above the screen by now: with another size, it may come down again. */
function savedAbove(buffer: BufferInternals, columns: number): SavedAbove | null {
  const { savedX, savedY, ybase } = buffer;
  if (savedY >= ybase) return null;
  const place = `${csi}${Math.min(savedX, columns - 1) + 1}G`;
  const { written, undone } = savedX < columns ? { written: '', undone: '' } : aboutToWrap(undefined, columns);
  return { row: savedY, written: `${place}${written}${save(buffer)}${undone}` };
}

/** Saves the cursor that a full-screen program has saved in its screen, which was left since: the next may restore it. */
function savedThere(buffer: BufferInternals, shown: IBuffer, terminal: Terminal): string {
  const { savedX, savedY, savedCurAttrData, savedCharset } = buffer;
  const isAsAtFirst = savedX === 0 && savedY === 0 && !savedCharset && look(savedCurAttrData) === plain;
  return isAsAtFirst ? '' : `${enter}${savedCursor(buffer, shown, terminal)}${plain}${leave}${csi}H`;
}

function goingOn(core: EmulatorCore, terminal: Terminal, buffer: BufferInternals): string {
  const { active } = terminal.buffer;
  const style = look(core._inputHandler._curAttrData);
  const { originMode } = terminal.modes;
  const top = originMode ? buffer.scrollTop : 0;
  const place = at(buffer.y - top, Math.min(buffer.x, terminal.cols - 1));
  const line = active.getLine(active.baseY + active.cursorY);
  const wrap = buffer.x >= terminal.cols ? aboutToWrap(line, terminal.cols).written : '';
  return `${margins(buffer, terminal.rows)}${originMode ? `${csi}?6h` : ''}${place}${wrap}${style}`;
}

/** Writes the last cell of a line again, after which the cursor stands beyond it, and what undoes that in an empty one. */
function aboutToWrap(line: IBufferLine | undefined, columns: number): { written: string; undone: string } {
  const isWide = line?.getCell(columns - 1)?.getWidth() === 0;
  const cell = line?.getCell(isWide ? columns - 2 : columns - 1);
  const style = cell ? look(cell as never) : plain;
  const chars = cell?.getChars() ?? '';
  return { written: `${isWide ? `${csi}D` : ''}${style}${chars || ' '}`, undone: chars ? '' : `${style}${csi}X` };
}

const mouse = { none: '', x10: '9', vt200: '1000', drag: '1002', any: '1003' } as const;

function writtenModes({ coreService, coreMouseService, _charsetService }: EmulatorCore, { modes }: Terminal): string {
  const { charset, glevel, _charsets } = _charsetService;
  const sets = _charsets.map((set, index) => (set ? `\x1b${'()*+'[index]}0` : ''));
  // A restored cursor brings its characters along, whatever was chosen since.
  if (Boolean(charset) !== Boolean(_charsets[glevel])) sets.push(`\x1b${'()*+'[glevel]}${charset ? '0' : 'B'}`);
  const set = (isOn: boolean, mode: string) => (isOn ? `${csi}${mode}h` : '');
  return [
    ...sets,
    glevel === 1 ? '\x0e' : '',
    set(modes.applicationCursorKeysMode, '?1'),
    set(modes.applicationKeypadMode, '?66'),
    set(modes.bracketedPasteMode, '?2004'),
    set(modes.insertMode, '4'),
    set(modes.reverseWraparoundMode, '?45'),
    set(modes.sendFocusMode, '?1004'),
    modes.wraparoundMode ? '' : `${csi}?7l`,
    coreService.isCursorHidden ? `${csi}?25l` : '',
    set(mouse[modes.mouseTrackingMode] !== '', `?${mouse[modes.mouseTrackingMode]}`),
    set(coreMouseService.activeEncoding === 'SGR', '?1006'),
  ].join('');
}
