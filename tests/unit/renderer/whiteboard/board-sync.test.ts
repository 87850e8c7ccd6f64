import { expect, it, onTestFinished, vi } from 'vitest';
import { lineEdits } from '../../../../src/renderer/features/whiteboard/board-edits.ts';
import type { BoardElement } from '../../../../src/renderer/features/whiteboard/board-schema.ts';
import {
  type BoardCanvas,
  BoardSync,
  type BoardTools,
} from '../../../../src/renderer/features/whiteboard/board-sync.ts';
import {
  elementsOf,
  emptyBoard,
  layBoard,
  readBoard,
} from '../../../../src/renderer/features/whiteboard/board-text.ts';
import type { PaneText } from '../../../../src/renderer/workbench/ports/text-panes.ts';
import { applyEdits } from '../../../../src/shared/text/edits.ts';

function element(id: string, version = 1, more: object = {}): BoardElement {
  const place = { type: 'rectangle', x: 0, y: 0, width: 9, height: 9 } as const;
  return { id, ...place, version, versionNonce: version * 7, index: `a${id}`, ...more } as BoardElement;
}

const textOf = (...elements: BoardElement[]) =>
  layBoard({
    look: {},
    files: [],
    others: [],
    elements: elements.map((value) => ({ json: JSON.stringify(value), value })),
  });

/** Excalidraw's functions as they are known to behave: an element without an order is given one, as a new version. */
const tools = {
  restoreElements: (elements: BoardElement[]) =>
    elements.map((each) => (each.index == null ? { ...each, index: `a${each.id}`, version: each.version + 1 } : each)),
  reconcileElements: (local: BoardElement[], come: BoardElement[]) => {
    const mine = new Map(local.map((each) => [each.id, each]));
    for (const each of come) if (!((mine.get(each.id)?.version ?? -1) > each.version)) mine.set(each.id, each);
    return [...mine.values()].toSorted((a, b) => (a.index! < b.index! ? -1 : 1));
  },
  CaptureUpdateAction: { NEVER: 'NEVER' },
} as unknown as BoardTools;

/** A board on a screen, tied to a text. */
function boardOn(text: string, isReadOnly = false) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const changed = new Set<() => void>();
  const locked = new Set<() => void>();
  const written: string[] = [];
  const pane: PaneText = {
    path: 'b.excalidraw',
    getValue: () => text,
    edit(changes) {
      text = applyEdits(text, [...changes]);
      written.push(text);
      for (const listener of changed) listener();
    },
    onChanged: (listener) => {
      changed.add(listener);
      return () => changed.delete(listener);
    },
    get isReadOnly() {
      return isReadOnly;
    },
    onReadOnlyChanged: (listener) => {
      locked.add(listener);
      return () => locked.delete(listener);
    },
    openAsText: async () => undefined,
  };
  let scene: BoardElement[] = [];
  const refused: string[] = [];
  const sync = new BoardSync(pane, tools, (words) => refused.push(words));
  const canvas = {
    getSceneElementsIncludingDeleted: () => scene,
    getAppState: () => ({ viewBackgroundColor: '#ffffff' }),
    getFiles: () => ({}),
    addFiles: () => undefined,
    updateScene: ({ elements }: { elements?: BoardElement[] }) => {
      if (elements) scene = elements;
    },
  } as unknown as BoardCanvas;
  scene = sync.begin().elements as unknown as BoardElement[];
  sync.attach(canvas);
  return {
    sync,
    written,
    refused,
    ids: () => scene.filter(({ isDeleted }) => !isDeleted).map(({ id }) => id),
    scene: () => scene,
    text: () => text,
    /** Elements that somebody else writes. */
    others(...elements: BoardElement[]) {
      text = applyEdits(text, lineEdits(text, textOf(...elements)));
      for (const listener of changed) listener();
    },
    /** Elements as this person leaves them on the screen. */
    mine(...elements: BoardElement[]) {
      scene = elements;
      sync.noteChange();
    },
    /** Text that somebody else puts in the place of all. */
    becomes(now: string) {
      text = now;
      for (const listener of changed) listener();
    },
    /** Excalidraw goes: its scene is empty from then on. */
    unmount() {
      scene = [];
    },
    /** Excalidraw comes anew, and has what it begins with a moment later. */
    mount() {
      const { elements } = sync.begin();
      scene = [];
      sync.attach(canvas);
      sync.noteChange();
      vi.advanceTimersByTime(500);
      scene = elements as unknown as BoardElement[];
      sync.noteChange();
    },
    lock(now: boolean) {
      isReadOnly = now;
      for (const listener of locked) listener();
    },
    rest: () => vi.advanceTimersByTime(10_000),
  };
}

const idsIn = (text: string) => {
  const board = readBoard(text);
  return 'reason' in board ? board.reason : [...elementsOf(board).keys()];
};

it('opening a board writes nothing, also where its elements have no order', () => {
  const board = boardOn(
    JSON.stringify({ elements: [element('1', 1, { index: null }), element('2', 1, { index: null })] }),
  );
  expect(board.ids()).toEqual(['1', '2']);
  board.sync.noteChange();
  board.rest();
  expect(board.written).toEqual([]);
});

it('what is drawn is written once, after a moment, and what others draw stays', () => {
  const board = boardOn(textOf(element('1')));
  board.mine(element('1'), element('3'));
  board.others(element('1'), element('2'));
  board.rest();
  expect(board.written).toHaveLength(1);
  expect(idsIn(board.text())).toEqual(['1', '2', '3']);
  expect(board.ids()).toEqual(['1', '2', '3']);
});

it('an older form that somebody puts back is taken, and an element that they delete goes', () => {
  const board = boardOn(textOf(element('1', 5), element('2')));
  board.others(element('1', 3));
  expect(board.scene()).toMatchObject([{ id: '1', version: 3 }]);
  board.rest();
  expect(board.written).toEqual([]);
});

it('an unwritten change of one’s own stays beside an older one of somebody else, and an element that they delete meanwhile comes back', () => {
  const board = boardOn(textOf(element('1'), element('2')));
  board.mine(element('1', 4), element('2', 2));
  board.others(element('1', 3));
  board.rest();
  const read = readBoard(board.text());
  expect('reason' in read ? null : [...elementsOf(read).values()]).toMatchObject([
    { id: '1', version: 4 },
    { id: '2', version: 2 },
  ]);
});

it('where the right is taken the screen shows what everybody has, and nothing is written any more', () => {
  const board = boardOn(textOf(element('1')));
  board.mine(element('1'), element('2'));
  board.lock(true);
  board.rest();
  expect(board.ids()).toEqual(['1']);
  expect(board.sync.status.get().isReadOnly).toBe(true);
  board.mine(element('1'), element('2'));
  board.rest();
  expect(board.written).toEqual([]);
});

it('a drawing beyond the bounds is refused in words, and the others of that moment are written', () => {
  const board = boardOn(emptyBoard);
  board.mine(element('1', 1, { x: 1e9 }), element('2'));
  board.rest();
  expect(idsIn(board.text())).toEqual(['2']);
  expect(board.refused).toHaveLength(1);
  board.mine(element('1', 2, { x: 1e9 }), element('2', 2));
  board.rest();
  expect(board.refused).toHaveLength(1);
});

it('a full board takes no more, says so once, and takes deletions', () => {
  const many = Array.from({ length: 4500 }, (_, at) => element(String(at + 10_000)));
  const board = boardOn(textOf(...many));
  board.mine(...many, element('99999'));
  board.rest();
  board.mine(...many, element('99999'), element('99998'));
  board.rest();
  expect([board.written.length, board.refused.length]).toEqual([0, 1]);
  board.mine(...many.slice(2));
  board.rest();
  expect(idsIn(board.text())).toHaveLength(4498);
});

it('a text that becomes no board is said, and never written over', () => {
  const board = boardOn(textOf(element('1')));
  board.others();
  board.mine(element('1', 2));
  expect(idsIn(board.text())).toEqual([]);
  const broken = boardOn('{"elements":');
  broken.mine(element('1'));
  broken.rest();
  expect(broken.sync.status.get().trouble).toBe('unreadable');
  expect(broken.written).toEqual([]);
});

it('a comma that two people lost by the first element is mended', () => {
  const lines = textOf(element('1'), element('2')).split('\n');
  const torn = lines.map((line) => (line.startsWith(',{') ? line.slice(1) : line)).join('\n');
  const board = boardOn(torn);
  expect(board.ids()).toEqual(['1', '2']);
  board.rest();
  expect(JSON.parse(board.text()).elements).toHaveLength(2);
});

it('a board whose text was broken for a while is as it was before: nothing that others drew goes with it', () => {
  const board = boardOn(textOf(element('a')));
  board.others(element('a', 2), element('b'));
  const whole = board.text();
  board.becomes(`<<<<<<< mine\n${whole}`);
  expect(board.sync.status.get().trouble).not.toBeNull();
  board.unmount();
  board.becomes(whole);
  board.sync.noteChange();
  board.rest();
  board.mount();
  board.rest();
  expect(board.text()).toBe(whole);
  expect(board.written).toEqual([]);
  board.mine(...board.scene(), element('c'));
  board.rest();
  expect([...idsIn(board.text())].sort()).toEqual(['a', 'b', 'c']);
});
