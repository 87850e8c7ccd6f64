import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { boardEdits } from '../../../../src/renderer/features/whiteboard/board-edits.ts';
import type { BoardElement } from '../../../../src/renderer/features/whiteboard/board-schema.ts';
import {
  type Board,
  damagedOf,
  elementsOf,
  emptyBoard,
  filesOf,
  isToMend,
  layBoard,
  readBoard,
} from '../../../../src/renderer/features/whiteboard/board-text.ts';
import { applyEdits } from '../../../../src/shared/text/edits.ts';
import { Random } from '../../../sim/random.ts';

function element(id: string, version = 1, versionNonce = 1, more: Record<string, unknown> = {}): BoardElement {
  const place = { x: 10, y: 20, width: 30, height: 40 };
  return { id, type: 'rectangle', ...place, version, versionNonce, index: `a${id}`, ...more } as BoardElement;
}

function read(text: string): Board {
  const board = readBoard(text);
  if ('reason' in board) throw new Error(board.reason);
  return board;
}

const idsOf = (text: string) => [...elementsOf(read(text)).keys()];

/** Writes elements into a text as a window does that has seen all of it. */
function written(text: string, elements: readonly BoardElement[], files: never[] = []) {
  const board = read(text);
  const known = new Set([...elementsOf(board).keys(), ...filesOf(board).keys()]);
  return boardEdits(text, board, { look: board.look, elements, files, known });
}

const withElements = (...elements: BoardElement[]) => applyEdits(emptyBoard, written(emptyBoard, elements));

describe('the text of a whiteboard', () => {
  it('is JSON as Excalidraw has it, with an element in each line', () => {
    const text = withElements(element('1'), element('2'));
    const file = JSON.parse(text);
    expect(file).toMatchObject({ type: 'excalidraw', version: 2, elements: [{ id: '1' }, { id: '2' }], files: {} });
    expect(text.split('\n').filter((line) => line.includes('"id"'))).toHaveLength(2);
    expect(JSON.parse(emptyBoard)).toMatchObject({ type: 'excalidraw', elements: [] });
  });

  it('is left alone but for the lines of what has changed', () => {
    const text = withElements(element('1'), element('2'), element('3'));
    const edits = written(text, [element('1'), element('2', 2), element('3')]);
    expect(edits).toHaveLength(1);
    expect(text.slice(edits[0]!.offset, edits[0]!.offset + edits[0]!.deleteLength)).toBe(
      `,${JSON.stringify(element('2'))}\n`,
    );
    expect(idsOf(applyEdits(text, edits))).toEqual(['1', '2', '3']);
    expect(written(text, [element('1'), element('2'), element('3')])).toEqual([]);
  });

  it('stays valid when the first element goes, comes, or moves to the front', () => {
    const text = withElements(element('1'), element('2'), element('3'));
    for (const order of [['2', '3'], ['3', '1', '2'], ['2', '3', '1'], ['0', '1', '2', '3'], []]) {
      const after = applyEdits(
        text,
        written(
          text,
          order.map((id) => element(id)),
        ),
      );
      expect(JSON.parse(after).elements.map(({ id }: { id: string }) => id)).toEqual(order);
    }
  });

  it('is read in any other layout too, and gets its lines with the first change', () => {
    const pretty = JSON.stringify(
      { type: 'excalidraw', version: 2, elements: [element('1')], appState: { viewBackgroundColor: '#fff' }, more: 1 },
      null,
      2,
    );
    const after = applyEdits(pretty, written(pretty, [element('1'), element('2')]));
    expect(after.split('\n').length).toBeLessThan(12);
    expect(JSON.parse(after)).toMatchObject({ appState: { viewBackgroundColor: '#fff' }, more: 1 });
    expect(idsOf(after)).toEqual(['1', '2']);
  });

  it('keeps lines that nobody can read, where they are', () => {
    const lines = withElements(element('1'), element('2')).split('\n');
    lines.splice(4, 0, ',{"id":"torn","type":"rect');
    const text = lines.join('\n');
    expect(damagedOf(read(text))).toBe(1);
    expect(idsOf(text)).toEqual(['1', '2']);
    const after = applyEdits(text, written(text, [element('1', 2), element('2'), element('3')]));
    expect(after).toContain(',{"id":"torn","type":"rect\n');
    expect(idsOf(after)).toEqual(['1', '2', '3']);
  });

  it('has the higher version of an element that two people have changed at once, and is mended by the next write', () => {
    const lines = withElements(element('1'), element('2', 3, 5)).split('\n');
    lines.splice(4, 0, `,${JSON.stringify(element('2', 4, 9))}`, `,${JSON.stringify(element('2', 4, 7))}`);
    const text = lines.join('\n');
    expect(elementsOf(read(text)).get('2')).toMatchObject({ version: 4, versionNonce: 7 });
    expect(isToMend(text, read(text))).toBe(true);
    const after = applyEdits(text, written(text, [...elementsOf(read(text)).values()]));
    expect(isToMend(after, read(after))).toBe(false);
    expect(JSON.parse(after).elements).toHaveLength(2);
  });
});

describe('a hostile file', () => {
  const of = (elements: unknown[]) => JSON.stringify({ type: 'excalidraw', version: 2, elements });

  it('is too large, with too many elements or too long a text, and is not looked at further', () => {
    expect(readBoard(of(Array.from({ length: 100_000 }, (_, at) => element(String(at)))))).toEqual({
      reason: 'too-large',
    });
    expect(readBoard('x'.repeat(25 * 1024 * 1024))).toEqual({ reason: 'too-large' });
  });

  it('is too large where its elements together are drawn of too many lines', () => {
    const hatched = { width: 1e4, height: 1e4, backgroundColor: '#f00', fillStyle: 'hachure' };
    expect(readBoard(of(Array.from({ length: 10 }, (_, at) => element(String(at), 1, 1, hatched))))).toMatchObject({
      files: [],
    });
    expect(readBoard(of(Array.from({ length: 100 }, (_, at) => element(String(at), 1, 1, hatched))))).toEqual({
      reason: 'too-large',
    });
  });

  it('is unreadable where it is no board', () => {
    for (const text of ['no', '[]', 'null', '{"elements":{}}', '{"type":"excalidraw"}', '{"elements":[']) {
      expect(readBoard(text)).toEqual({ reason: 'unreadable' });
    }
    expect(readBoard('')).toMatchObject({ elements: [] });
  });

  it.each([
    ['a place beyond all bounds', { x: 1e9 }],
    ['a size that is no number', { width: 'wide' }],
    ['a name that objects have', { id: '__proto__' }],
    ['an unknown type', { type: 'script' }],
    ['points of a wrong form', { type: 'line', points: [[1], 'x'] }],
    ['a line without points', { type: 'line' }],
    ['a version that is none', { version: -1 }],
    ['a hatching of a million lines', { width: 1e6, height: 1e6, backgroundColor: '#f00', fillStyle: 'hachure' }],
  ])('has %s: that element is not shown', (_, more) => {
    const board = read(of([element('1'), { ...element('2'), ...more }]));
    expect([...elementsOf(board).keys()]).toEqual(['1']);
    expect(damagedOf(board)).toBe(1);
  });

  it('has a line of five megabytes, which is not parsed', () => {
    const lines = withElements(element('1')).split('\n');
    lines.splice(4, 0, `,{"id":"2","x":"${'y'.repeat(5 * 1024 * 1024)}"}`);
    expect(damagedOf(read(lines.join('\n')))).toBe(1);
  });

  it('has pictures that are none', () => {
    const file = { id: 'f', mimeType: 'text/html', dataURL: 'data:text/html,<script>', created: 1 };
    const board = read(JSON.stringify({ elements: [], files: { f: file, __proto__: 1 } }));
    expect(filesOf(board).size).toBe(0);
  });
});

describe('two or three people who draw at once', () => {
  it.each(Array.from({ length: 200 }, (_, seed) => seed))('end with one text, and lose nothing (seed %i)', (seed) => {
    const random = new Random(seed);
    const people = Array.from({ length: 2 + (seed % 2) }, () => new Y.Doc());
    for (const doc of people) doc.clientID = random.below(1e9);
    people[0]!.getText('t').insert(0, withElements(element('0'), element('00')));
    const meet = () => {
      for (const from of people) for (const to of people) Y.applyUpdate(to, Y.encodeStateAsUpdate(from));
    };
    meet();
    const [drawn, deleted] = [new Set(['0', '00']), new Set<string>()];
    let count = 0;
    for (let round = 0; round < 12; round++) {
      for (const doc of people) {
        const text = doc.getText('t');
        for (let act = random.below(3); act > 0; act--) {
          const now = text.toString();
          const scene = [...elementsOf(read(now)).values()];
          const at = random.below(Math.max(1, scene.length));
          const kind = random.below(5);
          const old = scene[at];
          if (kind <= 1 || old === undefined) {
            const id = `n${++count}`;
            drawn.add(id);
            scene.splice(at, 0, element(id, 1, random.below(1e6)));
          } else if (kind === 2) scene[at] = { ...old, version: old.version + 1, versionNonce: random.below(1e6) };
          else if (kind === 3) scene.push(...scene.splice(at, 1));
          else {
            deleted.add(old.id);
            scene.splice(at, 1);
          }
          doc.transact(() => {
            for (const { offset, deleteLength, insertText } of written(now, scene).toReversed()) {
              if (deleteLength > 0) text.delete(offset, deleteLength);
              if (insertText !== '') text.insert(offset, insertText);
            }
          });
        }
      }
      if (random.below(2) === 0) meet();
    }
    meet();
    const texts = people.map((doc) => doc.getText('t').toString());
    expect(new Set(texts).size).toBe(1);
    const board = read(texts[0]!);
    expect(damagedOf(board)).toBe(0);
    const ids = new Set(elementsOf(board).keys());
    expect([...drawn].filter((id) => !deleted.has(id) && !ids.has(id))).toEqual([]);
    // The next write leaves a file as any other program reads it.
    const mended = applyEdits(texts[0]!, written(texts[0]!, [...elementsOf(board).values()]));
    expect(JSON.parse(mended).elements).toHaveLength(ids.size);
    expect(layBoard(read(mended))).toBe(mended);
  });
});
