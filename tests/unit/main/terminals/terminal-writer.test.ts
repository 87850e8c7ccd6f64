import { expect, it } from 'vitest';
import { isTyped, owner, type Size, TerminalWriter } from '../../../../src/main/terminals/terminal-writer.ts';

it('takes what an emulator sends by itself for no typing', () => {
  const byItself = ['\x1b[I', '\x1b[O', '\x1b[?1;2c', '\x1b[>0;276;0c', '\x1b[24;80R', '\x1b[0n', '\x1b[8;24;80t'];
  const more = [
    '\x1b[?2026;2$y',
    '\x1b[<35;10;5M',
    '\x1b[M !!',
    '\x1b]11;rgb:0000/0000/0000\x1b\\',
    '\x1bP1$r0m\x1b\\',
  ];
  for (const each of [...byItself, ...more, '\x1b[I\x1b[?1;2c'])
    expect(isTyped(each), JSON.stringify(each)).toBe(false);
  for (const each of ['a', '\r', '\x1b', '\x1b[A', '\x1bOP', '\x1b[3~', '\x1b[200~ls\x1b[201~', '\x1b[Ia', '\x03'])
    expect(isTyped(each), JSON.stringify(each)).toBe(true);
});

it('fits the window of who typed last, and that of the owner once they are gone', () => {
  const sizes: (Size | undefined)[] = [];
  const writer = new TerminalWriter((size) => sizes.push(size));
  const size = (columns: number) => ({ columns, rows: 10 });
  writer.fits(owner, size(80));
  writer.fits('ada', size(60));
  writer.wrote('ada', 'x');
  writer.fits(owner, size(90));
  writer.wrote('bob', '\x1b[O');
  writer.wrote('bob', 'y');
  writer.fits('bob', size(50));
  writer.keep((who) => who !== 'bob');
  writer.wrote('ada', 'z');
  expect(sizes).toEqual([size(80), size(60), undefined, size(50), size(90), size(60)]);
});
