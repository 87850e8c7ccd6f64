import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Receipts } from '../../../../src/renderer/features/chat/receipts.ts';
import { ChatRoom } from '../../../../src/shared/capabilities/chat/room.ts';
import { idOf } from '../../shared/session/sample-of.ts';

const [me, other] = [idOf('me'), idOf('other')];

/** A conversation of mine, the words about it, and what comes of them as the session does. */
function conversation(peopleCount = 2) {
  const room = new ChatRoom();
  const marks = { 'chat.read': 0, 'chat.received': 0 };
  const said: [string, number][] = [];
  let seq = 0;
  const model = {
    ...{ person: me, mayTalk: true, room },
    get unread() {
      return room.messages.filter((each) => each.person !== me && each.seq > marks['chat.read']);
    },
    receivedUpTo: () => Math.max(marks['chat.read'], marks['chat.received']),
  };
  const receipts = new Receipts(model, {
    peopleCount: () => peopleCount,
    say: (kind, upTo) => {
      said.push([kind, upTo]);
      marks[kind] = upTo;
    },
  });
  const come = (person: string) => {
    const body = { message: idOf(`${++seq}`), replyTo: null, words: 'w', mentions: [], snippet: null };
    room.posted({ ...body, priority: 'normal' }, { person, seq, atMs: 0 });
    receipts.receivedSoon();
  };
  return { model, receipts, marks, said, come };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('says once for many messages that they have come, some seconds later', () => {
  const { said, come } = conversation();
  for (let count = 0; count < 20; count++) come(other);
  vi.advanceTimersByTime(4_900);
  expect(said).toEqual([]);
  vi.advanceTimersByTime(300);
  expect(said).toEqual([['chat.received', 20]]);
  vi.advanceTimersByTime(60_000);
  expect(said).toHaveLength(1);
});

it('says nothing more of what was seen meanwhile, nor what another window of the same person has said', () => {
  const { receipts, marks, said, come } = conversation();
  come(other);
  receipts.readSoon();
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual([['chat.read', 1]]);
  come(other);
  marks['chat.received'] = 2;
  vi.advanceTimersByTime(60_000);
  expect(said).toHaveLength(1);
});

it('says nothing of one’s own messages, of none, or without the right to talk', () => {
  const { model, receipts, said, come } = conversation();
  receipts.receivedSoon();
  come(me);
  vi.advanceTimersByTime(60_000);
  model.mayTalk = false;
  come(other);
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual([]);
});

it('is spread over the seconds where many people have windows', () => {
  const moments = Array.from({ length: 100 }, () => {
    const { said, come } = conversation(100);
    come(other);
    return said;
  });
  vi.advanceTimersByTime(7_500);
  const early = moments.filter((said) => said.length > 0).length;
  vi.advanceTimersByTime(2_600);
  expect(moments.every((said) => said.length === 1)).toBe(true);
  expect(early).toBeGreaterThan(20);
  expect(early).toBeLessThan(80);
});
