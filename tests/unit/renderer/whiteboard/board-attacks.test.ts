import { describe, expect, it } from 'vitest';
import { boardEdits } from '../../../../src/renderer/features/whiteboard/board-edits.ts';
import { emptyBoard, isToMend, readBoard } from '../../../../src/renderer/features/whiteboard/board-text.ts';
import { leastCpuMs } from '../../../lib/cpu-time.ts';

const head = emptyBoard.split('\n')[0]!;
const many = 100_000;
const element = (id: string, more: object = {}) => {
  return { id, type: 'rectangle' as const, x: 0, y: 0, width: 1, height: 1, version: 1, versionNonce: 1, ...more };
};
const elements = (...lines: string[]) => `${head}\n,"elements":[\n${lines.join('\n')}\n]\n}\n`;
const keys = Array.from({ length: many }, (_, i) => `"k${i}":1`);

/** Texts that any editor's own client can write into a board that others look at. */
const texts: Record<string, string> = {
  'commas between two letters': elements(`x${','.repeat(many)}x`),
  'blanks between two letters': elements(`x${' '.repeat(many)}x`),
  'a first line without an end': `{"type":"excalidraw"${' '.repeat(many)}`,
  'ends of lists': `${head}\n${']\n'.repeat(many)}`,
  'beginnings of lists': `${head}\n${',"elements":[\n'.repeat(many)}`,
  'pictures that are none': `${head}\n,"files":{\n${'1\n'.repeat(many)}}\n}\n`,
  'further parts': `${head}\n${keys.join('\n')}\n`,
  'one element again and again': elements(...Array(4_990).fill(JSON.stringify(element('a')))),
  'lists within lists': elements(`{"a":${'['.repeat(many)}${']'.repeat(many)}}`),
  'short lines of another layout': `{"x":[\n${'[\n]\n,\n'.repeat(many / 2)}1],"elements":[]}\n`,
  'pictures of another layout': `{ "elements":[],"files":{${keys.join(',')}}}`,
};

describe('a board that somebody fills to harm', () => {
  it.each(Object.entries(texts))('with %s costs its readers no more than a moment', (_, text) => {
    const spentMs = leastCpuMs(() => {
      const board = readBoard(text);
      if ('reason' in board) return;
      isToMend(text, board);
      boardEdits(text, board, { look: {}, elements: [element('z')], files: [], known: new Set(['a']) });
    }, 2);
    expect(spentMs).toBeLessThan(3_000);
  });

  it('with areas of millions of lines shows none of them, whatever size they say', () => {
    const huge = { width: 1_000_000, height: 1_000_000, backgroundColor: '#f00', fillStyle: 'cross-hatch' };
    const corners = [
      [0, 0],
      [1_000_000, 1],
      [1, 1_000_000],
      [0, 0],
    ];
    const line = { type: 'line', points: corners, backgroundColor: '#f00', fillStyle: 'zigzag' };
    for (const more of [huge, { ...huge, strokeWidth: 0 }, line]) {
      const board = readBoard(elements(JSON.stringify(element('a', more))));
      expect(board).toMatchObject({ elements: [{ value: null }] });
    }
  });
});
