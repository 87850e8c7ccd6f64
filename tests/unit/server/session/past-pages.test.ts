import { expect, it } from 'vitest';
import { everybodysRoom } from '../../../../src/shared/capabilities/chat/chat-state.ts';
import type { FoldedRoom } from '../../../../src/shared/capabilities/chat/folded-room.ts';
import { pairRef } from '../../../../src/shared/capabilities/direct/pairs.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { packed } from '../replay/packed-session.ts';
import { personOf, type RawClient } from './session-fixture.ts';
import { roomTold } from './told-room.ts';

const count = 30;
const said = (index: number) => ({
  message: idOf(`m${index}`),
  replyTo: null,
  words: `${index} ${'so it goes '.repeat(600)}`,
  mentions: [],
  priority: 'normal' as const,
  snippet: null,
});

async function longTalk(kind: 'chat.posted' | 'direct.posted') {
  const made = await packed();
  const { stage, guest: ann } = made;
  const bob = await stage.guest('Bob');
  const ref = kind === 'chat.posted' ? everybodysRoom : pairRef(personOf(ann), personOf(bob));
  for (let index = 0; index < count; index++) {
    await ann.say(kind, said(index), { ref });
    await stage.world.run(1_000);
  }
  return { ...made, ann, bob, ref };
}

/** Newest page of a room, as somebody hears it who asks now. */
async function newestOf(client: RawClient, ref: string, run: () => Promise<void>): Promise<FoldedRoom> {
  await client.send({ t: 'subscribe', ref, subscription: 1, newest: true });
  await run();
  return roomTold(client, ref);
}

for (const kind of ['chat.posted', 'direct.posted'] as const)
  it(`somebody who comes late has the newest of a long talk, and goes back to its beginning: ${kind}`, async () => {
    const { stage, bob, ref } = await longTalk(kind);
    const late = kind === 'chat.posted' ? await stage.guest('Late') : bob;
    const run = () => stage.world.run(500);
    const room = await newestOf(late, ref, run);
    expect(room.room.size).toBeLessThan(count);
    for (let asked = 2; room.earlier > 0 && asked < count; asked++) {
      const before = room.room.at(0)!.seq;
      await late.send({ t: 'page', ref, subscription: asked, before, since: stage.session.head });
      await run();
      const told = late.last('page')!;
      expect(told).toMatchObject({ ref, subscription: asked });
      room.takePage(told.content!, []);
    }
    expect(room.room.messages.map(({ id }) => id)).toEqual(
      Array.from({ length: count }, (_, index) => idOf(`m${index}`)),
    );
  });

it('tells a page of what two people write to these two alone, whether there is anything or not', async () => {
  const { stage, bob, ref } = await longTalk('direct.posted');
  const eve = await stage.guest('Eve');
  for (const asked of [ref, pairRef(personOf(bob), idOf('nobody'))]) {
    await eve.send({ t: 'page', ref: asked, subscription: 5, before: 1_000, since: 0 });
    await stage.world.run(500);
    expect(eve.last('page')).toBeUndefined();
    expect(eve.last('refused')).toMatchObject({ subscription: 5, code: 'not-permitted', ref: asked });
  }
});

it('tells nothing of a ref without pages, or of none at all', async () => {
  const { stage, guest } = await packed();
  await guest.send({ t: 'page', ref: everybodysRoom, subscription: 7, before: null, since: 0 });
  expect(guest.last('refused')).toMatchObject({ subscription: 7, code: 'bad-request' });
  await newestOf(guest, everybodysRoom, () => stage.world.run(500));
  await guest.send({ t: 'page', ref: everybodysRoom, subscription: 1, before: null, since: 1_000_000 });
  await stage.world.run(500);
  expect(guest.last('page')).toMatchObject({ content: null });
  await guest.send({ t: 'page', ref: idOf('nothing'), subscription: 2, before: 1, since: 0 });
  await stage.world.run(500);
  expect(guest.last('refused')).toMatchObject({ subscription: 2 });
});

it('turns down pages above their rate, and the connection goes on', async () => {
  const { stage, guest } = await longTalk('chat.posted');
  await newestOf(guest, everybodysRoom, () => stage.world.run(500));
  const ask = (_: unknown, asked: number) =>
    guest.send({ t: 'page', ref: everybodysRoom, subscription: asked + 1, before: 1_000, since: 0 });
  await Promise.all(Array.from({ length: 300 }, ask));
  await stage.world.run(500);
  expect(guest.last('refused')).toMatchObject({ code: 'too-fast' });
  await stage.world.run(20_000);
  await guest.send({ t: 'page', ref: everybodysRoom, subscription: 900, before: 1_000, since: 0 });
  await stage.world.run(500);
  expect(guest.last('page')).toMatchObject({ subscription: 900 });
});
