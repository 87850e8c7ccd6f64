import { expect, it } from 'vitest';
import { ReplayHistory } from '../../../../server/replay/replay-history.ts';
import { everybodysRoom } from '../../../../src/shared/capabilities/chat/chat-state.ts';
import { FoldedRoom } from '../../../../src/shared/capabilities/chat/folded-room.ts';
import { fromTuples } from '../../../../src/shared/core/frames.ts';
import { decodeBody } from '../../../../src/shared/session/table.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { packed } from '../replay/packed-session.ts';
import type { RawClient } from './session-fixture.ts';

/** Id of a message, in which its words do not stand. */
const idFor = (words: string) => idOf(`m${words.length}${words.charCodeAt(0)}`);

const said = (words: string) => ({
  message: idFor(words),
  replyTo: null,
  words,
  mentions: [],
  priority: 'normal' as const,
  snippet: null,
});
const inRoom = { ref: everybodysRoom };

/** Messages that somebody hears who comes to the room now. */
async function heardBy(client: RawClient, run: () => Promise<void>): Promise<string[]> {
  await client.send({ t: 'subscribe', ref: everybodysRoom, subscription: 1 });
  await run();
  const room = new FoldedRoom();
  for (const frame of client.frames) {
    if (frame.t !== 'backfill' || frame.ref !== everybodysRoom) continue;
    if (frame.checkpoint) room.load(frame.checkpoint);
    const people = new Map(frame.writers.map(([replica, person, purpose]) => [replica, { person, purpose }]));
    room.fold(fromTuples(frame.entries), (replica) => people.get(replica) ?? null);
  }
  return room.room.messages.map(({ words }) => words);
}

it('a latecomer hears the whole chat, after restarts and after its history has left', async () => {
  const { stage, guest, restart, work, log } = await packed(8);
  for (const words of ['one', 'two', 'three']) await guest.say('chat.posted', said(words), inRoom);
  await guest.say('chat.edited', { message: idFor('two'), words: 'second', mentions: [] }, inRoom);
  await work(['first ', 'second ', 'third ', 'fourth ']);
  const pruned = stage.session.prune(stage.world.nowMs);
  await stage.world.run(1_000);
  await pruned;
  expect((await log().segments('s')).some(({ isEmpty }) => isEmpty)).toBe(true);
  const late = await stage.guest('Late');
  expect(await heardBy(late, () => stage.world.run(500))).toEqual(['one', 'second', 'three']);
  await restart();
  const later = await stage.guest('Later');
  expect(await heardBy(later, () => stage.world.run(500))).toEqual(['one', 'second', 'three']);
});

it('a stretch that is cut takes what was said and taken away again in it, and no byte of it stays', async () => {
  const { stage, guest, log, isOnDisk, work } = await packed(4);
  await guest.say('chat.posted', said('before'), inRoom);
  const after = stage.session.head;
  await guest.say('chat.posted', said('password'), inRoom);
  await guest.say('chat.deleted', { message: idFor('password'), asOwner: false }, inRoom);
  const upTo = stage.session.head;
  await guest.say('chat.posted', said('later'), inRoom);
  await work(['more ', 'and more ']);
  expect(isOnDisk('password')).toBe(true);
  const cutting = stage.session.cut({ after, upTo }, everybodysRoom);
  await stage.world.run(1_000);
  await cutting;
  expect(isOnDisk('password')).toBe(false);
  const late = await stage.guest('Late');
  expect(await heardBy(late, () => stage.world.run(500))).toEqual(['before', '', 'later']);
  const shown = await ReplayHistory.open(log(), 's');
  expect(shown.isCut(everybodysRoom, upTo - 1)).toBe(true);
});

it('is said in its room alone, and only owners take others’ messages away', async () => {
  const { stage, guest } = await packed();
  await guest.say('chat.posted', said('mine'), inRoom);
  await guest.say('chat.posted', said('elsewhere'), { ref: idOf('other') });
  await guest.say('chat.deleted', { message: idFor('mine'), asOwner: true }, inRoom);
  const refused = guest.frames.flatMap((frame) => (frame.t === 'refused' ? frame.code : []));
  const told = guest.heard('entry.refused').map(({ body }) => decodeBody('entry.refused', body).code);
  expect([...refused, ...told]).toEqual(['not-found', 'not-permitted']);
  await stage.host.say('chat.deleted', { message: idFor('mine'), asOwner: true }, inRoom);
  const late = await stage.guest('Late');
  expect(await heardBy(late, () => stage.world.run(500))).toEqual(['']);
});
