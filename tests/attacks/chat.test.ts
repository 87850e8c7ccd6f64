import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { everybodysRoom } from '../../src/shared/capabilities/chat/chat-state.ts';
import { FoldedRoom } from '../../src/shared/capabilities/chat/folded-room.ts';
import { chatLimits } from '../../src/shared/capabilities/chat/limits.ts';
import type { ChatMessage } from '../../src/shared/capabilities/chat/message.ts';
import { fromTuples, type ServerFrame } from '../../src/shared/core/frames.ts';
import { serverReplica } from '../../src/shared/core/ids.ts';
import { unpack } from '../../src/shared/core/message-pack.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { BlobClient } from './lib/bare-http.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

const posted = (change: object = {}) => ({
  message: freshId(),
  replyTo: null,
  words: 'hello',
  mentions: [],
  priority: 'normal',
  snippet: null,
  ...change,
});
/** Time that another's key may take meanwhile: usually tens of milliseconds, here with room for a busy machine. */
const mostKeyMs = 1_500;

const inRoom = { ref: everybodysRoom };

/** Says whether somebody was told that they send too much. */
const isTooFast = (frame: ServerFrame) =>
  (frame.t === 'refused' || frame.t === 'closed'
    ? [frame.code]
    : frame.t === 'entries'
      ? frame.entries.flatMap((entry) =>
          entry[5] === 'entry.refused' ? (unpack(entry[9]) as { code: string }).code : [],
        )
      : []
  ).includes('too-fast');

/** A message as somebody finds it who comes to the room only now. */
async function messageIn(client: RawClient, message: string): Promise<ChatMessage | undefined> {
  client.send({ t: 'subscribe', ref: everybodysRoom, subscription: 1 });
  const room = new FoldedRoom();
  await client.until((frame) => {
    if (frame.t !== 'backfill' || frame.ref !== everybodysRoom) return undefined;
    if (frame.checkpoint) room.load(frame.checkpoint);
    const people = new Map(frame.writers.map(([replica, person, purpose]) => [replica, { person, purpose }]));
    room.fold(fromTuples(frame.entries), (replica) => (people.get(replica) ?? null) as never);
    return frame.done ? true : undefined;
  });
  return room.room.get(message);
}

let host: AttackedHost;
let viewer: RawClient;
let other: RawClient;

beforeAll(async () => {
  host = await AttackedHost.start();
  viewer = await host.guest('viewer');
  other = await host.guest('editor');
});
afterEach(() => host.goesOn());
afterAll(() => host.close());

describe('a message of the chat', () => {
  it('is said by every role, in the room that there is', async () => {
    for (const role of ['maintainer', 'reviewer'] as const) {
      const guest = await host.guest(role);
      expect(await guest.verdict('chat.posted', posted(), inRoom)).toBe('taken');
      guest.close();
    }
    expect(await viewer.verdict('chat.posted', posted(), inRoom)).toBe('taken');
    for (const ref of [freshId(), host.readme, null])
      expect(await viewer.verdict('chat.posted', posted(), { ref })).toBe('not-found');
  });

  it('is not taken away in an owner’s name by anybody else', async () => {
    const mine = posted();
    expect(await viewer.verdict('chat.posted', mine, inRoom)).toBe('taken');
    const deleted = { message: mine.message, asOwner: true };
    expect(await other.verdict('chat.deleted', deleted, inRoom)).toBe('not-permitted');
    expect(await viewer.verdict('chat.deleted', deleted, inRoom)).toBe('not-permitted');
    expect(await viewer.verdict('chat.deleted', { ...deleted, asOwner: false }, inRoom)).toBe('taken');
  });

  it('that is too long, empty, or not of its form is turned down, each singly', async () => {
    const evil = [
      posted({ words: 'x'.repeat(chatLimits.words + 1) }),
      posted({ words: ' \n' }),
      posted({ words: 'x'.repeat(1_000_000) }),
      posted({ message: '../../etc/passwd' }),
      posted({ mentions: Array.from({ length: chatLimits.mentions + 1 }, freshId) }),
      posted({ priority: 'godlike' }),
      posted({ snippet: { document: host.readme, lines: { start: 9, end: 1 }, selection: null } }),
    ];
    for (const body of evil) {
      const client = await host.guest('viewer');
      expect(['bad-request', 'too-large', 'cut off']).toContain(await client.verdict('chat.posted', body, inRoom));
      client.close();
    }
    expect(await viewer.verdict('chat.posted', posted(), inRoom)).toBe('taken');
  });

  it('names twenty people at most, whoever they are; of people who do not exist nobody hears more than the ids', async () => {
    const people = (count: number) => Array.from({ length: count }, freshId);
    const mine = posted({ words: '@everybody' });
    const attempts = [
      ['chat.posted', posted({ mentions: people(chatLimits.mentions + 1) })],
      ['chat.posted', posted({ mentions: people(10_000) })],
      ['chat.edited', { message: mine.message, words: 'x', mentions: people(10_000) }],
      ['chat.posted', posted({ mentions: ['__proto__', 'everybody', '*', '../..'] })],
      ['chat.posted', posted({ mentions: '*' })],
    ] as const;
    for (const [kind, body] of attempts) {
      const client = await host.guest('viewer');
      expect(['bad-request', 'too-large', 'cut off']).toContain(await client.verdict(kind, body, inRoom));
      client.close();
    }
    const { person } = host.owner.welcome!;
    const named = [...people(chatLimits.mentions - 1), person];
    expect(await viewer.verdict('chat.posted', { ...mine, mentions: named }, inRoom)).toBe('taken');
    const found = await messageIn(await host.guest('viewer'), mine.message);
    expect(found).toMatchObject({ mentions: named, person: viewer.welcome!.person });
    const { participants } = (await host.guest('viewer')).keyframe!;
    expect(named.filter((each) => Object.hasOwn(participants as object, each))).toEqual([person]);
  });

  it('of somebody else is not changed, taken away or said again, by whichever role, nor in their name', async () => {
    const mine = posted({ words: 'mine-word' });
    expect(await other.verdict('chat.posted', mine, inRoom)).toBe('taken');
    const { message } = mine;
    for (const role of ['maintainer', 'editor', 'reviewer', 'viewer'] as const) {
      const guest = await host.guest(role);
      await guest.verdict('chat.edited', { message, words: 'EVIL', mentions: [] }, inRoom);
      await guest.verdict('chat.deleted', { message, asOwner: false }, inRoom);
      await guest.verdict('chat.posted', posted({ message, words: 'EVIL' }), inRoom);
      expect(await guest.verdict('chat.deleted', { message, asOwner: true }, inRoom)).toBe('not-permitted');
      for (const [kind, body] of [
        ['chat.posted', posted({ words: 'EVIL' })],
        ['chat.edited', { message, words: 'EVIL', mentions: [] }],
        ['chat.deleted', { message, asOwner: false }],
        ['chat.reacted', { message, sign: 'EVIL', isOn: true }],
        ['chat.read', { upTo: 1e9 }],
        ['chat.received', { upTo: 1e9 }],
        ['chat.typing', { isTyping: true }],
      ] as const)
        for (const by of [other.replica, host.owner.replica, serverReplica]) {
          const again = await host.again(guest);
          expect([kind, await again.verdict(kind, body, { ...inRoom, by })]).toEqual([kind, 'forged']);
          again.close();
        }
      guest.close();
    }
    const found = await messageIn(await host.guest('viewer'), message);
    expect(found).toMatchObject({ words: 'mine-word', isDeleted: false, editedMs: null, reactions: [] });
    expect(found!.person).toBe(other.welcome!.person);
  });

  it('has no more reactions than are seen, and a reaction of everybody is their own', async () => {
    const mine = posted();
    expect(await other.verdict('chat.posted', mine, inRoom)).toBe('taken');
    const guest = await host.guest('viewer');
    const react = (sign: string, isOn = true) => ({ message: mine.message, sign, isOn });
    expect(await other.verdict('chat.reacted', react('👍'), inRoom)).toBe('taken');
    expect(await guest.verdict('chat.reacted', react('👍', false), inRoom)).toBe('taken');
    const evil = ['', 'x'.repeat(17), '\u202e', '\u200b', '\u0000', '\n', '\u001b[2J', ' ', '\u2066a'];
    const said = [];
    for (const sign of evil) {
      const client = await host.again(guest);
      said.push([sign, await client.verdict('chat.reacted', react(sign), inRoom)]);
      client.close();
    }
    expect(said.filter(([, each]) => each === 'taken')).toEqual([]);
    const flood = await host.again(guest);
    for (let count = 0; count < 400 && !flood.gone; count++) flood.say('chat.reacted', react(`s${count}`), inRoom);
    await expect.poll(() => flood.gone || flood.frames.some(isTooFast), { timeout: 20_000 }).toBeTruthy();
    flood.close();
    const { reactions } = (await messageIn(await host.guest('viewer'), mine.message))!;
    expect(reactions.length).toBeLessThanOrEqual(chatLimits.reactions);
    expect(reactions.find(([sign]) => sign === '👍')).toEqual(['👍', [other.welcome!.person]]);
  });

  it('answers messages that are gone, points at texts that are hidden, and tells nobody of them', async () => {
    const hidden = join(host.folder, 'soon-hidden.txt');
    await writeFile(hidden, 'soon-hidden-canary\n');
    const typist = await HonestTypist.join(other, host.host, 'soon-hidden.txt');
    const from = other.frames.length;
    const move = { from: 'soon-hidden.txt', to: 'private/soon-hidden.txt', overwrite: false };
    await host.owner.request('files.move', move, host.host);
    await other.until(
      (frame) =>
        'entries' in frame && frame.entries.some(([, , , , , kind]) => kind === 'doc.sealed') ? true : undefined,
      from,
    );
    const guest = await host.guest('viewer');
    const snippet = { document: typist.ref, lines: { start: 1, end: 1 }, selection: null };
    expect(await guest.verdict('chat.posted', posted({ snippet }), inRoom)).not.toBe('cut off');
    expect(await guest.verdict('chat.posted', posted({ replyTo: freshId() }), inRoom)).toBe('taken');
    await messageIn(guest, freshId());
    await guest.request('activity.since', { after: 0 }, host.host);
    // The old name was everybody's, and that it is gone from there may be told late.
    expect(['private/soon-hidden', 'canary'].filter((word) => guest.hasHeard(word))).toEqual([]);
  });

  it('is had and read by each for themselves, and no further than there is', async () => {
    const guest = await host.guest('viewer');
    const kinds = ['chat.read', 'chat.received'] as const;
    for (const kind of kinds)
      expect(await guest.verdict(kind, { upTo: Number.MAX_SAFE_INTEGER }, inRoom)).toBe('taken');
    const late = await host.guest('viewer');
    type Marks = Record<string, number>;
    const rooms = late.keyframe!.chatRooms as Record<string, { read: Marks; received: Marks }>;
    const { read, received } = rooms[everybodysRoom]!;
    for (const marks of [read, received]) {
      expect(marks[guest.welcome!.person]).toBeLessThanOrEqual(late.welcome!.head);
      expect(marks[other.welcome!.person]).toBeUndefined();
    }
    for (const kind of kinds)
      for (const upTo of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        const client = await host.again(guest);
        expect(await client.verdict(kind, { upTo }, inRoom)).toBe('bad-request');
        client.close();
      }
  });

  it('of somebody who was sent out is none, and nobody who waits or was sent out hears one', async () => {
    const guest = await host.guest('editor');
    const { person } = guest.welcome!;
    await host.owner.verdict('participant.removed', { person, ban: false });
    await guest.ended();
    const said = posted({ words: 'not-for-them' });
    expect(await other.verdict('chat.posted', said, inRoom)).toBe('taken');
    for (const hello of [{}, { invite: host.invite }]) {
      const back = await host.stranger();
      back.ticket = guest.ticket;
      await back.hello({ purpose: 'window', replica: guest.replica, ...hello });
      back.send({ t: 'subscribe', ref: everybodysRoom, subscription: 1 });
      back.say('chat.posted', posted({ words: 'EVIL' }), inRoom);
      await back.handled().catch(() => undefined);
      if (!back.welcome) expect(back.hasHeard('not-for-them')).toBe(false);
      back.close();
    }
    expect(guest.hasHeard('not-for-them')).toBe(false);
  });

  it('comes ten thousand times from one who is told so, and keeps nobody’s keys waiting', async () => {
    const flood = await host.guest('viewer');
    for (let count = 0; count < 10_000; count++) flood.say('chat.posted', posted(), inRoom);
    expect(await host.keyMs()).toBeLessThan(mostKeyMs);
    // Told in words, or sent away for going on after that.
    await expect.poll(() => flood.gone || flood.frames.some(isTooFast), { timeout: 20_000 }).toBeTruthy();
    flood.close();
    expect(await viewer.verdict('chat.posted', posted(), inRoom)).toBe('taken');
  });
});

describe('a file of a message', () => {
  /** A message of a guest, and the way to name a file behind it. */
  const withFile = async (bytes: Uint8Array) => {
    const sender = await host.guest('viewer');
    const mine = posted({ words: '', files: 1 });
    expect(await sender.verdict('chat.posted', mine, inRoom)).toBe('taken');
    const blob = await new BlobClient(host, sender).upload(bytes);
    const file = { message: mine.message, name: 'plan.pdf', sizeBytes: bytes.length };
    return { sender, blob, file };
  };

  it('is read by those who hear the chat, as bytes that no browser shows as a page', async () => {
    const bytes = Buffer.from('<script>alert(1)</script>'.padEnd(100_000));
    const { sender, blob, file } = await withFile(bytes);
    expect((await new BlobClient(host, viewer).get(blob)).status).toBe(404);
    expect(await sender.verdict('chat.attached', file, { ...inRoom, blob })).toBe('taken');
    const answer = await new BlobClient(host, viewer).get(blob);
    expect([answer.status, Buffer.from(await answer.arrayBuffer()).equals(bytes)]).toEqual([200, true]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-disposition': 'attachment',
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
    });
  });

  it('is not taken with another size, a path for a name, nobody’s bytes, or somebody else’s', async () => {
    const { sender, blob, file } = await withFile(Buffer.from('a file of mine'));
    const said = { ...inRoom, blob };
    for (const sizeBytes of [1, 10_000_000, 0, -1])
      expect(await sender.verdict('chat.attached', { ...file, sizeBytes }, said)).toBe('bad-request');
    for (const name of ['../../etc/passwd', 'C:\\plan.pdf', '', 'x'.repeat(300), 'a\nb'])
      expect(await sender.verdict('chat.attached', { ...file, name }, said)).toBe('bad-request');
    expect(await sender.verdict('chat.attached', file, inRoom)).toBe('bad-request');
    expect(await sender.verdict('chat.attached', file, { ...inRoom, blob: 'f'.repeat(64) })).toBe('not-found');
    const thief = await host.guest('viewer');
    expect(await thief.verdict('chat.attached', file, said)).toBe('not-found');
    expect(await viewer.verdict('chat.posted', posted({ words: '', files: 11 }), inRoom)).toBe('bad-request');
  });
});
