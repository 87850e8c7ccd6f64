import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ServerFrame } from '../../src/shared/core/frames.ts';
import { serverReplica } from '../../src/shared/core/ids.ts';
import { roles } from '../../src/shared/core/rights.ts';
import {
  type WorkspaceMethod,
  type WorkspaceStream,
  workspaceMethods,
  workspaceStreams,
} from '../../src/shared/session/contract.ts';
import { type KindName, kinds } from '../../src/shared/session/table.ts';
import { readWatchFragment } from '../../src/shared/watch-link.ts';
import { type OwnWindow, ownWindow } from '../lib/own-window.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { BlobClient, hashOf } from './lib/bare-http.ts';
import { bodyOf, fittingValue } from './lib/bodies.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { hiddenPaths, secrets } from './lib/planted-folder.ts';
import { freshId, freshSecret, RawClient } from './lib/raw-client.ts';

const hourMs = 3_600_000;
/** Words that are in the session, and not in the recording that is shared. */
const beside = ['before-canary', 'resting-canary', 'second-canary', 'live-canary', 'spoken-canary'];

let host: AttackedHost;
let own: OwnWindow;
let typist: HonestTypist;
const [shared, other] = [freshId(), freshId()];
let otherRef = '';
let bearers: RawClient[] = [];

async function typedAndTaken(word: string): Promise<void> {
  await typist.types(word);
  const at = typist.text.toString().indexOf(word);
  await typist.deletes(at, word.length);
}

async function linkTo(recording: string): Promise<string> {
  const { link } = await own.direct.request('library.share', { recording, lifetimeMs: hourMs });
  return readWatchFragment(new URL(link).hash)!.watch;
}

beforeAll(async () => {
  host = await AttackedHost.start();
  own = await ownWindow(host.url);
  typist = await HonestTypist.join(await host.guest('editor'), host.host, 'plain.txt');
  await typedAndTaken('before-canary');
  await own.client.publish('recording.started', { title: 'Shared' }, shared);
  await typist.types('shared-word ');
  await own.client.publish('recording.paused', {}, shared);
  await typedAndTaken('resting-canary');
  await own.client.publish('recording.resumed', {}, shared);
  await typist.types('shared-again ');
  await own.client.publish('recording.stopped', {}, shared);
  await own.client.publish('recording.started', { title: 'second-canary' }, other);
  await own.client.publish('recording.marked', { words: 'second-canary' }, other);
  otherRef = (await HonestTypist.join(typist.client, host.host, 'docs/open.txt')).ref;
  await typist.types('second-canary ');
  await own.client.publish('recording.stopped', {}, other);
  await typist.types('live-canary ');
  await own.client.settled();
});

afterEach(async () => {
  for (const bearer of bearers.splice(0)) {
    for (const word of [...beside, ...Object.values(secrets)])
      expect([word, bearer.hasHeard(word)]).toEqual([word, false]);
    bearer.close();
  }
  await host.goesOn();
});

afterAll(async () => {
  own?.client.abandon();
  own?.direct.close();
  await host?.close();
});

/** Somebody who has a link to a recording, and nothing else. */
async function bearer(link: string, data: Record<string, unknown> = {}, hello: object = {}): Promise<RawClient> {
  const raw = await RawClient.open(host.guestOrigin, { session: host.session, channel: 'replay', link, ...data });
  bearers.push(raw);
  await raw.hello({ purpose: 'window', name: 'Bearer', ...hello }).catch(() => undefined);
  return raw;
}

const isShown = (raw: RawClient) => raw.frames.some(({ t }) => t === 'rewound');

async function watching(link: string, data = {}, hello = {}): Promise<RawClient> {
  const raw = await bearer(link, data, hello);
  await raw.until((frame) => (frame.t === 'rewound' ? true : undefined));
  return raw;
}

async function looksEverywhere(raw: RawClient): Promise<void> {
  const refs = [host.readme, typist.ref, otherRef, shared, other, freshId()];
  for (const at of [0, 1e15]) {
    for (const by of ['seq', 'time']) {
      raw.send({ t: 'show', by, at });
      for (const [index, ref] of refs.entries()) raw.send({ t: 'subscribe', ref, subscription: index + 1 });
      raw.send({ t: 'resume', subscription: 9, held: refs.map((ref) => [ref, 0]) });
      await raw.handled();
    }
  }
}

describe('the bearer of a link to one recording', () => {
  it('sees that recording', async () => {
    const raw = await watching(await linkTo(shared));
    await looksEverywhere(raw);
    expect(raw.hasHeard('shared-word')).toBe(true);
  });

  it('sees no other, nor what is said now, whoever they say that they are', async () => {
    const link = await linkTo(shared);
    const data = [
      { recording: other },
      { person: host.owner.welcome!.person },
      { recording: other, person: freshId() },
    ];
    for (const each of data) await looksEverywhere(await watching(link, each));
    const replicas = [host.owner.replica, host.host, serverReplica, typist.client.replica];
    for (const replica of replicas)
      for (const purpose of ['window', 'host', 'disk', 'program', 'drain']) {
        const raw = await bearer(link, {}, { replica, purpose, since: 1e9, refs: [typist.ref], invite: host.invite });
        if (!raw.gone) await looksEverywhere(raw);
        raw.close();
      }
    const from = host.witness.frames.length;
    await typist.types('live-canary ');
    expect(host.owner.gone).toBe(false);
    expect(host.witness.frames.slice(from).filter(({ t }) => t === 'closed')).toEqual([]);
  });

  it.each([...Object.keys(hiddenPaths), '../outside/outside.txt', 'plain.txt'])(
    'gets nothing of %s, or of other recordings, by any method or stream',
    async (path) => {
      const link = await linkTo(shared);
      const hints = { path, from: path, to: path, place: path, ref: otherRef, recording: other, pattern: 'canary' };
      const asking = await watching(link);
      asking.send({ t: 'show', by: 'seq', at: 1e15 });
      const answered = /^(replay\.|files\.(stat|list|read)$|documents\.open$|search\.files$|workspace\.describe$)/;
      for (const method of Object.keys(workspaceMethods) as WorkspaceMethod[]) {
        const params = fittingValue(workspaceMethods[method].params, hints);
        const { result, error } = await asking.request(method, params, serverReplica);
        if (!answered.test(method)) expect([method, result, error?.code]).toEqual([method, undefined, 'host-away']);
      }
      const opening = await watching(link);
      for (const name of Object.keys(workspaceStreams) as WorkspaceStream[])
        for (const ref of [otherRef, typist.ref, other]) {
          const more = { text: 'canary', seq: 1e9, between: [0, 1e9], withinMs: hourMs, ref };
          const params = fittingValue(workspaceStreams[name].params, { ...hints, ...more });
          const { error, parts } = await opening.open(name, params, serverReplica);
          if (!name.startsWith('replay.') || name === 'replay.fork')
            expect([name, error?.code, parts]).toEqual([name, 'host-away', []]);
        }
    },
  );

  it('says nothing, whatever kind it is and in whoever’s name', async () => {
    const raw = await watching(await linkTo(shared));
    const from = host.witness.frames.length;
    const hints = { term: host.term, path: 'README.md', person: host.owner.welcome!.person };
    for (const by of [raw.replica, host.owner.replica, serverReplica, typist.client.replica]) {
      const entries = (Object.keys(kinds) as KindName[]).map((kind) =>
        raw.entry(kind, bodyOf(kind, hints), { by, ref: typist.ref, n: 1 }),
      );
      for (let at = 0; at < entries.length; at += 60) raw.send({ t: 'entries', entries: entries.slice(at, at + 60) });
    }
    await raw.handled();
    const said = new Set(raw.entries.map(([, , , , , kind]) => kind));
    expect([...said].filter((kind) => !/^(request\.answered|stream\.(sent|ended))$/.test(kind))).toEqual([]);
    await host.goesOn();
    const heard = host.witness.frames.slice(from).flatMap((frame) => ('entries' in frame ? frame.entries : []));
    expect(heard.filter(([, , by]) => by === raw.replica)).toEqual([]);
    expect(heard.filter(([, , , , , kind]) => /recording|role|participant|sealed|cut/.test(kind))).toEqual([]);
  });

  it('opens no other door by it, and others’ credentials open none of its', async () => {
    const link = await linkTo(shared);
    const { token } = host.ownerData;
    const attempts: [string, Record<string, unknown>][] = [
      [host.guestOrigin, { channel: 'session', link }],
      [host.guestOrigin, { channel: 'session', token: link }],
      [host.guestOrigin, { channel: 'workspace', link }],
      [host.guestOrigin, { channel: 'replay', token: link }],
      [host.guestOrigin, { channel: 'replay', link, token: link }],
      [host.guestOrigin, { channel: 'replay', recording: shared }],
      [host.guestOrigin, { channel: 'replay', link: host.invite }],
      [host.guestOrigin, { channel: 'replay', link: typist.client.ticket }],
      [host.guestOrigin, { channel: 'replay', link: token }],
      [host.guestOrigin, { channel: 'replay', link: freshSecret() }],
      [host.guestOrigin, { channel: 'replay', link, session: freshId() }],
      [host.guestOrigin, { channel: 'replay', link: [link] }],
      [host.ownerOrigin, { channel: 'replay', link }],
      [host.ownerOrigin, { channel: 'session', token: link, person: host.ownerData.person }],
      [host.ownerOrigin, { channel: 'workspace', token: link, person: host.ownerData.person }],
    ];
    for (const [at, data] of attempts) {
      const raw = await RawClient.open(at, { session: host.session, ...data });
      await raw.hello({ invite: link, ticket: link, purpose: 'window' }).catch(() => undefined);
      expect([data, raw.frames.filter(({ t }) => t !== 'closed')]).toEqual([data, []]);
      raw.close();
    }
    for (const path of ['door', `hosting/${host.session}/invite`, `arrivals/${host.session}`, 'metrics']) {
      const headers = { authorization: `Bearer ${link}` };
      const { status } = await fetch(`${host.guestOrigin}/${path}?session=${host.session}`, { headers });
      expect([path, [401, 403, 404].includes(status)]).toEqual([path, true]);
    }
  });

  it('reads no attachment beside the recording, and leaves none', async () => {
    const content = Buffer.from('live-canary '.repeat(9));
    const hash = await new BlobClient(host, typist.client).upload(content);
    const link = await linkTo(shared);
    const raw = await watching(link);
    for (const kind of ['doc.updated', 'chat.said', 'comments.say'] as const)
      raw.say(kind, null, { blob: hash, ref: typist.ref, n: 1, to: serverReplica });
    await looksEverywhere(raw);
    raw.ticket = link;
    const blobs = new BlobClient(host, raw);
    const answer = await blobs.get(hash);
    expect([answer.status, (await answer.text()).includes('canary')]).toEqual([404, false]);
    expect((await blobs.head(hash)).headers.get('x-received-bytes')).toBe('0');
    expect((await blobs.put(hashOf(Buffer.from('x')), Buffer.from('x'))).ok).toBe(false);
  });

  it('is sent away when it is revoked, and when the recording is deleted, also with questions under way', async () => {
    const link = await linkTo(other);
    const doomed = freshId();
    await own.client.publish('recording.started', { title: 'Doomed' }, doomed);
    await own.client.publish('recording.stopped', {}, doomed);
    const [first, second] = [await linkTo(doomed), await linkTo(doomed)];
    const [one, two] = [await watching(first), await watching(second)];
    const { links } = await own.direct.request('library.links', {});
    const of = links.filter(({ recording }) => recording === doomed);
    for (const raw of [one, two])
      raw.say(
        'replay.find',
        { id: 1, params: { text: 'a', ref: null, matchCase: false }, creditBytes: 1 },
        { to: serverReplica, n: 0 },
      );
    for (const { hash } of of.slice(0, 1)) await own.direct.request('library.revoke', { hash });
    await Promise.race([one.ended(), two.ended()]);
    await own.direct.request('library.delete', { recording: doomed, clears: true });
    for (const raw of [one, two]) expect((await raw.ended())?.code).toBe('ended');
    for (const each of [first, second]) expect(isShown(await bearer(each))).toBe(false);
    expect(link).toBeDefined();
  });
});

describe('a cut of one file', () => {
  it('takes it from those who watch by a link, and for good', async () => {
    const recording = freshId();
    await own.client.publish('recording.started', { title: 'To cut' }, recording);
    const after = own.client.applied;
    await typedAndTaken('cut-canary');
    await typist.types('stays-word ');
    await own.client.publish('recording.stopped', {}, recording);
    const upTo = own.client.applied;
    const link = await linkTo(recording);
    const before = await watching(link);
    await looksEverywhere(before);
    expect(before.hasHeard('cut-canary')).toBe(true);
    await own.direct.request('recordings.cut', { after, upTo, ref: typist.ref });
    expect((await before.ended())?.code).toBe('ended');
    const again = await watching(link);
    await looksEverywhere(again);
    for (const name of ['replay.text', 'replay.find', 'replay.line', 'replay.why', 'replay.changes'] as const)
      for (let seq = after; seq <= upTo; seq++) {
        const hints = { ref: typist.ref, seq, text: 'canary', between: [after, seq], line: 1, withinMs: hourMs };
        if (name !== 'replay.text' && seq < upTo) continue;
        await again.open(name, fittingValue(workspaceStreams[name].params, hints), serverReplica);
      }
    expect(again.hasHeard('cut-canary')).toBe(false);
    // Text of the other recording stands in this one.
    bearers = [];
    expect(again.hasHeard('stays-word')).toBe(true);
    await typist.types('goes-on ');
  });

  it('of what is not there, beyond the end or over another cut is answered in words or does nothing', async () => {
    const head = own.client.applied;
    const stretches = [
      [0, 1],
      [head, head + 1],
      [head + 10, head + 1e6],
      [0, 1e9],
      [5, 2],
      [3, 3],
      [0, Number.MAX_SAFE_INTEGER],
    ];
    for (const ref of [freshId(), shared, host.host, serverReplica, otherRef, undefined])
      for (const [after, upTo] of ref === otherRef || ref === undefined ? stretches.slice(1, 3) : stretches) {
        const asked = { after: after!, upTo: upTo!, ...(ref && { ref }) };
        for (const method of ['recordings.standing', 'recordings.cut'] as const) {
          const said = await own.direct.request(method, asked).catch((thrown: { code: string }) => thrown.code);
          expect([method, asked, said !== 'internal' && said !== 'disconnected']).toEqual([method, asked, true]);
        }
      }
    for (let i = 0; i < 40; i++)
      await own.direct.request('recordings.cut', { after: i, upTo: i + 5, ref: typist.ref }).catch(() => undefined);
    await typist.types('still-goes-on ');
    const newcomer = await HonestTypist.subscribe(await host.guest('editor'), typist.ref);
    expect(newcomer.text.toString()).toContain('still-goes-on');
  });
});

describe('a file that becomes hidden', () => {
  it('is shown no more to those who watch by a link, also to who had not looked yet, nor named by a question', async () => {
    await writeFile(join(host.folder, 'turns-hidden.txt'), 'turns-canary\n');
    const recording = freshId();
    await own.client.publish('recording.started', { title: 'Turns' }, recording);
    const { ref } = await HonestTypist.join(typist.client, host.host, 'turns-hidden.txt');
    await own.client.publish('recording.stopped', {}, recording);
    await own.client.settled();
    const link = await linkTo(recording);
    const [before, early] = [await watching(link), await watching(link)];
    before.send({ t: 'show', by: 'seq', at: 1e15 });
    before.send({ t: 'subscribe', ref, subscription: 1 });
    await before.handled();
    expect(before.hasHeard('turns-canary')).toBe(true);
    const from = host.witness.frames.length;
    // By a request: a move by another program may be seen as a deletion.
    const move = { from: 'turns-hidden.txt', to: 'private/turns-hidden.txt', overwrite: false };
    await host.owner.request('files.move', move, host.host);
    const isSealed = (frame: ServerFrame) =>
      'entries' in frame && frame.entries.some(([, , , , , kind, , of]) => kind === 'doc.sealed' && of === ref);
    await host.witness.until((frame) => (isSealed(frame) ? true : undefined), from);
    // Its past leaves the log a moment later.
    await own.client.settled();
    const late = await watching(link);
    const seenBefore = early.frames.length;
    for (const raw of [early, late]) {
      if (raw.gone) continue;
      raw.send({ t: 'show', by: 'seq', at: 1e15 });
      raw.send({ t: 'subscribe', ref, subscription: 1 });
      await raw.handled().catch(() => undefined);
      for (const name of ['replay.text', 'replay.find', 'replay.line', 'replay.changes'] as const) {
        const hints = { ref, seq: 1e9, text: 'turns', between: [0, 1e9], line: 1 };
        if (raw.gone) break;
        await raw.open(name, fittingValue(workspaceStreams[name].params, hints), serverReplica).catch(() => undefined);
      }
    }
    expect([early.hasHeard('turns-canary'), late.hasHeard('turns-canary')]).toEqual([false, false]);
    expect(seenBefore).toBeGreaterThan(0);
    bearers = [];
  });
});

describe('deleting, limiting and cutting recordings', () => {
  it('is refused to everybody but the owner’s own windows, and to forged entries of the server', async () => {
    for (const role of ['viewer', 'editor', 'maintainer', 'owner'] as const)
      for (const kind of [
        'doc.cut',
        'terminal.cut',
        'chat.cut',
        'recording.deleted',
        'recording.limited',
        'recording.kept',
      ] as const) {
        const guest = await host.guest(role);
        const body = bodyOf(kind, { outcome: null });
        const said = await guest.verdict(kind, body, { ref: typist.ref });
        expect([kind, role, said]).toEqual([kind, role, 'not-permitted']);
        guest.close();
      }
  });
});

/** Methods and streams about recordings, the past and what is kept, which only the host's own windows have. */
const ownAlone = [...Object.keys(workspaceMethods), ...Object.keys(workspaceStreams)].filter((name) =>
  /^(library|recordings|storage|comments)\.|^replay\.fork$/.test(name),
);

describe('what is kept of a session', () => {
  const asks = (guest: RawClient, name: string, hints: object) => {
    const isStream = name in workspaceStreams;
    const { params } = isStream ? workspaceStreams[name as WorkspaceStream] : workspaceMethods[name as WorkspaceMethod];
    return guest[isStream ? 'open' : 'request'](
      name,
      fittingValue(params, name === 'comments.say' ? {} : { ...hints }),
      host.host,
    );
  };
  const about = () => ({
    ...{ recording: shared, days: 1, clears: true, lifetimeMs: hourMs, after: 0, upTo: 1e9, ref: typist.ref },
    ...{ path: 'README.md', name: 'x.ensemble', text: 'canary', place: null },
  });

  it.each(roles)('is not for a guest who is %s: each method says that it is not permitted', async (role) => {
    const guest = await host.guest(role);
    for (const name of ownAlone) {
      const { error, result } = await asks(guest, name, about());
      expect([name, result, error?.code]).toEqual([name, undefined, 'not-permitted']);
    }
    expect((await asks(guest, 'activity.since', {})).error).toBeUndefined();
    const { recordings } = await own.direct.request('library.list', {});
    expect(recordings.find(({ ref }) => ref === shared)).toMatchObject({ title: 'Shared', keptDays: null });
    guest.close();
  });

  it('is not for somebody who was sent out, has left, or was never in', async () => {
    const sent = await host.guest('editor');
    await host.owner.verdict('participant.removed', { person: sent.welcome!.person, ban: true });
    await sent.ended();
    const stranger = await host.stranger();
    const back = await host.stranger();
    back.ticket = sent.ticket;
    await back.hello({ invite: host.invite, purpose: 'window' });
    for (const guest of [sent, stranger, back])
      for (const name of [...ownAlone, 'activity.since']) {
        if (guest.gone) break;
        expect([name, (await asks(guest, name, about()).catch(() => ({ result: undefined }))).result]).toEqual([
          name,
          undefined,
        ]);
      }
    for (const guest of [stranger, back]) expect(guest.frames.map(({ t }) => t)).toEqual(['closed']);
  });
});
