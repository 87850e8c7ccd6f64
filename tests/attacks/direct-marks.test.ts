import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { everybodysRoom } from '../../src/shared/capabilities/chat/chat-state.ts';
import { toBase64Url } from '../../src/shared/core/ids.ts';
import { OpenProgram } from '../lib/open-program.ts';
import { agentOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { canary, documentOf, limitedGuest, outsidePath, personOf, plantPart, toldOf } from './lib/limited-guest.ts';
import { freshId, freshSecret, type RawClient } from './lib/raw-client.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Time that another's key may take meanwhile: usually tens of milliseconds, here with room for a busy machine. */
const mostKeyMs = 1_500;

/** The ref of a pair, by docs/protocol.md alone. */
function pairOf(one: string, other: string): string {
  const part = (person: string) =>
    toBase64Url(new Uint8Array(createHash('sha256').update(`direct ${person}`).digest())).slice(0, 20);
  const [a, b] = [part(one), part(other)];
  return `--${[...a].map((digit, i) => alphabet[alphabet.indexOf(digit) ^ alphabet.indexOf(b[i]!)]).join('')}`;
}

const secretWords = 'meet-me-behind-the-lighthouse';
const posted = (change: object = {}) => ({
  message: freshId(),
  replyTo: null,
  words: secretWords,
  mentions: [],
  priority: 'normal',
  snippet: null,
  ...change,
});
const inRoom = { ref: everybodysRoom };

let host: AttackedHost;
let ann: RawClient;
let bob: RawClient;
let pair: string;

beforeAll(async () => {
  host = await AttackedHost.start();
  await plantPart(host);
  ann = await host.guest('viewer', { name: 'Ann' });
  bob = await host.guest('editor', { name: 'Bob' });
  pair = pairOf(personOf(ann), personOf(bob));
});
afterEach(() => host.goesOn());
afterAll(() => host?.close());

async function program(change: object = {}): Promise<{ program: OpenProgram; person: string }> {
  const program = await new OpenProgram(host.guestOrigin, host.session).opened();
  const { ok, error } = await program.join('Program', host.invite, { ticket: freshSecret(), ...change });
  if (!ok) throw new Error(`not let in: ${JSON.stringify(error)}`);
  return { program, person: ok.person as string };
}

it('that two people write to each other shows to nobody else: no ref, mark, event, activity or state names the pair', async () => {
  const carl = await host.guest('maintainer', { name: 'Carl' });
  const agent = await agentOf(host, bob);
  const { program: spy } = await program();
  for (const to of ['messages', 'events', 'presence', 'values', 'locks']) await spy.ask('subscribe', { to });
  const mine = posted({ mentions: [personOf(carl), personOf(bob), personOf(agent)] });
  expect(await ann.verdict('direct.posted', mine, { ref: pair })).toBe('taken');
  expect(await bob.verdict('direct.received', { upTo: 1_000_000 }, { ref: pair })).toBe('taken');
  expect(await bob.verdict('direct.read', { upTo: 1_000_000 }, { ref: pair })).toBe('taken');
  expect(await bob.verdict('direct.typing', { isTyping: true }, { ref: pair, n: 0 })).toBe('taken');
  expect(await bob.verdict('direct.reacted', { message: mine.message, sign: '👍', isOn: true }, { ref: pair })).toBe(
    'taken',
  );
  const late = await host.guest('owner', { name: 'Late' });
  for (const each of [carl, late, agent, host.owner])
    for (const [method, params] of [
      ['activity.since', { after: 0 }],
      ['activity.page', { after: 0, filter: {}, limit: 1000 }],
      ['activity.page', { after: 0, filter: { kinds: ['direct.posted', 'direct.received'] }, limit: 1000 }],
      ['activity.page', { after: 0, filter: { person: personOf(ann) }, limit: 1000 }],
    ] as const)
      await each.request(method, params, host.host);
  await spy.ask('ping');
  for (const each of [carl, late, agent, host.owner, host.witness]) {
    await each.handled();
    expect(toldOf(each, secretWords, pair, mine.message, 'direct.re', 'direct.po')).toEqual([]);
  }
  const heard = JSON.stringify(spy.heard);
  for (const word of [secretWords, pair, mine.message, 'direct.']) expect(heard).not.toContain(word);
});

it('marks of what is had go forwards alone, no further than there is, and each is one’s own', async () => {
  const rooms = async () => {
    const late = await host.again(ann, { replica: freshId() });
    await late.handled();
    const all = [late.keyframe!.chatRooms, late.keyframe!.directRooms].map((each) => JSON.stringify(each ?? null));
    return { all, head: late.welcome!.head };
  };
  const carl = await host.guest('reviewer');
  for (const upTo of [Number.MAX_SAFE_INTEGER, 0, 1, 2 ** 53 - 2])
    expect(await carl.verdict('chat.received', { upTo }, inRoom)).toBe('taken');
  const late = await host.guest('viewer');
  type Marks = Record<string, number>;
  const { received } = (late.keyframe!.chatRooms as Record<string, { received: Marks }>)[everybodysRoom]!;
  expect(received[personOf(carl)]).toBeGreaterThan(2);
  expect(received[personOf(carl)]).toBeLessThanOrEqual(late.welcome!.head);
  expect((await rooms()).all.join()).not.toContain(String(Number.MAX_SAFE_INTEGER));
  for (const ref of [
    null,
    freshId(),
    host.readme,
    '__proto__'.padEnd(22, '-'),
    pair,
    pairOf(personOf(carl), personOf(carl)),
  ]) {
    const window = await host.again(carl);
    expect([ref, await window.verdict('chat.received', { upTo: 1 }, { ref })]).not.toEqual([ref, 'taken']);
    window.close();
  }
});

it('a thousand marks of one, and comings and goings of fifty who have it, keep no key waiting', async () => {
  const flood = await host.guest('viewer');
  for (let at = 0; at < 2_000 && !flood.gone; at++) {
    flood.say('chat.received', { upTo: at }, inRoom);
    flood.say('direct.received', { upTo: at }, { ref: pairOf(personOf(flood), personOf(bob)) });
  }
  for (let keys = 0; keys < 3; keys++) expect(await host.keyMs()).toBeLessThan(mostKeyMs);
  await flood.ended().catch(() => undefined);
  expect(await bob.verdict('chat.received', { upTo: 5 }, inRoom)).toBe('taken');
});

it('pairs with people who are not there, who were sent out, or who only ask are none, also for their marks', async () => {
  const gone = await host.guest('editor');
  const banned = await host.guest('editor');
  for (const [who, ban] of [
    [gone, false],
    [banned, true],
  ] as const)
    expect(await host.owner.verdict('participant.removed', { person: personOf(who), ban })).toBe('taken');
  for (const person of [freshId(), personOf(gone), personOf(banned)])
    for (const [kind, body] of [
      ['direct.posted', posted()],
      ['direct.received', { upTo: 1 }],
      ['direct.read', { upTo: 1 }],
    ] as const) {
      const window = await host.again(ann);
      const said = await window.verdict(kind, body, { ref: pairOf(personOf(ann), person) });
      // Marks about what was said before they went are one's own.
      const isOwnMark = kind !== 'direct.posted' && [gone, banned].some((each) => personOf(each) === person);
      expect([kind, said]).toEqual([kind, isOwnMark ? 'taken' : expect.stringMatching(/^not-/)]);
      window.close();
    }
  ann = await host.again(ann);
});

it('what somebody with a part hears of chat and direct messages names no file outside, and marks no such text', async () => {
  const outside = await documentOf(host, outsidePath);
  const limited = await limitedGuest(host, 'editor');
  const snippet = { document: outside, lines: { start: 1, end: 1 }, selection: null };
  const between = pairOf(personOf(limited), personOf(bob));
  limited.send({ t: 'subscribe', ref: everybodysRoom, subscription: 1 });
  limited.send({ t: 'subscribe', ref: between, subscription: 2 });
  await limited.handled();
  const message = freshId();
  await bob.verdict('chat.posted', posted({ message, words: 'look', snippet, mentions: [personOf(limited)] }), inRoom);
  await bob.verdict('direct.posted', posted({ words: 'look', snippet }), { ref: between });
  await bob.verdict('snippet.dated', { message, commit: 'a'.repeat(40) }, { ref: outside });
  for (const ref of [everybodysRoom, between]) {
    const kind = ref === between ? 'direct.posted' : 'chat.posted';
    const says = (document: string) => limited.verdict(kind, posted({ snippet: { ...snippet, document } }), { ref });
    expect(await says(outside)).toBe(await says(freshId()));
  }
  const again = await host.again(limited, { replica: freshId() });
  again.send({ t: 'subscribe', ref: everybodysRoom, subscription: 1 });
  again.send({ t: 'subscribe', ref: between, subscription: 2 });
  await again.handled();
  await again.request('activity.since', { after: 0 }, host.host);
  for (const each of [limited, again]) expect(toldOf(each, canary)).toEqual([]);
});

it('a program on the open wire says nothing under the names of others, and hears two of whom it is one', async () => {
  const { program: one, person } = await program();
  await one.ask('subscribe', { to: 'messages' });
  for (const change of [
    { to: '__proto__' },
    { to: personOf(ann), from: personOf(bob) },
    { to: person },
    { mentions: ['*'] },
    { mentions: Array.from({ length: 4_000 }, freshId) },
    { to: [personOf(ann)] },
    { text: '' },
    { text: 'x'.repeat(8_001) },
    { priority: 'divine' },
  ]) {
    const { ok, error } = await one.ask('say', { text: 'EVIL', ...change });
    expect([Object.keys(change), ok ?? null, typeof error?.code]).toEqual([Object.keys(change), null, 'string']);
  }
  const { ok } = await one.ask('say', { text: 'fair', to: personOf(ann) });
  expect(ok.message).toBeTruthy();
  await one.event('message', ({ text, with: other }) => text === 'fair' && other === personOf(ann));
});

it('marks of pairs that do not exist make no state, in nobody’s window', async () => {
  const flood = await host.guest('viewer');
  const pairs = Array.from({ length: 10 }, () => pairOf(personOf(flood), freshId()));
  for (const ref of pairs)
    for (const [kind, body] of [
      ['direct.received', { upTo: 1 }],
      ['direct.reacted', { message: freshId(), sign: 'x', isOn: true }],
    ] as const) {
      const window = await host.again(flood);
      expect([kind, await window.verdict(kind, body, { ref })]).toEqual([kind, 'not-permitted']);
      window.close();
    }
  const again = await host.again(flood, { replica: freshId() });
  await again.handled();
  const owner = await host.ownersWindow();
  for (const each of [again, owner]) expect(JSON.stringify(each.keyframe)).not.toContain('"--');
});
