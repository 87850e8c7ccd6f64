import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { pack } from '../../src/shared/core/message-pack.ts';
import { agentOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { BlobClient } from './lib/bare-http.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';
import { allRead, placeOf, SectionScene, sectionOf } from './lib/section-scene.ts';
import { type Deletion, type Place, type Run, struct, text, updateOf } from './lib/yjs-bytes.ts';

type At = (index: number) => Place;

let host: AttackedHost;
let cat: RawClient;
let bob: RawClient;

beforeAll(async () => {
  host = await AttackedHost.start();
  cat = await host.guest('editor', { name: 'Cat' });
  bob = await host.guest('editor', { name: 'Bob' });
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => host?.close());

const { first } = SectionScene;
/** Nobody has more than 32 agents: now and then they are somebody else's. */
let scenes = 0;
async function scene(): Promise<SectionScene> {
  if (++scenes % 15 === 0) cat = await host.guest('editor', { name: 'Cat' });
  return SectionScene.make(host, cat, bob);
}
/** Text that an agent of this id puts between two characters. */
const put = (client: number, at: At, index: number, value = 'X', clock = 0): Run => ({
  client,
  clock,
  structs: [struct(text(value), { after: at(index - 1), before: at(index) })],
});
const atIn = (here: SectionScene): At => {
  const places = Array.from(first, (_, index) => placeOf(here.agent, index));
  return (index) => places[index]!;
};
const inside = (here: SectionScene, value = 'X', clock = 0) =>
  updateOf([put(here.agent.doc.clientID, atIn(here), 6, value, clock)]);
const outside = (here: SectionScene, value = 'X', clock = 0) =>
  updateOf([put(here.agent.doc.clientID, atIn(here), 21, value, clock)]);

it.each<[string, (at: At, me: number) => [Run[], Deletion[]]]>([
  ['a deletion', (at) => [[], [[...at(5), 1]]]],
  ['a deletion of the end of the line above', (at) => [[], [[...at(3), 1]]]],
  ['a deletion of its own end', (at) => [[], [[...at(13), 1]]]],
  ['a deletion of it and more', (at) => [[], [[...at(0), 14]]]],
  ['text inside', (at, me) => [[put(me, at, 6)], []]],
  ['text before its first character', (at, me) => [[put(me, at, 4)], []]],
  ['a line before its first character', (at, me) => [[put(me, at, 4, 'X\n')], []]],
  ['text behind its last character', (at, me) => [[put(me, at, 13)], []]],
  ['a line behind its last character', (at, me) => [[put(me, at, 13, '\nX')], []]],
  ['text elsewhere, and a deletion inside', (at, me) => [[put(me, at, 21)], [[...at(5), 1]]]],
  ['the same text in its place', (at, me) => [[put(me, at, 4, 'two')], [[...at(4), 3]]]],
  ['ids with a gap', (at, me) => [[put(me, at, 6, 'X', 5)], []]],
  ['ids with a gap, and a deletion', (at, me) => [[put(me, at, 21, 'X', 5)], [[...at(5), 1]]]],
  ['somebody else’s ids', (at) => [[put(at(0)[0], at, 6, 'X', first.length)], []]],
  ['nobody’s ids', (at) => [[put(77, at, 6)], []]],
  [
    'neighbours that are not next to each other',
    (at, me) => {
      return [[{ client: me, clock: 0, structs: [struct(text('X'), { after: at(2), before: at(20) })] }], []];
    },
  ],
  [
    'a deletion of what is not there yet',
    (at, me) => [
      [],
      [
        [me, 0, 50],
        [...at(5), 1],
      ],
    ],
  ],
])('an agent brings nothing into a locked section by %s', async (_, make) => {
  const here = await scene();
  const [runs, deleted] = make(atIn(here), here.agent.doc.clientID);
  const [, now] = await here.says(updateOf(runs, deleted));
  expect(now.startsWith('one\ntwo\nthree\nfour')).toBe(true);
});

it.each<[string, object]>([
  ['the disk’s', { manner: 'disk' }],
  ['a formatter’s', { manner: 'formatted' }],
  ['taken back', { manner: 'reverted' }],
  ['brought for others', { brought: [[1, 'A123456789012345678901']] }],
  ['beside others', { beside: ['A123456789012345678901'] }],
  ['of nothing read', { reads: undefined }],
  ['of no call', { turn: undefined, call: undefined }],
  ['of a call that is none', { call: { x: 1 } }],
  ['of an empty turn', { turn: '' }],
  ['restored', { restores: [] }],
  ['with more beside', { evil: [1, 2, 3] }],
])('nor by one that is said to be %s', async (_, over) => {
  const here = await scene();
  expect((await here.says(inside(here), over))[1]).toBe(first);
});

it('nor by a body that names two updates', async () => {
  const here = await scene();
  for (const updates of [
    [outside(here), inside(here)],
    [inside(here), outside(here)],
  ]) {
    const [one, other] = updates.map((update) => pack({ update, reads: [allRead(here.agent)] }));
    const bytes = Uint8Array.from([0x84, ...one!.subarray(1), ...other!.subarray(1)]);
    await here.agent.client.verdict('doc.updated', {}, { ref: here.ref, bytes });
    await here.agent.client.verdict('doc.rebased', {}, { ref: here.ref });
  }
  expect((await here.now()).startsWith('one\ntwo\nthree\nfour')).toBe(true);
});

it('nor by an attachment, and the entries behind it keep their order', async () => {
  const here = await scene();
  const { client } = here.agent;
  const blobs = new BlobClient(host, client);
  const body = pack({ update: inside(here, 'y'.repeat(200_000)), reads: [allRead(here.agent)] });
  const blob = await blobs.upload(body);
  client.say('doc.updated', {}, { ref: here.ref, blob });
  client.say('doc.updated', { update: outside(here), reads: [allRead(here.agent)] }, { ref: here.ref });
  await client.handled();
  expect(await here.now()).toBe(first);
  expect(await client.verdict('doc.rebased', {}, { ref: here.ref })).toBe('taken');
  const [verdict, now] = await here.says(outside(here));
  expect([verdict, now]).toEqual(['taken', first.replace('five', 'fiXve')]);
});

it('nor by ids whose gap is filled later, which keep no other agent out', async () => {
  const here = await scene();
  const at = atIn(here);
  const me = here.agent.doc.clientID;
  await here.says(inside(here, 'EVIL', 3));
  const [filled, now] = await here.says(updateOf([put(me, at, 21, 'abc')]));
  expect([filled, now]).toEqual(['taken', first.replace('five', 'fiabcve')]);
  const other = await HonestTypist.subscribe(await agentOf(host, cat), here.ref);
  const update = updateOf([put(other.doc.clientID, (index) => placeOf(other, index), 1)]);
  expect(await here.says(update, {}, other)).toEqual(['taken', now.replace('one', 'oXne')]);
});

it('nor behind edits of a person that are malformed', async () => {
  const here = await scene();
  const eve = await HonestTypist.subscribe(await host.guest('editor', { name: 'Eve' }), here.ref);
  const me = eve.doc.clientID;
  for (const update of [
    Uint8Array.of(255, 255, 255, 255),
    new Uint8Array(0),
    updateOf([put(me, atIn(here), 6, 'X', 9)]),
    updateOf([], [[...atIn(here)(5), 1_000_000]]),
    updateOf([{ client: me, clock: 0, structs: [struct({ kind: 1, bytes: [0] })] }]),
    updateOf([{ client: me, clock: 0, structs: [struct(text('x'), { root: 'other' })] }]),
  ])
    await eve.client.verdict('doc.updated', { update }, { ref: here.ref });
  expect(await here.says(inside(here))).toEqual(['not-permitted', first]);
  await here.agent.client.verdict('doc.rebased', {}, { ref: here.ref });
  expect((await here.says(outside(here)))[0]).toBe('taken');
});

it('nor while an accomplice has locks of places that are none', async () => {
  const here = await scene();
  const eve = await host.guest('editor', { name: 'Eve' });
  const evil = [
    new Uint8Array(0),
    new Uint8Array(5_000).fill(0xff),
    Uint8Array.of(0, ...new Array<number>(8).fill(0xff), 1, 5),
    Uint8Array.of(2, 3, 97, 98, 99),
    Uint8Array.of(1, 3, 97, 98, 99, 0),
  ];
  for (const bytes of evil) {
    const selection = { anchor: bytes, head: bytes };
    const body = { ...sectionOf(here.bob, 0, 1, { start: 1, end: 100_000_000 }), lock: freshId(), selection };
    await eve.verdict('lock.acquired', body, { ref: here.ref });
  }
  expect(await here.says(inside(here))).toEqual(['not-permitted', first]);
  await here.agent.client.verdict('doc.rebased', {}, { ref: here.ref });
  expect((await here.says(outside(here)))[0]).toBe('taken');
});

it('nor by two connections of an agent, or two agents, at once', async () => {
  const here = await scene();
  const mine = here.agent.client;
  const second = await host.again(mine, { purpose: 'agent', replica: freshId() }).catch(() => null);
  const third = await agentOf(host, cat);
  const others: HonestTypist[] = [];
  for (const client of [second, third])
    if (client && !client.gone) others.push(await HonestTypist.subscribe(client, here.ref));
  for (const each of [here.agent, ...others])
    for (let turn = 0; turn < 10; turn++) {
      const at: At = (index) => placeOf(each, index);
      const update = updateOf([put(each.doc.clientID, at, turn % 2 ? 6 : 21)], turn % 3 ? [] : [[...at(5), 1]]);
      each.client.say('doc.updated', { update, reads: [allRead(each)] }, { ref: here.ref });
      each.client.say('doc.rebased', {}, { ref: here.ref });
    }
  for (const each of [here.agent, ...others]) await each.client.handled();
  expect((await here.now()).startsWith('one\ntwo\nthree\nfour')).toBe(true);
});

it('nor in the moment of the lock: only what stands before it in the log', async () => {
  const here = await scene();
  await bob.verdict('lock.released', { lock: here.lock });
  for (let turn = 0; turn < 8; turn++) {
    const agent = await HonestTypist.subscribe(await agentOf(host, cat), here.ref);
    here.bob.takeIn();
    const body = sectionOf(here.bob, 4, here.bob.text.toString().indexOf('\nfour'), { start: 2, end: 3 });
    const from = bob.frames.length;
    const update = updateOf([put(agent.doc.clientID, (index) => placeOf(agent, index), 6, `${turn}`)]);
    const edited = agent.client.verdict('doc.updated', { update, reads: [allRead(agent)] }, { ref: here.ref });
    expect(await bob.verdict('lock.acquired', body, { ref: here.ref })).toBe('taken');
    const verdict = await edited;
    await bob.handled();
    const heard = bob.frames.slice(from).flatMap((frame) => ('entries' in frame ? frame.entries : []));
    const seqOf = (kind: string, by: string) => heard.find((entry) => entry[5] === kind && entry[2] === by)?.[0];
    if (verdict === 'taken')
      expect(seqOf('doc.updated', agent.client.replica)).toBeLessThan(seqOf('lock.acquired', bob.replica)!);
    await bob.verdict('lock.released', { lock: body.lock });
    agent.client.send({ t: 'leave' });
  }
});

it.each(['documents.save', 'documents.endTurn', 'documents.resolve'])('nor by what %s brings', async (method) => {
  const here = await scene();
  const { client } = here.agent;
  const seq = Math.max(...client.frames.map((frame) => ('upTo' in frame ? frame.upTo : 0)));
  await client.request('documents.prepareSave', { ref: here.ref }, host.host);
  const choice = method === 'documents.resolve' ? { choice: 'mine', hash: 'a'.repeat(64) } : {};
  await client.request(method, { ref: here.ref, seq, update: inside(here), ...choice }, host.host);
  expect(await here.now()).toBe(first);
});
