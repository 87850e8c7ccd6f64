import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { everybodysRoom } from '../../src/shared/capabilities/chat/chat-state.ts';
import { chatLimits } from '../../src/shared/capabilities/chat/limits.ts';
import type { ServerFrame } from '../../src/shared/core/frames.ts';
import { unpack } from '../../src/shared/core/message-pack.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { BlobClient } from './lib/bare-http.ts';
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
