import { expect, it, vi } from 'vitest';
import { MovingEditors } from '../../../../src/renderer/features/collaboration/moving-editors.ts';
import type { SharedText } from '../../../../src/renderer/features/collaboration/shared-text.ts';

type Move = { from: string; to: string; ready: () => Promise<boolean>; end: () => void };

/** A window with an open text, whose moves of editors end when the test says. */
function windowWith(path: string) {
  const document = { ref: 'day' };
  const info = { path };
  const texts = new Map<string, SharedText>();
  const open = (key: string, bound: { ref: string } | null) =>
    texts.set(key, { model: { path: key }, document: bound, bound: Promise.resolve(bound) } as never);
  open(path, document);
  const moves: Move[] = [];
  const editors = {
    move: (from: string, to: string, ready: Move['ready']) =>
      new Promise<void>((resolve) => moves.push({ from, to, ready, end: resolve })),
  };
  const client = { state: { documents: { day: info } } };
  const moving = new MovingEditors(client as never, texts, () => ({ editors }) as never);
  const renamed = (to: string) => {
    info.path = to;
    moving.follow();
  };
  return { document, texts, open, moves, renamed };
}

it('replaces the editors of a renamed file once its new name has the same text', async () => {
  const { open, document, moves, renamed } = windowWith('day.txt');
  renamed('today.txt');
  open('today.txt', document);
  expect(moves).toMatchObject([{ from: 'day.txt', to: 'today.txt' }]);
  expect(await moves[0]!.ready()).toBe(true);
});

it('leaves an editor where it is whose file is back, or has gone on, before the new name is open', async () => {
  const { open, document, moves, renamed } = windowWith('day.txt');
  renamed('today.txt');
  open('today.txt', document);
  renamed('day.txt');
  expect(await moves[0]!.ready()).toBe(false);
  moves[0]!.end();
  expect(moves.filter(({ from }) => from === 'day.txt')).toHaveLength(1);
});

it('leaves it too where the new name has no text, or another one, and follows the file from there on', async () => {
  const { texts, open, moves, renamed } = windowWith('day.txt');
  renamed('today.txt');
  for (const other of [null, { ref: 'another' }]) {
    open('today.txt', other);
    expect(await moves[0]!.ready()).toBe(false);
  }
  texts.delete('today.txt');
  expect(await moves[0]!.ready()).toBe(false);
  renamed('tomorrow.txt');
  expect(moves).toHaveLength(1);
  moves[0]!.end();
  await vi.waitFor(() => expect(moves[1]).toMatchObject({ from: 'day.txt', to: 'tomorrow.txt' }), 5_000);
});
