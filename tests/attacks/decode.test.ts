import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { pack, unpack } from '../../src/shared/core/message-pack.ts';
import { isWorkspaceMethod } from '../../src/shared/session/contract.ts';
import { type KindName, kinds } from '../../src/shared/session/table.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { BlobClient } from './lib/bare-http.ts';
import { evilBytes } from './lib/evil-bytes.ts';
import { JoinedProgram } from './lib/joined-program.ts';
import type { Answer, RawClient } from './lib/raw-client.ts';

const long = process.env.ENSEMBLE_LONG_ATTACKS === '1';
const evils = Object.entries(evilBytes);
/** Their bodies are not opened on their way: what is msgpack of bounded depth passes, and folds as nothing. */
const opaque: readonly string[] = ['doc.updated', 'cursor.moved'] satisfies KindName[];
const wellPacked = ['a number that is none', 'a map whose key is __proto__', 'text that is no UTF-8'];

let host: AttackedHost;
let program: JoinedProgram;
let ref: string;
async function begin(): Promise<void> {
  host = await AttackedHost.start();
  program = await JoinedProgram.join(host.link, 'Program');
  await program.run('open README.md');
  const { result } = await host.owner.request('documents.open', { path: 'README.md' }, host.host);
  ref = result!.ref as string;
}
async function end(): Promise<void> {
  await program?.close();
  await host?.close();
}
beforeAll(begin);
afterEach(() => host.goesOn());
afterAll(end);

const isAsked = (name: string) => kinds[name as KindName].audience === 'to';
/** Judged by who gets them alone: what they say is answered by nobody. */
const isRelayed = (name: string) => isAsked(name) && !isWorkspaceMethod(name);

const answers = (client: RawClient, from = 0) =>
  client.frames
    .slice(from)
    .flatMap((frame) => (frame.t === 'direct' ? frame.entries : []))
    .filter(([, , , , , kind]) => kind === 'request.answered')
    .map((entry) => unpack(entry[9]) as Answer);

/** Opens a transport, says `first` in the packet that connects, and waits for the door's answer to `then`. */
async function speaks(first: Uint8Array | string): Promise<void> {
  const at = `${host.guestOrigin.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(at, { headers: { origin: host.guestOrigin } });
  socket.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the door neither answers nor shuts')), 8_000);
    const done = () => {
      clearTimeout(late);
      resolve();
    };
    socket.on('close', done);
    socket.on('message', (payload: Buffer, isBinary: boolean) => {
      if (isBinary) return done();
      const text = payload.toString();
      if (text.startsWith('0')) socket.send(first);
    });
  });
  socket.terminate();
}

describe('a stranger sends in the packet that connects', () => {
  for (const [what, bytes] of evils) it(what, () => speaks(bytes));
  it('a text', () => speaks('40{"session":"x"}'));
  it('half a packet of text that announces attachments', () => speaks('4550-["f",{"_placeholder":true,"num":0}]'));
  it('a megabyte', () => speaks(new Uint8Array(1_000_000)));
});

describe('a stranger sends in the place of hello', () => {
  it.each(evils)('%s', async (_, bytes) => {
    const stranger = await host.stranger();
    stranger.sendBytes(bytes);
    const closed = await stranger.ended();
    expect(stranger.welcome).toBeNull();
    expect(closed?.code ?? 'bad-request').toBe('bad-request');
  });

  it('ten thousand entries', async () => {
    const stranger = await host.stranger();
    const entries = Array.from({ length: 1_500 }, () => stranger.entry('cursor.moved', {}));
    for (let times = 0; times < 7; times++) stranger.send({ t: 'entries', entries });
    expect((await stranger.ended())?.code).toBe('bad-request');
  });
});

describe('a viewer sends as a frame', () => {
  it.each(evils)('%s', async (_, bytes) => {
    const viewer = await host.guest('viewer');
    viewer.sendBytes(bytes);
    const closed = await viewer.ended();
    expect(closed?.code).toBe('bad-request');
  });

  it.each(evils)('%s, as a packet', async (_, bytes) => {
    const viewer = await host.guest('viewer');
    viewer.sendPacket(bytes);
    viewer.send({ t: 'leave' });
    await viewer.ended();
  });
});

describe('an owner’s body that is evil is turned down, of the kind', () => {
  let window: RawClient;
  beforeAll(async () => {
    window = await host.ownersWindow();
  });
  it.each(Object.keys(kinds).map((name, index) => [name, index] as const))('%s', async (name, index) => {
    const some = long ? evils : evils.filter((_, at) => (at + index) % 4 === 0);
    for (const [what, bytes] of some) {
      if (window.gone || window.closed) window = await host.ownersWindow();
      const said = { bytes, ref: ref, to: kinds[name as KindName].audience === 'to' ? host.host : null };
      const from = window.frames.length;
      const verdict = await window.verdict(name, {}, said);
      const gained = answers(window, from).filter((answer) => answer.result !== undefined);
      expect(gained, what).toEqual([]);
      if (isRelayed(name) || (opaque.includes(name) && wellPacked.includes(what))) continue;
      expect(verdict, what).not.toBe('taken');
    }
  });
});

describe('an editor’s attachment that is evil is judged like a body', () => {
  // Together with those of before, more guests than come in at once.
  beforeAll(async () => {
    await end();
    await begin();
    editor = await host.guest('editor');
  });
  let editor: RawClient;
  it.each(Object.keys(kinds))('%s', async (name) => {
    if (editor.gone || editor.closed) editor = await host.guest('editor');
    const from = editor.frames.length;
    const blobs = new BlobClient(host, editor);
    const [what, bytes] = evils[1 + (Object.keys(kinds).indexOf(name) % (evils.length - 1))]!;
    const blob = await blobs.upload(bytes);
    const said = { blob, ref, to: isAsked(name) ? host.host : null };
    const verdict = await editor.verdict(name, {}, said);
    expect(answers(editor, from).filter((answer) => answer.result !== undefined)).toEqual([]);
    const passes = isRelayed(name) || (opaque.includes(name) && wellPacked.includes(what));
    if (!passes) expect(verdict, what).not.toBe('taken');
  });

  it.each([
    ['is no msgpack', evilBytes['half a body']!],
    ['is a number', pack(7)],
    ['has no id', pack({ params: { path: 'README.md' } })],
    ['has an id that is none', pack({ id: 'one', params: {} })],
    ['has an id beyond all numbers', Uint8Array.of(0x81, 0xa2, 0x69, 0x64, 0xcf, ...Array(8).fill(0xff))],
  ])('also of a request that %s, which is turned down as one in the entry is', async (_, bytes) => {
    const editor = await host.guest('editor');
    const blob = await new BlobClient(host, editor).upload(bytes);
    for (const said of [{ blob }, { bytes }]) {
      const from = editor.frames.length;
      editor.say('files.stat', {}, { n: 0, to: host.host, ...said });
      await editor.request('files.stat', { path: 'README.md' }, host.host);
      const refused = editor.frames.slice(from).filter((frame) => frame.t === 'refused');
      expect(refused).toMatchObject([{ kind: 'files.stat', code: 'bad-request' }]);
    }
  });

  it('of a request is answered as one in the entry is, wherever its id stands', async () => {
    const editor = await host.guest('editor');
    const blob = await new BlobClient(host, editor).upload(pack({ params: { path: 7 }, id: 1 }));
    const { error } = await editor.request('files.stat', {}, host.host, { blob });
    expect(error?.code).toBe('bad-request');
  });
});

describe('a log in which evil stands', () => {
  const nothing = { client: 1, clock: 0, length: 1, copyClient: 2, copyClock: 0 };
  const poison: Record<string, unknown> = {
    'no update': {},
    'an update that is no bytes': { update: 'text' },
    'an update of no bytes': { update: new Uint8Array() },
    'an update that promises a million structs': { update: Uint8Array.of(0xff, 0xff, 0x3f, 1, 1, 0) },
    'an update of 2^53 clients': { update: Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f) },
    'a length beyond all numbers': { update: new Uint8Array(60_000).fill(0xff) },
    'a delete set of a million': { update: Uint8Array.of(0, 0xff, 0xff, 0x3f, 1) },
    'a hundred thousand restores of nothing': { update: Uint8Array.of(0, 0), restores: Array(1_500).fill(nothing) },
    'a number': 7,
    null: null,
    'a cursor that is none': {
      update: Uint8Array.of(0, 0),
      cursor: { anchor: new Uint8Array(9), head: new Uint8Array(9) },
    },
    'a long list': Array(60_000).fill(0),
    'many keys': Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`key${at}`, at])),
  };

  it('starts again, and is heard by those who come', async () => {
    const editor = await host.guest('editor');
    editor.send({ t: 'subscribe', ref, subscription: 1 });
    const verdicts: Record<string, string> = {};
    for (const [what, body] of Object.entries(poison)) {
      for (const kind of ['doc.updated', 'cursor.moved']) {
        const verdict = await editor.verdict(kind, body, { ref });
        verdicts[`${kind}: ${what}`] = verdict;
        if (verdict === 'rebase-needed') await editor.verdict('doc.rebased', {}, { ref });
      }
    }
    expect(Object.values(verdicts)).toContain('taken');
    await host.goesOn();
    await program.run('type README.md 0 "after the poison "');
    await host.hears('after the poison ');
    await program.close();
    await host.restart();
    program = await JoinedProgram.join(host.link, 'Newcomer');
    await program.run('open README.md');
    expect(await program.text('README.md')).toContain('after the poison');
  });
});
