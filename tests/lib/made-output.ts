import type { Screen } from '../../src/shared/capabilities/terminals/screen.ts';
import type { Random } from '../sim/random.ts';

const csi = '\x1b[';
const words = ['ls', 'Übung', '漢字', 'e\u0301', '👍', 'x'.repeat(90), ' ', 'done'];

/**
 * Makes output as programs write it, one thing after another, by a seed: text, colours, moves, margins, another screen.
 */
export function madeOutput(random: Random, things: number): string {
  const number = (most: number) => 1 + Math.floor(random.next() * most);
  const one = (): string => {
    const kind = Math.floor(random.next() * 22);
    if (kind < 7) return words[Math.floor(random.next() * words.length)]!;
    if (kind < 10) return '\r\n';
    const ways = [
      () => `${csi}${[0, 1, 2, 3, 4, 5, 7, 9, 31, 42, 93, 104][number(12) - 1]}m`,
      () => `${csi}38;5;${number(255)}m`,
      () => `${csi}48;2;${number(255)};10;10m`,
      () => `${csi}${number(24)};${number(80)}H`,
      () => `${csi}${number(5)}${'ABCD'[number(4) - 1]}`,
      () => `${csi}${number(3) - 1}K`,
      () => `${csi}${number(3)}${'LMPX@'[number(5) - 1]}`,
      () => (random.next() < 0.5 ? `${csi}${number(8)};${8 + number(14)}r` : `${csi}r`),
      () => (random.next() < 0.3 ? `${csi}?1049h` : `${csi}?1049l`),
      () => ['\x1b7', '\x1b8', '\x1bM', '\x1bD', '\b', '\t'][number(6) - 1]!,
      () => `\x1b]0;title ${number(9)}\x07`,
      () => (random.next() < 0.5 ? '\x1b(0lqk' : '\x1b(B'),
    ];
    return ways[Math.floor(random.next() * ways.length)]!();
  };
  return Array.from({ length: things }, one).join('');
}

/** Describes a screen, its scrollback and its cursor: a line of words for each row. */
export function seenOn({ terminal }: Screen): string[] {
  const { active } = terminal.buffer;
  // A full-screen program's screen has no scrollback, though the emulator may keep rows of one that was higher.
  const first = active.type === 'alternate' ? active.baseY : 0;
  const rows = Array.from({ length: active.length - first }, (_, row) => {
    const line = active.getLine(first + row)!;
    return Array.from({ length: terminal.cols }, (_cell, column) => {
      const cell = line.getCell(column)!;
      const chars = cell.getChars() || ' ';
      const paper = [cell.getBgColorMode(), cell.getBgColor()];
      const seen = [cell.isUnderline(), cell.isInverse(), cell.isStrikethrough()].map(Boolean).map(Number);
      if (chars === ' ') return cell.isBgDefault() && seen.join('') === '000' ? ' ' : `${paper}${seen}`;
      const ink = [cell.getFgColorMode(), cell.getFgColor()];
      const more = [cell.isBold(), cell.isItalic(), cell.isDim()].map(Boolean).map(Number);
      return `${chars}${cell.getWidth()}${ink},${paper},${seen}${more}`;
    })
      .join('|')
      .trimEnd();
  });
  while (rows.length > 0 && /^[\s|]*$/.test(rows.at(-1)!)) rows.pop();
  return [...rows, `${active.type} ${active.cursorX},${active.cursorY}`];
}
