import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ServerFrame } from '../../src/shared/core/frames.ts';
import { toBase64Url } from '../../src/shared/core/ids.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { BlobClient } from './lib/bare-http.ts';
import { freshId, RawClient } from './lib/raw-client.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

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
const personOf = (client: RawClient) => client.welcome!.person;

const saying: Record<string, () => object> = {
  'direct.posted': () => posted(),
  'direct.edited': () => ({ message: freshId(), words: 'other', mentions: [] }),
  'direct.deleted': () => ({ message: freshId(), asOwner: true }),
  'direct.reacted': () => ({ message: freshId(), sign: '👍', isOn: true }),
  'direct.pinned': () => ({ message: freshId(), isPinned: true }),
  'direct.read': () => ({ upTo: 1 }),
  'direct.received': () => ({ upTo: 1 }),
  'direct.typing': () => ({ isTyping: true }),
};

let host: AttackedHost;
let ann: RawClient;
let bob: RawClient;
let pair: string;

beforeAll(async () => {
  host = await AttackedHost.start();
  ann = await host.guest('viewer');
  bob = await host.guest('editor');
  pair = pairOf(personOf(ann), personOf(bob));
  bob.send({ t: 'subscribe', ref: pair, subscription: 1 });
});
afterEach(() => host.goesOn());
afterAll(() => host.close());

/** Everybody else, with all that they may do otherwise. */
const others = async (): Promise<[string, RawClient][]> => [
  ['the owner', await host.ownersWindow()],
  ['an owner', await host.guest('owner')],
  ['a maintainer', await host.guest('maintainer')],
  ['an editor', await host.guest('editor')],
  ['a viewer', await host.guest('viewer')],
];

const refusalOf = (kind: string) => (frame: ServerFrame) =>
  frame.t === 'refused' && frame.kind === kind ? frame.code : undefined;

describe('what two people write to each other', () => {
  it('is heard by the two, whatever their roles', async () => {
    expect(await ann.verdict('direct.posted', posted({ words: 'hello Bob' }), { ref: pair })).toBe('taken');
    await bob.until(() => (bob.hasHeard('hello Bob') ? true : undefined));
  });

  it('is heard by nobody else: neither as it is said, nor by asking for it, nor when they come back', async () => {
    const all = await others();
    for (const [who, client] of all) {
      const from = client.frames.length;
      client.send({ t: 'subscribe', ref: pair, subscription: 7 });
      expect(await client.until(refusalOf('subscribe'), from), who).toBe('not-permitted');
      client.send({ t: 'resume', subscription: 8, held: [[pair, 1]] });
      await client.handled();
    }
    // Also where it mentions them all.
    const mentions = all.map(([, client]) => personOf(client));
    expect(await ann.verdict('direct.posted', posted({ mentions }), { ref: pair })).toBe('taken');
    expect(await bob.verdict('direct.posted', posted(), { ref: pair })).toBe('taken');
    for (const [who, client] of all) {
      if (!client.gone) await client.handled();
      expect(client.hasHeard(secretWords), who).toBe(false);
      expect(client.hasHeard('direct.'), who).toBe(false);
    }
    const late = await host.guest('maintainer', { since: 1, refs: [pair] });
    await late.handled();
    expect(late.hasHeard(secretWords)).toBe(false);
    for (const client of [late, ...all.map(([, each]) => each)]) client.close();
  });

  it('is shown by no past: the owner’s replay of the session has none of it', async () => {
    expect(await ann.verdict('direct.posted', posted(), { ref: pair })).toBe('taken');
    const replay = await RawClient.open(host.ownerOrigin, { ...host.ownerData, channel: 'replay' });
    await replay.hello({ purpose: 'window' });
    replay.send({ t: 'subscribe', ref: pair, subscription: 1 });
    await replay
      .until((frame) => (['refused', 'backfill', 'closed'].includes(frame.t) ? true : undefined))
      .catch(() => 0);
    expect(replay.hasHeard(secretWords)).toBe(false);
    replay.close();
  });

  it('has nothing of others put in: each kind, from everybody else, with one answer', async () => {
    for (const [who, client] of await others()) {
      for (const [kind, body] of Object.entries(saying))
        expect(await client.verdict(kind, body(), { ref: pair }), `${kind} of ${who}`).toBe('not-permitted');
      client.close();
    }
  });

  it('is under no other ref, and nothing else is under one of its refs', async () => {
    for (const ref of [null, freshId(), host.readme, `--${'x'.repeat(20)}`, pairOf(personOf(ann), personOf(ann))])
      expect(await ann.verdict('direct.posted', posted(), { ref }), String(ref)).toBe('not-permitted');
    expect(await ann.verdict('chat.posted', posted(), { ref: pair })).not.toBe('taken');
    expect(await bob.verdict('cursor.moved', { anchor: null, head: null }, { ref: pair, n: 0 })).not.toBe('taken');
  });

  it('keeps its files to the two, though others know their hashes', async () => {
    const bytes = new TextEncoder().encode(`%PDF ${secretWords}`);
    const hash = await new BlobClient(host, ann).upload(bytes);
    const message = freshId();
    expect(await ann.verdict('direct.posted', posted({ message, words: '', files: 1 }), { ref: pair })).toBe('taken');
    const attached = { message, name: 'plan.pdf', sizeBytes: bytes.length };
    expect(await ann.verdict('direct.attached', attached, { ref: pair, blob: hash })).toBe('taken');
    expect((await new BlobClient(host, bob).get(hash)).status).toBe(200);
    // An owner’s store is all of the session’s: it opens by hashes, and only the two are told this one.
    for (const role of ['maintainer', 'editor', 'viewer'] as const) {
      const client = await host.guest(role);
      expect((await new BlobClient(host, client).get(hash)).status, role).toBe(404);
      const told = async (of: string) =>
        [...(await new BlobClient(host, client).head(of)).headers].filter(([name]) => name !== 'date');
      expect(await told(hash), role).toEqual(await told('0'.repeat(64)));
      // A copy in a message of one's own would make it one's own to read.
      const mine = freshId();
      expect(
        await client.verdict('chat.posted', posted({ message: mine, words: '', files: 1 }), {
          ref: 'chat'.padEnd(22, '-'),
        }),
      ).not.toBe('taken');
      client.close();
    }
  });

  it('is over with a removal: who was sent out hears nothing more of it', async () => {
    const carl = await host.guest('editor');
    const other = pairOf(personOf(ann), personOf(carl));
    carl.send({ t: 'subscribe', ref: other, subscription: 1 });
    await carl.handled();
    expect(await host.owner.verdict('participant.removed', { person: personOf(carl), ban: false })).toBe('taken');
    expect(await ann.verdict('direct.posted', posted({ words: 'after you had gone' }), { ref: other })).toBe(
      'not-found',
    );
    await carl.ended();
    expect(carl.hasHeard('after you had gone')).toBe(false);
  });
});
