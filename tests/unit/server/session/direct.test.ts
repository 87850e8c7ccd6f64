import { expect, it } from 'vitest';
import { recentActivity } from '../../../../server/activity/recent-activity.ts';
import { logBase } from '../../../../server/replay/folded-past.ts';
import { ReplayHistory } from '../../../../server/replay/replay-history.ts';
import type { FoldedRoom } from '../../../../src/shared/capabilities/chat/folded-room.ts';
import { pairRef } from '../../../../src/shared/capabilities/direct/pairs.ts';
import { pack } from '../../../../src/shared/core/message-pack.ts';
import { decodeBody } from '../../../../src/shared/session/table.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { packed } from '../replay/packed-session.ts';
import { owner, personOf, type RawClient } from './session-fixture.ts';
import { roomTold } from './told-room.ts';

const secret = 'nobody-else';
const said = (words: string) => ({
  message: idOf(words.replaceAll(' ', '-')),
  replyTo: null,
  words,
  mentions: [],
  priority: 'normal' as const,
  snippet: null,
});

/** Three guests and the host; the first two write to each other. */
async function fourPeople(segmentEntries?: number) {
  const made = await packed(segmentEntries);
  const { stage, guest: ann } = made;
  const [bob, eve] = [await stage.guest('Bob'), await stage.guest('Eve')];
  const pair = pairRef(personOf(ann), personOf(bob));
  return { ...made, ann, bob, eve, pair };
}

/** Messages that somebody hears of a pair who asks now. */
async function roomOf(client: RawClient, ref: string): Promise<FoldedRoom> {
  await client.send({ t: 'subscribe', ref, subscription: 7 });
  return roomTold(client, ref);
}
const wordsOf = ({ room }: FoldedRoom) => room.messages.map(({ words }) => words);
/** True if a client was sent these words in whatever frame. */
const holds = (client: RawClient, words: string) =>
  client.frames.some((frame) => Buffer.from(pack(frame)).includes(words));

it('the two hear what they write to each other, from now on and in the past, and nobody else a word', async () => {
  const { stage, ann, bob, eve, pair } = await fourPeople();
  await bob.send({ t: 'resume', subscription: 1, held: [[pair, 0]] });
  expect(bob.last('resumed')?.behind).toEqual([]);
  await ann.say('direct.posted', said(secret), { ref: pair });
  expect(bob.heard('direct.posted')).toHaveLength(1);
  await bob.say('direct.received', { upTo: stage.session.head }, { ref: pair });
  await bob.say('direct.read', { upTo: stage.session.head }, { ref: pair });
  await bob.say('direct.reacted', { message: idOf(secret), sign: '👍', isOn: true }, { ref: pair });
  const later = await stage.guest('Later');
  for (const other of [eve, later, stage.host]) {
    await other.send({ t: 'subscribe', ref: pair, subscription: 1 });
    expect(other.last('refused')).toMatchObject({ kind: 'subscribe', ref: pair, code: 'not-permitted' });
    await other.send({ t: 'resume', subscription: 2, held: [[pair, 0]] });
    expect(other.last('resumed')?.behind).toEqual([pair]);
  }
  await ann.say('direct.posted', said(`${secret} again`), { ref: pair });
  const annAgain = await roomOf(ann, pair);
  expect(wordsOf(annAgain)).toEqual([secret, `${secret} again`]);
  for (const marks of [annAgain.read, annAgain.received]) expect(marks.get(personOf(bob))).toBeGreaterThan(0);
  for (const other of [eve, later, stage.host]) expect(holds(other, secret)).toBe(false);
  expect(JSON.stringify(stage.session.state)).not.toContain(pair);
});

it('refuses others every act on it, with the same words whether there is anything or not', async () => {
  const { stage, ann, bob, eve, pair } = await fourPeople();
  await ann.say('direct.posted', said(secret), { ref: pair });
  const message = idOf(secret);
  const empty = pairRef(personOf(bob), owner);
  for (const ref of [pair, empty]) {
    await eve.say('direct.posted', said('let me in'), { ref });
    await eve.say('direct.edited', { message, words: 'mine', mentions: [] }, { ref });
    await eve.say('direct.deleted', { message, asOwner: false }, { ref });
    await eve.say('direct.reacted', { message, sign: '+', isOn: true }, { ref });
    await eve.say('direct.pinned', { message, isPinned: true }, { ref });
    await eve.say('direct.read', { upTo: 1 }, { ref });
    await eve.say('direct.received', { upTo: 1 }, { ref });
    await eve.say('direct.typing', { isTyping: true }, { ref });
  }
  await stage.host.say('direct.deleted', { message, asOwner: true }, { ref: pair });
  // One of the two is no owner of it either.
  await bob.say('direct.deleted', { message, asOwner: true }, { ref: pair });
  const told = eve.heard('entry.refused').map(({ body }) => decodeBody('entry.refused', body));
  const kept = told.filter(({ kind }) => kind.startsWith('direct.'));
  expect(kept.map(({ code }) => code)).toEqual(Array(16).fill('not-permitted'));
  expect(new Set(kept.map(({ message: words }) => words))).toEqual(new Set(['This is between others.']));
  expect(eve.last('refused')).toMatchObject({ kind: 'direct.typing', code: 'not-permitted' });
  expect(wordsOf(await roomOf(bob, pair))).toEqual([secret]);
});

it('nothing else can come to stand under the ref of a pair', async () => {
  const { stage, ann, pair } = await fourPeople();
  await ann.say('direct.posted', said(secret), { ref: pair });
  const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;
  const opened = { term: 1, path: 'b.txt', title: '', format, readOnly: false };
  await stage.host.say('doc.opened', opened, { ref: pair });
  expect(stage.host.heard('entry.refused').map(({ body }) => decodeBody('entry.refused', body).code)).toEqual([
    'bad-request',
  ]);
  await stage.host.send({ t: 'subscribe', ref: pair, subscription: 1 });
  expect(stage.host.last('refused')?.code).toBe('not-permitted');
});

it('is in no replay, no activity and no cut, and stays with the two when history leaves', async () => {
  const { stage, ann, bob, work, restart, log, pair } = await fourPeople(8);
  await ann.say('direct.posted', said(secret), { ref: pair });
  await work(['first ', 'second ', 'third ', 'fourth ']);
  const history = await ReplayHistory.open(log(), 's');
  const { last } = history.timeline;
  const all = [...(await history.between(0, last.seq)), ...(await history.about(pair, 0, last.seq))];
  expect(all.filter(({ ref }) => ref === pair)).toEqual([]);
  expect(await history.pastOf(pair, last.seq)).toEqual({ checkpoint: null, entries: [] });
  expect(JSON.stringify(history.timeline)).not.toContain(secret);
  const wish = { after: 0, person: owner, isOwner: true };
  expect(JSON.stringify(await recentActivity(log(), 's', stage.session, wish))).not.toContain(secret);
  await expect(stage.session.cut({ after: 0, upTo: stage.session.head }, pair)).rejects.toThrow('between others');
  const pruned = stage.session.prune(stage.world.nowMs);
  await stage.world.run(1_000);
  await pruned;
  expect((await log().segments('s')).some(({ isEmpty }) => isEmpty)).toBe(true);
  await restart();
  const again = await stage.connect(bob.replica);
  expect(again.closed).toBe(false);
  // It goes along to another server, as everything of the session does.
  const base = await logBase(log(), 's', () => Promise.reject(new Error('none')));
  expect(base?.checkpoints.filter(({ ref }) => ref === pair)).toHaveLength(1);
});
