import { expect, it, onTestFinished, vi } from 'vitest';
import { WatchedRecordings } from '../../../../server/recordings/watched-recordings.ts';
import { HttpBlobs } from '../../../../src/client/http-blobs.ts';
import { MemoryOutbox } from '../../../../src/client/outbox.ts';
import { ReplayClient } from '../../../../src/client/replay-client.ts';
import { socketDial } from '../../../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { encodeFrame } from '../../../../src/shared/core/frames.ts';
import { newId, newSecret } from '../../../../src/shared/core/ids.ts';
import type { Transport } from '../../../../src/shared/transport.ts';
import { ManualClock } from '../../renderer/presence/manual-clock.ts';
import { Gateway, token } from '../gateway/gateway-fixture.ts';

const eventually: typeof vi.waitFor = (check) => vi.waitFor(check, { timeout: 20_000 });

const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;
const hourMs = 3_600_000;
const ids = (count: number) => Array.from({ length: count }, () => newId(nodeEnvironment));

/** A session with two recordings, and things said before, between and after. */
async function twoRecordings() {
  const gateway = await Gateway.open();
  const { host, server, session } = gateway;
  const [one, two, file, other] = ids(4) as [string, string, string, string];
  const open = (ref: string, path: string) =>
    host.publish('doc.opened', { term: 1, path, title: '', format, readOnly: false }, ref);
  await open(file, 'notes.txt');
  const ticket = newSecret(nodeEnvironment);
  const blobs = new HttpBlobs(`http://127.0.0.1:${gateway.guestPort}/blobs/${session}`, ticket, fetch);
  const guest = await gateway.client({}, { ticket, blobs });
  const document = await guest.documents.open(file);
  const type = async (words: string) => {
    document.edit([{ offset: document.length, deleteLength: 0, insertText: words }]);
    await guest.settled();
  };
  await type('early ');
  document.edit([{ offset: 0, deleteLength: 6, insertText: '' }]);
  await guest.settled();
  await guest.publish('people.gathered', { path: 'before.txt', line: 1 });
  await host.publish('recording.started', { title: 'One' }, one);
  await type('first ');
  await type('large '.repeat(50_000));
  await host.publish('recording.stopped', {}, one);
  await host.publish('recording.started', { title: 'Two' }, two);
  await type('second ');
  await host.publish('recording.marked', { words: 'of the second' }, two);
  await host.publish('recording.stopped', {}, two);
  await open(other, 'later.txt');
  const late = await gateway.client({}, { name: 'Latecomer' });
  await late.settled();
  await type('last');
  const { secret } = await server.watched.share(session, one, hourMs);
  return { gateway, host, guest, server, session, one, two, file, other, secret };
}

async function watcher(gateway: Gateway, link: string, more: object = {}): Promise<ReplayClient> {
  const auth = { session: gateway.session, channel: 'replay', link, ...more } as const;
  const client = new ReplayClient({
    dial: socketDial(`http://127.0.0.1:${gateway.guestPort}`, auth),
    environment: nodeEnvironment,
    outbox: new MemoryOutbox(),
    blobs: new HttpBlobs(`http://127.0.0.1:${gateway.guestPort}/blobs/${gateway.session}`, link, fetch),
    replica: newId(nodeEnvironment),
    name: 'Watcher',
    purpose: 'window',
  });
  onTestFinished(() => client.abandon());
  await client.start();
  return client;
}

it('a link shows its one recording, whatever its bearer asks for, and says nothing into the session', async () => {
  const { gateway, two, file, other, secret, host } = await twoRecordings();
  // The recording that is named beside it, and a person or a token, mean nothing.
  const client = await watcher(gateway, secret, { recording: two, person: gateway.owner });
  const heard: string[] = [];
  client.events.on('entry', ({ body, kind }) => heard.push(`${kind} ${new TextDecoder().decode(body)}`));
  await eventually(() => expect(client.timeline).not.toBeNull());
  expect(client.timeline!.marks.map(({ kind }) => kind)).toEqual(['recording.started']);
  expect(client.timeline!.people.map(({ name }) => name)).not.toContain('Latecomer');
  const document = await client.documents.open(file);
  const { seq } = await client.shown('seq', Number.MAX_SAFE_INTEGER);
  expect(seq).toBe(client.timeline!.last.seq);
  expect(Object.keys(client.state.documents)).toEqual([file]);
  await client.shown('time', Date.now() + hourMs);
  expect(document.toString()).not.toMatch(/second|last|early/);
  await client.documents.open(other).catch(() => undefined);
  const stream = client.open('replay.find', { text: 'early', ref: null, matchCase: false });
  for await (const { found } of stream) expect(found).toEqual([]);
  const text = client.open('replay.text', { ref: file, seq: Number.MAX_SAFE_INTEGER });
  for await (const { content } of text) expect(new TextDecoder().decode(content)).not.toMatch(/second|last/);
  for (const asked of ['library.list', 'recordings.list', 'sharing.describe'] as const)
    await expect(client.request(asked, {})).rejects.toMatchObject({ code: 'host-away' });
  expect(heard.filter((words) => /second|last|early|before/.test(words))).toEqual([]);
  expect(Object.values(host.state.participants).map(({ name }) => name)).not.toContain('Watcher');
});

it('a link opens no other door: neither the session, nor its windows, nor its past, nor the owner’s door', async () => {
  const { gateway, secret, session, two } = await twoRecordings();
  const refused = async (auth: object, port = gateway.guestPort) => {
    const raw = await gateway.raw(auth, port).catch(() => null);
    if (raw === null) return;
    raw.send(gateway.hello({ invite: secret, ticket: secret }));
    await eventually(() => expect(raw.frames.at(-1)).toMatchObject({ t: 'closed' }));
    expect(raw.frames.filter(({ t }) => t !== 'closed')).toEqual([]);
  };
  await refused({ channel: 'session', link: secret });
  await refused({ channel: 'workspace', link: secret });
  await refused({ channel: 'replay', token: secret });
  await refused({ channel: 'replay', recording: two });
  await refused({ channel: 'replay', link: newSecret(nodeEnvironment) });
  await refused({ channel: 'replay', link: secret, session: newId(nodeEnvironment) });
  await refused({ channel: 'replay', link: secret, token });
  await refused({ channel: 'replay', link: secret }, gateway.privatePort);
  for (const path of [`/door?session=${session}`, `/hosting/${session}/invite`, `/arrivals/${session}`, '/metrics']) {
    const response = await fetch(`http://127.0.0.1:${gateway.guestPort}${path}`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect([401, 404]).toContain(response.status);
  }
});

it('a link’s bearer reads the attachments alone that the recording has told them of, and leaves none', async () => {
  const { gateway, server, session, secret, file } = await twoRecordings();
  const blobs = server.blobs(session);
  const [named] = [...(await blobs.usage().then(() => server.copyOf(session).blobs()))];
  const beside = await blobs.put(new TextEncoder().encode('an attachment beside the recording'));
  const at = (hash: string, method = 'GET', bearer = secret) =>
    fetch(
      `http://127.0.0.1:${gateway.guestPort}/blobs/${session}/${hash}${method === 'PUT' ? '?offset=0&total=1' : ''}`,
      {
        method,
        headers: { authorization: `Bearer ${bearer}` },
        ...(method === 'PUT' && { body: new Uint8Array(1) }),
      },
    );
  expect(named).toBeDefined();
  expect((await at(named!)).status).toBe(404);
  const client = await watcher(gateway, secret);
  await eventually(() => expect(client.timeline).not.toBeNull());
  void client.documents.open(file);
  await client.shown('seq', Number.MAX_SAFE_INTEGER);
  await client.arrived();
  await eventually(async () => expect((await at(named!)).status).toBe(200));
  expect((await at(beside)).status).toBe(404);
  expect((await at(beside, 'HEAD')).headers.get('x-received-bytes')).toBe('0');
  expect((await at('f'.repeat(64), 'PUT')).status).toBe(400);
  expect((await at(named!, 'GET', newSecret(nodeEnvironment))).status).toBe(401);
});

it('a link holds until it is taken back, has expired, or its recording is deleted: its bearers are told so', async () => {
  const { gateway, server, session, one, secret } = await twoRecordings();
  const [link] = server.watched.list(session);
  expect(link).toMatchObject({ recording: one });
  expect(JSON.stringify(link)).not.toContain(secret);
  const ended = (words: string) => ({ message: expect.stringContaining(words) });
  const client = await watcher(gateway, secret);
  await eventually(() => expect(client.timeline).not.toBeNull());
  await server.watched.revoke(session, link!.hash);
  await eventually(() => expect(client.status).toMatchObject(ended('does not hold any more')));
  const again = await watcher(gateway, secret);
  await eventually(() => expect(again.status).toMatchObject(ended('ask for a new link')));
  await expect(server.watched.revoke(session, link!.hash)).rejects.toMatchObject({ code: 'not-found' });

  const short = await server.watched.share(session, one, 300);
  const late = await watcher(gateway, short.secret);
  await eventually(() => expect(Date.now()).toBeGreaterThan(short.expiresMs));
  late.show('seq', 1);
  await eventually(() => expect(late.status).toMatchObject(ended('does not hold any more')));
  expect(server.watched.list(session)).toEqual([]);

  const last = await server.watched.share(session, one, hourMs);
  const watching = await watcher(gateway, last.secret);
  await eventually(() => expect(watching.timeline).not.toBeNull());
  await server.library.delete(session, one, true);
  await eventually(() => expect(watching.status).toMatchObject(ended('deleted meanwhile')));
  expect(server.watched.list(session)).toEqual([]);
});

it('a recording that runs has no link, and a link of one that is not there is none', async () => {
  const { server, session, host } = await twoRecordings();
  const running = newId(nodeEnvironment);
  await host.publish('recording.started', { title: 'Now' }, running);
  await expect(server.watched.share(session, running, hourMs)).rejects.toThrow('stop it first');
  await expect(server.watched.share(session, newId(nodeEnvironment), hourMs)).rejects.toMatchObject({
    code: 'not-found',
  });
});

it('a link’s bearer floods nobody: with too much, too fast or too large they are sent away', async () => {
  const { gateway, secret } = await twoRecordings();
  const open = async () => {
    const raw = await gateway.raw({ channel: 'replay', link: secret });
    raw.send(gateway.hello());
    await eventually(() => expect(raw.frames.map(({ t }) => t)).toContain('rewound'));
    return raw;
  };
  const many = await open();
  for (let i = 0; i < 3_000; i++) many.transport.send(encodeFrame({ t: 'show', by: 'seq', at: i % 9 }));
  await eventually(() => expect(many.frames.at(-1)).toMatchObject({ t: 'closed', code: 'too-fast' }));
  const large = await open();
  large.transport.send(new Uint8Array(100_000));
  await eventually(() => expect(large.frames.at(-1)).toMatchObject({ t: 'closed', code: 'too-large' }));
  const viewers = [];
  for (let i = 0; i < 25; i++) viewers.push(await open());
  const one = await gateway.raw({ channel: 'replay', link: secret });
  one.send(gateway.hello());
  await eventually(() => expect(one.frames.at(-1)).toMatchObject({ t: 'closed', code: 'too-fast' }));
  for (const each of viewers) each.transport.close();
  await eventually(open);
});

it('a replay that nobody watches any more leaves memory, also where who had asked for it never came', async () => {
  const clock = new ManualClock();
  const link = { hash: '', recording: 'r', createdMs: 0, expiresMs: Number.MAX_SAFE_INTEGER };
  const watched = new WatchedRecordings({
    links: { find: () => link, list: () => [] } as never,
    library: { history: async () => ({ close: () => undefined, timeline: { first: { seq: 1 } } }) } as never,
    environment: clock,
    blobs: () => undefined as never,
    report: () => undefined,
  });
  await watched.door('s', 'secret');
  expect(watched.count).toBe(1);
  const later = async () => {
    clock.advance(61_000);
    await new Promise((resolve) => setImmediate(resolve));
  };
  await later();
  expect(watched.count).toBe(0);

  const door = await watched.door('s', 'secret');
  const transport = { send: () => undefined, close: () => undefined } as unknown as Transport;
  door!.connect(transport, { is: 'guest' });
  await later();
  expect(watched.count).toBe(1);
  transport.onClose();
  // Another page comes in time: both see the same.
  await watched.door('s', 'secret');
  clock.advance(30_000);
  expect(watched.count).toBe(1);
  await later();
  expect(watched.count).toBe(0);
});
