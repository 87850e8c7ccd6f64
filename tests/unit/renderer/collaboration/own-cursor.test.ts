import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import type { TextDocument } from '../../../../src/client/text-document.ts';
import { sendCursor } from '../../../../src/renderer/features/collaboration/own-cursor.ts';
import type { EditorsPort, OffsetSelection, VisibleEditor } from '../../../../src/renderer/workbench/index.ts';

const anchorAt = (offset: number) => new Uint8Array([offset]);

let sent: number[][];
let client: SessionClient;
let document: TextDocument;
let listeners: Set<Parameters<EditorsPort['onSelectionChanged']>[0]>;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  listeners = new Set();
  client = {
    state: { replicas: {} },
    publishLatest: (_kind: string, { selections }: { selections: { head: Uint8Array }[] }) =>
      sent.push(selections.map(({ head }) => head[0]!)),
  } as unknown as SessionClient;
  document = { ref: 'd', length: 100, isEditable: true, anchorAt, cursor: () => undefined } as unknown as TextDocument;
});

afterEach(() => {
  vi.useRealTimers();
});

const editorsWith = (...visible: [key: string, at: number][]) =>
  ({
    visible: () =>
      visible.map(([key, at]) => ({ key, selections: [{ anchor: at, head: at }] }) as unknown as VisibleEditor),
    getTopVisibleLine: () => 1,
    onSelectionChanged: (listener: Parameters<EditorsPort['onSelectionChanged']>[0]) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onScroll: () => () => undefined,
  }) as unknown as EditorsPort;

function select(key: string, at: number, byEdit: boolean): void {
  const selections: OffsetSelection[] = [{ anchor: at, head: at }];
  for (const listener of listeners) listener(key, selections, { byEdit, byRemote: false });
}

it('tells where the cursor is, and that it is nowhere once the tab is closed', () => {
  const stop = sendCursor(client, editorsWith(['a.txt', 3]), 'a.txt', document);
  vi.runAllTimers();
  stop();
  expect(sent).toEqual([[3], []]);
  expect(document.cursor()).toBeUndefined();
});

it('goes on with the new editor of a renamed file, which was bound before the old one ended', () => {
  const stopOld = sendCursor(client, editorsWith(['a.txt', 3]), 'a.txt', document);
  vi.runAllTimers();
  sendCursor(client, editorsWith(), 'b.txt', document);
  stopOld();
  expect(sent).toEqual([[3]]);
  select('b.txt', 7, true);
  expect(document.cursor()).toEqual({ anchor: anchorAt(7), head: anchorAt(7) });
  select('b.txt', 5, false);
  vi.runAllTimers();
  expect(sent).toEqual([[3], [5]]);
});
