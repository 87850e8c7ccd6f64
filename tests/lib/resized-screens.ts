import type { IBufferCell } from '@xterm/headless';
import type { Emulator } from '../../src/shared/capabilities/terminals/emulator.ts';
import { Screen } from '../../src/shared/capabilities/terminals/screen.ts';
import { Random } from '../sim/random.ts';
import { madeOutput, seenOn } from './made-output.ts';

const csi = '\x1b[';

/** Fills a scrollback of some rows, or one of VS Code's length never. */
const longScrollback = 1000;

/** Describes a screen as `seenOn`, and which of its rows go on from the row before. */
function describe(screen: Screen): string {
  const { normal } = screen.terminal.buffer;
  const wrapped = Array.from({ length: normal.length }, (_, row) => Number(normal.getLine(row)!.isWrapped));
  return [...seenOn(screen), wrapped.join('')].join('\n');
}

const isSeenEmpty = (cell: IBufferCell) =>
  cell.getChars() === '' && cell.getWidth() === 1 && Boolean(cell.isInverse() || cell.isUnderline());

/**
 * Says whether a screen has an empty cell with the look of text elsewhere than at the edge, where a wide character
 * leaves it: it comes there by a change of size alone. A written screen has a space there, which looks the same.
 */
function hasMovedGap({ terminal }: Screen): boolean {
  const { normal } = terminal.buffer;
  return Array.from({ length: normal.length }, (_, row) => normal.getLine(row)!).some((line) =>
    Array.from({ length: terminal.cols - 1 }, (_, column) => line.getCell(column)!).some(isSeenEmpty),
  );
}

/** Says whether a full-screen program's screen keeps, for when it is wider again, cells that nobody sees. */
function hasHiddenCells({ terminal }: Screen): boolean {
  const { alternate } = terminal.buffer;
  return Array.from({ length: alternate.length }, (_, row) => alternate.getLine(row)!).some(
    ({ length }) => length > terminal.cols,
  );
}

/**
 * Makes output and changes of size by a seed, with a scrollback that is soon full or never, and shows it to one who saw
 * all of it and to others who come later. Gives what differs first; null where nothing does.
 */
export function differsForLatecomers(emulator: Emulator, seed: number): string | null {
  const random = new Random(seed);
  const size = () => ({ columns: 5 + random.below(40), rows: 2 + random.below(12) });
  let { columns, rows } = size();
  const scrollback = random.chance(0.3) ? longScrollback : 1 + random.below(30);
  const screens: Screen[] = [];
  const made = () => {
    const screen = new Screen(emulator, columns, rows);
    screen.terminal.options.scrollback = scrollback;
    screens.push(screen);
    return screen;
  };
  const whole = made();
  let late: Screen | null = null;
  const resize = (screen: Screen) => {
    screen.resize(columns, rows);
    // A full-screen program draws its page again.
    if (screen.terminal.buffer.active.type === 'alternate') screen.write(`${csi}H${csi}2Jpage\r\n`);
  };
  const steps = [
    () => {
      late = made();
      late.write(whole.serialize());
      return 'came';
    },
    () => {
      ({ columns, rows } = random.chance(0.5)
        ? size()
        : { ...size(), ...(random.chance(0.5) ? { columns } : { rows }) });
      for (const screen of late ? [whole, late] : [whole]) resize(screen);
      return `${columns}x${rows}`;
    },
    () => {
      const more = random.chance(0.25) ? 'line\r\n'.repeat(random.below(30)) : '';
      const output = madeOutput(random, 1 + random.below(40)) + more;
      for (const screen of late ? [whole, late] : [whole]) screen.write(output);
      return JSON.stringify(output);
    },
  ];
  try {
    for (let step = 0; step < 12; step++) {
      const done = random.pick(steps)();
      if (late && describe(late) !== describe(whole))
        return hasMovedGap(whole) || hasHiddenCells(whole) ? null : `seed ${seed}: ${done}`;
    }
    return null;
  } finally {
    for (const screen of screens) screen.dispose();
  }
}
