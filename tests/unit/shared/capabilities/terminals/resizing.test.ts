import { beforeAll, expect, it } from 'vitest';
import { type Emulator, loadEmulator } from '../../../../../src/shared/capabilities/terminals/emulator.ts';
import { Screen } from '../../../../../src/shared/capabilities/terminals/screen.ts';
import { seenOn } from '../../../../lib/made-output.ts';
import { differsForLatecomers } from '../../../../lib/resized-screens.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await loadEmulator();
});

/** Screen with a scrollback of some rows. */
function screenOf(columns: number, rows: number, scrollback: number): Screen {
  const screen = new Screen(emulator, columns, rows);
  screen.terminal.options.scrollback = scrollback;
  return screen;
}

const textOf = (screen: Screen) => {
  const { active } = screen.terminal.buffer;
  return Array.from({ length: active.length }, (_, row) => active.getLine(row)!.translateToString(true));
};

/** Seeds of which every one showed latecomers another screen, in one of the ways that were mended. */
const differed = [
  10, 31, 39, 43, 50, 69, 77, 80, 87, 97, 107, 109, 116, 121, 122, 132, 144, 161, 169, 172, 174, 184, 187, 194, 211,
  216, 218, 220, 230, 231, 233, 241, 243, 253, 263, 265, 270, 272, 274, 276, 280, 285, 293, 297, 303, 307, 309, 316,
  980, 1085,
];

it('latecomers see a terminal as everybody does, whatever sizes it has had and however full its scrollback is', () => {
  const differ = differed.map((seed) => differsForLatecomers(emulator, seed));
  expect(differ.filter((each) => each !== null)).toEqual([]);
});

it('the newest lines stay where a full scrollback has no room for those that are wrapped anew', () => {
  const screen = screenOf(30, 5, 5);
  // Rows have gone round the ring buffer by then.
  screen.write(`${'x'.repeat(25)}\r\n`.repeat(13));
  screen.write('one\r\ntwo\r\n> ');
  screen.resize(9, 5);
  expect(textOf(screen).slice(-3)).toEqual(['one', 'two', '> ']);
  screen.dispose();
});

it('a full-screen program has no scrollback, though its screen was higher once', () => {
  const screen = screenOf(20, 10, 5);
  screen.write('\x1b[?1049h\x1b[?1049l');
  screen.resize(20, 4);
  screen.write(`\x1b[?1049h${'line\r\n'.repeat(20)}`);
  expect(screen.terminal.buffer.active.length).toBe(4);
  screen.dispose();
});

it('no row has half of a wide character at its edge', () => {
  const screen = screenOf(20, 4, 5);
  screen.write(`${'漢'.repeat(8)}`);
  screen.resize(7, 4);
  expect(textOf(screen)[0]).toBe('漢漢漢');
  screen.dispose();
});

it('a cell that no wide character fills keeps its place for latecomers', () => {
  const screen = screenOf(20, 4, 5);
  screen.write('👍x\x1b[2G\x1b[2@');
  const late = screenOf(20, 4, 5);
  late.write(screen.serialize());
  expect(seenOn(late)).toEqual(seenOn(screen));
  for (const each of [screen, late]) each.dispose();
});
