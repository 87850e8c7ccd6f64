import type { Terminal } from '@xterm/headless';
import type { BufferInternals, EmulatorCore } from './emulator.ts';
import type { ScreenMarks } from './screen-marks.ts';
import { look, writtenCells } from './written-cells.ts';

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
  const normalCells = marks.facts + writtenCells(normal, size, marks.byRow());
  if (active.type === 'normal')
    return normalCells + goingOn(core, terminal, buffers.normal) + writtenModes(core, terminal);
  // Leaving the other screen brings back the cursor that was saved on entering it.
  const entering = `${margins(buffers.normal, terminal.rows)}${savedCursor(buffers.normal, `${csi}?1049h`)}${csi}0m${csi}2J${csi}H`;
  return (
    normalCells +
    entering +
    writtenCells(alternate, size) +
    goingOn(core, terminal, buffers.alt) +
    writtenModes(core, terminal)
  );
}

function margins({ scrollTop, scrollBottom }: BufferInternals, rows: number): string {
  return scrollTop > 0 || scrollBottom !== rows - 1 ? `${csi}${scrollTop + 1};${scrollBottom + 1}r` : '';
}

/** Moves to the place of the saved cursor, takes on its look and its characters, and saves that by a sequence. */
function savedCursor({ savedX, savedY, ybase, savedCurAttrData, savedCharset }: BufferInternals, save: string): string {
  const characters = savedCharset ? lineDrawing : letters;
  return `${characters}${at(Math.max(0, savedY - ybase), savedX)}${look(savedCurAttrData)}${save}${letters}`;
}

function goingOn(core: EmulatorCore, terminal: Terminal, buffer: BufferInternals): string {
  const style = look(core._inputHandler._curAttrData);
  const { originMode } = terminal.modes;
  const saved = savedCursor(buffer, '\x1b7');
  const top = originMode ? buffer.scrollTop : 0;
  const place = at(buffer.y - top, Math.min(buffer.x, terminal.cols - 1));
  const wrap = buffer.x >= terminal.cols ? aboutToWrap(terminal) : '';
  return `${saved}${margins(buffer, terminal.rows)}${originMode ? `${csi}?6h` : ''}${place}${wrap}${style}`;
}

/** Writes the last cell of the line again, after which the cursor stands beyond it. */
function aboutToWrap({ cols, buffer: { active } }: Terminal): string {
  const line = active.getLine(active.baseY + active.cursorY);
  const isWide = line?.getCell(cols - 1)?.getWidth() === 0;
  const cell = line?.getCell(isWide ? cols - 2 : cols - 1);
  return cell ? `${isWide ? `${csi}D` : ''}${look(cell as never)}${cell.getChars() || ' '}` : '';
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
