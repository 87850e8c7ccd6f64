import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pack } from '../../src/shared/core/message-pack.ts';
import { type KindName, kinds } from '../../src/shared/session/table.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { ask, BlobClient, bareSocket, hashOf } from './lib/bare-http.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { freshId } from './lib/raw-client.ts';
import { struct, text, updateOf } from './lib/yjs-bytes.ts';

const long = process.env.ENSEMBLE_LONG_ATTACKS === '1';
const somePath = 'src/style.css';

let host: AttackedHost;
let ref: string;
beforeAll(async () => {
  host = await AttackedHost.start();
  ref = (await host.owner.request('documents.open', { path: somePath }, host.host)).result!.ref as string;
});
afterEach(() => host.goesOn());
afterAll(() => host?.close());

const largeText = () => randomBytes(90_000).toString('base64');

/** A text that an honest person pastes, as an attachment that stands in the log. */
async function pasted(): Promise<{ hash: string; bytes: Uint8Array }> {
  const typist = await HonestTypist.subscribe(await host.guest('editor', { name: 'Pasting' }), ref);
  const bytes = pack({ update: typist.changed((text) => text.insert(0, largeText())), manner: 'pasted' });
  const hash = await new BlobClient(host, typist.client).upload(bytes);
  expect(await typist.client.verdict('doc.updated', {}, { ref, blob: hash })).toBe('taken');
  return { hash, bytes };
}

describe('an attachment in the place of a body', () => {
  it.each(Object.entries(kinds).filter(([, { large, audience }]) => !large && audience === 'all'))(
    'is not taken of %s, which is never large',
    async (name) => {
      const owner = await host.ownersWindow();
      const editor = await host.guest('editor');
      const bytes = pack({ name: 'Renamed', client: 5, person: owner.welcome!.person, role: 'owner' });
      const blob = await new BlobClient(host, editor).upload(bytes);
      for (const client of [editor, owner]) {
        expect(await client.verdict(name as KindName, {}, { ref, blob })).not.toBe('taken');
      }
      owner.close();
      editor.send({ t: 'leave' });
    },
  );

  it('is not taken when it is of another’s, whose hash was guessed', async () => {
    const secret = randomBytes(70_000);
    const sender = await host.guest('editor');
    const hash = await new BlobClient(host, sender).upload(pack({ update: secret }));
    const thief = await host.guest('editor');
    expect(await thief.verdict('doc.updated', {}, { ref, blob: hash })).not.toBe('taken');
    expect((await new BlobClient(host, thief).get(hash)).status).toBe(404);
  });

  it('is not taken when nobody has sent it', async () => {
    const editor = await host.guest('editor');
    const hash = hashOf(randomBytes(8));
    expect(await editor.verdict('doc.updated', {}, { ref, blob: hash })).not.toBe('taken');
  });

  it('is not taken when it was begun and not ended', async () => {
    const editor = await host.guest('editor');
    const bytes = randomBytes(100_000);
    const blobs = new BlobClient(host, editor);
    await blobs.put(hashOf(bytes), bytes.subarray(0, 50_000), 0, bytes.length);
    expect(await editor.verdict('doc.updated', {}, { ref, blob: hashOf(bytes) })).not.toBe('taken');
  });

  it('is not taken when a viewer names one that stands in the log', async () => {
    const { hash } = await pasted();
    const viewer = await host.guest('viewer');
    expect(await viewer.verdict('doc.updated', {}, { ref, blob: hash })).toBe('not-permitted');
  });

  it('counts alone, whatever bytes stand in the entry as well', async () => {
    const editor = await HonestTypist.subscribe(await host.guest('editor'), ref);
    const update = (word: string) =>
      pack({ update: updateOf([{ client: editor.doc.clientID, clock: 0, structs: [struct(text(word))] }]) });
    const blob = await new BlobClient(host, editor.client).upload(update('the attachment '));
    await editor.client.verdict('doc.updated', {}, { ref, blob, bytes: update('the entry’s own ') });
    await editor.client.request('documents.save', { ref, seq: 0, update: Uint8Array.of(0, 0) }, host.host);
    expect(await host.read(somePath)).not.toContain('the entry’s own');
  });
});

describe('by the hash of an attachment', () => {
  it('a stranger, a wrong ticket and a viewer of nothing learn the same whether it is there or not', async () => {
    const sender = await host.guest('editor');
    const hash = await new BlobClient(host, sender).upload(pack({ update: randomBytes(70_000) }));
    const stranger = await host.stranger();
    const viewer = await host.guest('viewer');
    for (const client of [null, stranger, viewer]) {
      const blobs = new BlobClient(host, client);
      const told = async (at: string) => {
        const [got, headed, ranged] = [
          await blobs.get(at),
          await blobs.head(at),
          await blobs.get(at, { range: 'bytes=0-3' }),
        ];
        const words = await got.text();
        return [got, headed, ranged]
          .map(({ status, headers }) => [status, headers.get('x-received-bytes'), headers.get('content-range')])
          .concat([[words.replaceAll(at, '')]]);
      };
      expect(await told(hash)).toEqual(await told(hashOf(randomBytes(8))));
    }
  });

  it('who sends its first byte is not told that the rest is there', async () => {
    const sender = await host.guest('editor');
    const bytes = randomBytes(70_000);
    const hash = await new BlobClient(host, sender).upload(bytes);
    const thief = new BlobClient(host, await host.guest('editor'));
    const other = hashOf(randomBytes(8));
    const put = async (at: string) => (await thief.put(at, bytes.subarray(0, 1), 0, bytes.length)).status;
    expect(await put(hash)).toBe(await put(other));
    expect((await thief.head(hash)).headers.get('x-received-bytes')).toBe('1');
    expect((await thief.get(hash)).status).toBe(404);
  });

  it('bytes that are not of the hash are not kept', async () => {
    const editor = await host.guest('editor');
    const blobs = new BlobClient(host, editor);
    const hash = hashOf(randomBytes(8));
    expect((await blobs.put(hash, randomBytes(1_000))).ok).toBe(false);
    expect((await blobs.get(hash)).status).toBe(404);
  });

  it.each([
    ['a total beyond all', 0, 2 ** 52],
    ['a total of less than there is', 0, 10],
    ['a total of nothing', 0, 0],
    ['an offset beyond the end', 5_000, 1_000],
    ['an offset below zero', -1, 1_000],
    ['an offset that is no number', Number.NaN, 1_000],
    ['a total that is no number', 0, Number.NaN],
  ])('%s is turned down', async (_, offset, total) => {
    const editor = await host.guest('editor');
    const bytes = randomBytes(1_000);
    const answer = await new BlobClient(host, editor).put(hashOf(bytes), bytes, offset, total);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  it.each([
    '..%2f..%2fhost.json',
    '%2e%2e/host.json',
    'x'.repeat(64),
    '0'.repeat(63),
    `${'0'.repeat(64)}%00`,
    `${'A'.repeat(64)}`,
  ])('the path %s leads nowhere', async (name) => {
    const editor = await host.guest('editor');
    const auth = { Authorization: `Bearer ${editor.ticket}` };
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'POST', 'PATCH', 'OPTIONS']) {
      const { status, body } = await ask(host.guestOrigin, `${method} /blobs/${host.session}/${name}`, auth);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(body.toString()).not.toContain(host.invite);
    }
  });

  it('another session’s are not there', async () => {
    const editor = await host.guest('editor');
    const { hash } = await pasted();
    const auth = { Authorization: `Bearer ${editor.ticket}` };
    const { status } = await ask(host.guestOrigin, `GET /blobs/${freshId()}/${hash}`, auth);
    expect(status).toBeGreaterThanOrEqual(400);
  });

  it.each([
    'bytes=0-',
    'bytes=-5',
    'bytes=5-1',
    'bytes=99999999999-',
    'bytes=0-1,2-3',
    'bytes=-',
    'bytes=a-b',
    `bytes=${'0-1,'.repeat(2_000)}2-3`,
  ])('the range %.30s gives no more than the attachment', async (range) => {
    const { hash, bytes } = await pasted();
    const editor = await host.guest('editor');
    editor.send({ t: 'subscribe', ref, subscription: 1 });
    const auth = { Authorization: `Bearer ${editor.ticket}`, Range: range };
    const { status, body } = await ask(host.guestOrigin, `GET /blobs/${host.session}/${hash}`, auth);
    expect([200, 206, 400, 404, 416, 431]).toContain(status);
    expect(body.length).toBeLessThanOrEqual(bytes.length);
  });
});

describe('one guest’s attachments are measured:', () => {
  it('begun and never ended, they are few', async () => {
    const editor = await host.guest('editor');
    const blobs = new BlobClient(host, editor);
    const answers: Response[] = [];
    for (let count = 0; count < 40; count++)
      answers.push(await blobs.put(hashOf(randomBytes(8)), randomBytes(10), 0, 1_000_000));
    const turnedDown = answers.filter(({ status }) => status >= 400);
    expect(turnedDown.length).toBeGreaterThanOrEqual(30);
    expect((await turnedDown.at(-1)!.text()).length).toBeGreaterThan(20);
  });

  it('forty sent at once and slowly hold nobody up', async () => {
    const editor = await host.guest('editor');
    const sockets = await Promise.all(Array.from({ length: 40 }, () => bareSocket(host.guestOrigin)));
    for (const socket of sockets) {
      const at = `/blobs/${host.session}/${hashOf(randomBytes(8))}?offset=0&total=1000000`;
      const { host: name } = new URL(host.guestOrigin);
      socket.write(
        `PUT ${at} HTTP/1.1\r\nHost: ${name}\r\nAuthorization: Bearer ${editor.ticket}\r\nContent-Length: 1000000\r\n\r\nx`,
      );
    }
    await pasted();
    await host.goesOn();
    for (const socket of sockets) socket.destroy();
    await host.goesOn();
  });

  it('two hundred entries of one large attachment stall nobody', async () => {
    const typist = await HonestTypist.subscribe(await host.guest('editor'), ref);
    const bytes = pack({ update: Uint8Array.of(0, 0), junk: new Uint8Array((long ? 60 : 20) * 2 ** 20) });
    const blob = await new BlobClient(host, typist.client).upload(bytes);
    let slowestMs = 0;
    const from = typist.client.frames.length;
    for (let count = 0; count < 200; count++) typist.client.say('doc.updated', {}, { ref, blob });
    typist.client.send({ t: 'ping' });
    const over = typist.client
      .until((frame) => (frame.t === 'closed' || frame.t === 'pong' ? frame : undefined), from)
      .catch(() => null);
    for (let keys = 0; keys < 20; keys++) slowestMs = Math.max(slowestMs, await host.keyMs());
    await over;
    expect(slowestMs).toBeLessThan(1_500);
  });
});
