import { expect, it } from 'vitest';
import { FoldedRoom } from '../../../../../src/shared/capabilities/chat/folded-room.ts';
import type { ChatBody, chatKinds } from '../../../../../src/shared/capabilities/chat/kinds.ts';
import { chatLimits } from '../../../../../src/shared/capabilities/chat/limits.ts';
import type { Entry } from '../../../../../src/shared/core/entry.ts';
import { encodeBody } from '../../../../../src/shared/session/table.ts';
import { idOf } from '../../session/sample-of.ts';

const [ada, bob] = [idOf('ada'), idOf('bob')];

/** A room, and the way to say something in it. */
function room() {
  const folded = new FoldedRoom();
  let seq = 0;
  const say = <K extends keyof typeof chatKinds>(
    person: string | null,
    kind: K,
    body: ChatBody<K>,
    blob: string | null = null,
  ) => {
    const entry = { seq: ++seq, at: seq * 1_000, ageMs: 0, by: idOf('r'), n: seq, kind, v: 1, ref: null, to: null };
    folded.take({ ...entry, blob, body: encodeBody(kind, body as never) } as Entry, person);
  };
  const post = (person: string, message: string, words: string) => {
    const body = { message, replyTo: null, words, mentions: [], priority: 'normal' as const, snippet: null };
    say(person, 'chat.posted', body);
  };
  return { folded, say, post, words: () => folded.room.messages.map((each) => each.words) };
}

it('has messages in the order of the log, each once', () => {
  const { post, words } = room();
  post(ada, idOf('1'), 'one');
  post(bob, idOf('2'), 'two');
  post(bob, idOf('1'), 'in its place');
  expect(words()).toEqual(['one', 'two']);
});

it('lets nobody change or take away a message of somebody else, but an owner who takes it away', () => {
  const { folded, say, post, words } = room();
  post(ada, idOf('1'), 'mine');
  say(bob, 'chat.edited', { message: idOf('1'), words: 'EVIL', mentions: [] });
  say(bob, 'chat.deleted', { message: idOf('1'), asOwner: false });
  say(null, 'chat.deleted', { message: idOf('1'), asOwner: true });
  expect(words()).toEqual(['mine']);
  say(ada, 'chat.edited', { message: idOf('1'), words: 'better', mentions: [bob] });
  expect(folded.room.get(idOf('1'))).toMatchObject({ words: 'better', mentions: [bob], editedMs: 5_000 });
  say(bob, 'chat.deleted', { message: idOf('1'), asOwner: true });
  expect(folded.room.get(idOf('1'))).toMatchObject({ words: '', mentions: [], isDeleted: true });
  say(ada, 'chat.edited', { message: idOf('1'), words: 'back again', mentions: [] });
  expect(words()).toEqual(['']);
});

it('keeps the length of a voice message, and no length that none can have', () => {
  const { folded, say, post } = room();
  post(ada, idOf('1'), 'listen');
  const file = { message: idOf('1'), name: 'voice.webm', sizeBytes: 5 };
  for (const lengthMs of [0, -1, 1.5, chatLimits.voiceMs + 1])
    say(ada, 'chat.attached', { ...file, lengthMs }, 'a'.repeat(64));
  expect(folded.room.get(idOf('1'))?.files).toBeUndefined();
  say(ada, 'chat.attached', { ...file, lengthMs: 4_200 }, 'a'.repeat(64));
  say(ada, 'chat.attached', { ...file, name: 'plan.pdf' }, 'b'.repeat(64));
  const again = new FoldedRoom();
  again.load(folded.encode()!);
  expect(again.room.get(idOf('1'))?.files?.map(({ lengthMs }) => lengthMs)).toEqual([4_200, undefined]);
});

it('has the files of a message from its author alone, and no more of them once it is taken away', () => {
  const { folded, say, post } = room();
  post(ada, idOf('1'), 'look');
  const [hash, other] = ['a'.repeat(64), 'b'.repeat(64)];
  const file = { message: idOf('1'), name: 'plan.pdf', sizeBytes: 5 };
  say(bob, 'chat.attached', file, other);
  say(ada, 'chat.attached', file);
  expect(folded.room.get(idOf('1'))?.files).toBeUndefined();
  for (const _ of [1, 2]) say(ada, 'chat.attached', file, hash);
  expect(folded.room.get(idOf('1'))?.files).toEqual([{ hash, name: 'plan.pdf', sizeBytes: 5 }]);
  const again = new FoldedRoom();
  again.load(folded.encode()!);
  expect(again.room.messages).toEqual(folded.room.messages);
  for (let count = 0; count < 20; count++) say(ada, 'chat.attached', { ...file, name: `${count}` }, hash);
  expect(folded.room.get(idOf('1'))?.files).toHaveLength(chatLimits.files);
  say(ada, 'chat.deleted', { message: idOf('1'), asOwner: false });
  expect(folded.room.get(idOf('1'))?.files).toBeUndefined();
});

it('counts a reaction of each person once, and forgets it', () => {
  const { folded, say, post } = room();
  post(ada, idOf('1'), 'good?');
  for (const person of [bob, bob, ada]) say(person, 'chat.reacted', { message: idOf('1'), sign: '👍', isOn: true });
  expect(folded.room.get(idOf('1'))?.reactions).toEqual([['👍', [bob, ada]]]);
  for (const person of [bob, ada]) say(person, 'chat.reacted', { message: idOf('1'), sign: '👍', isOn: false });
  expect(folded.room.get(idOf('1'))?.reactions).toEqual([]);
  for (let sign = 0; sign < 50; sign++) say(bob, 'chat.reacted', { message: idOf('1'), sign: `${sign}`, isOn: true });
  expect(folded.room.get(idOf('1'))?.reactions).toHaveLength(chatLimits.reactions);
});

it('goes on from its checkpoint as from its entries, and from what a cut has left', () => {
  const { folded, say, post } = room();
  post(ada, idOf('1'), 'one');
  say(bob, 'chat.reacted', { message: idOf('1'), sign: '✅', isOn: true });
  say(bob, 'chat.pinned', { message: idOf('1'), isPinned: true });
  const checkpoint = folded.encode()!;
  const again = new FoldedRoom();
  again.load(checkpoint);
  expect(again.room.messages).toEqual(folded.room.messages);
  post(bob, idOf('2'), 'gone');
  say(null, 'chat.cut', { outcome: checkpoint });
  expect(folded.room.messages).toEqual(again.room.messages);
  say(null, 'chat.cut', { outcome: null });
  expect(folded.room.messages).toEqual([]);
});

it('keeps the newest messages, whatever comes, and folds malformed ones as nothing', () => {
  const { folded, post } = room();
  for (let at = 0; at < chatLimits.messages + 10; at++) post(ada, idOf(`m${at}`), 'x'.repeat(at % 3 === 0 ? 1_000 : 1));
  const { messages } = folded.room;
  expect(messages.reduce((sum, { words }) => sum + words.length, 0)).toBeLessThanOrEqual(chatLimits.units);
  expect(messages.length).toBeGreaterThanOrEqual(Math.floor(chatLimits.messages * 0.95));
  expect(messages.at(-1)?.id).toBe(idOf(`m${chatLimits.messages + 9}`));
  const broken = { seq: 1, at: 1, ageMs: 0, by: ada, n: 1, kind: 'chat.posted', v: 1, ref: null, to: null, blob: null };
  folded.take({ ...broken, body: Uint8Array.of(0xc1) } as Entry, ada);
  expect(folded.room.messages).toEqual(messages);
  expect(() => new FoldedRoom().load(Uint8Array.of(0x80))).toThrow();
});

it('lets nobody push others’ messages out, however much they say, nor by many short ones', () => {
  const { folded, post } = room();
  const [first, second] = [idOf('first'), idOf('second')];
  post(ada, first, 'the plan');
  for (let at = 0; at < 1_200; at++) post(bob, idOf(`long${at}`), 'x'.repeat(chatLimits.words));
  post(ada, second, 'still here?');
  expect(folded.room.get(first)?.words).toBe('the plan');
  expect(folded.room.get(idOf('long0'))).toBeUndefined();
  expect(folded.room.get(idOf('long1199'))).toBeDefined();
  for (let at = 0; at < 2 * chatLimits.messages; at++) post(bob, idOf(`short${at}`), 'x');
  expect(folded.room.get(first)?.words).toBe('the plan');
  expect(folded.room.placeOf(first)).toBe(0);
  expect(folded.room.get(second)?.words).toBe('still here?');
  const again = new FoldedRoom();
  again.load(folded.encode()!);
  expect(again.room.messages).toEqual(folded.room.messages);
});
