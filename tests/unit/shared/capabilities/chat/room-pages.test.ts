import { expect, it } from 'vitest';
import { FoldedRoom } from '../../../../../src/shared/capabilities/chat/folded-room.ts';
import type { ChatBody, chatKinds } from '../../../../../src/shared/capabilities/chat/kinds.ts';
import { RoomPages } from '../../../../../src/shared/capabilities/chat/room-pages.ts';
import type { Entry } from '../../../../../src/shared/core/entry.ts';
import { encodeBody } from '../../../../../src/shared/session/table.ts';
import { idOf } from '../../session/sample-of.ts';

const [ada, bob] = [idOf('ada'), idOf('bob')];
const count = 400;
const idAt = (index: number) => idOf(`m${index}`);

function entryOf<K extends keyof typeof chatKinds>(seq: number, kind: K, body: ChatBody<K>): Entry {
  const entry = { seq, at: seq * 1_000, ageMs: 0, by: idOf('r'), n: seq, kind, v: 1, ref: null, to: null };
  return { ...entry, blob: null, body: encodeBody(kind, body as never) } as Entry;
}

function posted(index: number) {
  const words = `${index} ${'so it goes '.repeat(30)}`;
  const said = { replyTo: index > 0 ? idAt(index - 1) : null, words, mentions: [], snippet: null };
  return entryOf(index + 1, 'chat.posted', { message: idAt(index), ...said, priority: 'normal' });
}

/** The whole room, as a server folds it. */
function wholeRoom(): FoldedRoom {
  const whole = new FoldedRoom();
  for (let index = 0; index < count; index++) whole.take(posted(index), ada);
  whole.take(entryOf(count + 1, 'chat.pinned', { message: idAt(3), isPinned: true }), bob);
  return whole;
}

it('comes to all of a long past in pages, in its order and with its threads', () => {
  const whole = wholeRoom();
  const pages = new RoomPages(whole.encode()!);
  const window = new FoldedRoom();
  window.load(pages.newest());
  expect(window.room.size).toBeLessThan(200);
  expect(window.room.size + window.earlier).toBe(count);
  let asked = 0;
  for (; window.earlier > 0; asked++) window.takePage(pages.before(window.room.at(0)!.seq), []);
  expect(asked).toBeGreaterThan(1);
  expect(window.room.messages).toEqual(whole.room.messages);
  expect(window.room.rootOf(idAt(count - 1))).toBe(idAt(0));
});

it('knows what is pinned on pages that are not here', () => {
  const window = new FoldedRoom();
  window.load(new RoomPages(wholeRoom().encode()!).newest());
  expect(window.pins.map(({ id }) => id)).toEqual([idAt(3)]);
  window.take(entryOf(count + 2, 'chat.edited', { message: idAt(3), words: 'changed', mentions: [] }), ada);
  expect(window.pins.map(({ words }) => words)).toEqual(['changed']);
  window.take(entryOf(count + 3, 'chat.pinned', { message: idAt(3), isPinned: false }), bob);
  expect(window.pins).toEqual([]);
});

it('takes into a page what was said about it while it was on its way', () => {
  const whole = wholeRoom();
  const pages = new RoomPages(whole.encode()!);
  const window = new FoldedRoom();
  window.load(pages.newest());
  const page = pages.before(window.room.at(0)!.seq);
  const late = [
    entryOf(count + 2, 'chat.deleted', { message: idAt(0), asOwner: false }),
    entryOf(count + 3, 'chat.reacted', { message: idAt(count - window.room.size - 1), sign: '+', isOn: true }),
  ];
  for (const entry of late) for (const room of [whole, window]) room.take(entry, ada);
  window.takePage(
    page,
    late.map((entry) => ({ entry, person: ada })),
  );
  while (window.earlier > 0) window.takePage(new RoomPages(whole.encode()!).before(window.room.at(0)!.seq), []);
  expect(window.room.messages).toEqual(whole.room.messages);
});

it('has one message on a page at least, however large it is', () => {
  const whole = new FoldedRoom();
  const words = '𝕏'.repeat(4_000);
  for (let index = 0; index < 5; index++) {
    const said = { replyTo: null, words, mentions: [], snippet: null, priority: 'normal' as const };
    whole.take(entryOf(index + 1, 'chat.posted', { message: idAt(index), ...said }), ada);
  }
  const pages = new RoomPages(whole.encode()!);
  const window = new FoldedRoom();
  window.load(pages.newest());
  while (window.earlier > 0) {
    const before = window.room.size;
    window.takePage(pages.before(window.room.at(0)!.seq), []);
    expect(window.room.size).toBeGreaterThan(before);
  }
  expect(window.room.size).toBe(5);
});
