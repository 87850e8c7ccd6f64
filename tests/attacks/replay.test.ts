import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { serverReplica } from '../../src/shared/core/ids.ts';
import {
  type WorkspaceMethod,
  type WorkspaceStream,
  workspaceMethods,
  workspaceStreams,
} from '../../src/shared/session/contract.ts';
import { type KindName, kinds } from '../../src/shared/session/table.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { bodyOf, fittingValue } from './lib/bodies.ts';
import { freshId, freshSecret, RawClient } from './lib/raw-client.ts';

const evilPaths = [
  '../outside',
  '/etc/passwd',
  '.env',
  '.git/config',
  'a\0b',
  '__proto__',
  'constructor',
  '~'.repeat(4096),
];

let host: AttackedHost;
beforeAll(async () => {
  host = await AttackedHost.start();
});
afterEach(() => host.goesOn());
afterAll(() => host.close());

/** A viewer of the session's recording, welcomed, whose program is not ours. */
async function viewer(): Promise<RawClient> {
  const raw = await RawClient.open(host.ownerOrigin, { ...host.ownerData, channel: 'replay' });
  await raw.hello({ purpose: 'window', name: 'Viewer' });
  await raw.until((frame) => (frame.t === 'rewound' ? true : undefined));
  return raw;
}

const words = (raw: RawClient) => raw.frames.map(({ t }) => t);

describe('the door of recordings', () => {
  it('is shut for strangers, guests, and everybody with another token, at either address', async () => {
    const guest = await host.guest('viewer');
    const { token, ...rest } = host.ownerData;
    const attempts: [string, Record<string, unknown>][] = [host.guestOrigin, host.ownerOrigin].flatMap((at) => [
      [at, { session: host.session }],
      [at, { ...rest }],
      [at, { ...rest, token: freshSecret() }],
      [at, { ...rest, token: guest.ticket }],
      [at, { ...rest, token: host.invite }],
      [at, { session: freshId(), token: freshSecret() }],
    ]);
    for (const [at, data] of attempts) {
      const raw = await RawClient.open(at, { ...data, channel: 'replay' });
      raw.send({ t: 'hello', hello: {} });
      await raw.hello({ invite: host.invite, ticket: guest.ticket, purpose: 'window' }).catch(() => undefined);
      expect(words(raw).filter((t) => t !== 'closed')).toEqual([]);
      raw.close();
    }
    expect(token).toBeDefined();
  });
});

describe('a viewer of a recording', () => {
  it('says nothing into it, or into the session: whatever kind it is, in whoever’s name', async () => {
    const raw = await viewer();
    const head = host.witness.frames.length;
    const hints = { term: host.term, path: 'README.md', person: host.owner.welcome!.person };
    for (const kind of Object.keys(kinds) as KindName[])
      for (const by of [raw.replica, host.owner.replica, serverReplica])
        raw.say(kind, bodyOf(kind, hints), { by, ref: host.readme, n: 1 });
    await raw.handled();
    const said = new Set(raw.entries.map((entry) => entry[5]));
    expect([...said].filter((kind) => !/^(request\.answered|stream\.(sent|ended))$/.test(kind))).toEqual([]);
    const heard = host.witness.frames.slice(head).flatMap((frame) => ('entries' in frame ? frame.entries : []));
    expect(heard.filter(([, , by]) => by === raw.replica)).toEqual([]);
    raw.close();
  });

  it.each(evilPaths)('asks for %j by every method and stream, and gets nothing of the disk', async (path) => {
    const raw = await viewer();
    const hints = {
      path,
      from: path,
      to: path,
      ref: host.readme,
      place: path,
      pattern: 'x',
      content: Buffer.from('x'),
    };
    for (const method of Object.keys(workspaceMethods) as WorkspaceMethod[]) {
      const answer = await raw.request(method, fittingValue(workspaceMethods[method].params, hints), serverReplica);
      expect([method, answer.result !== undefined || answer.error !== undefined]).toEqual([method, true]);
    }
    for (const name of Object.keys(workspaceStreams) as WorkspaceStream[]) {
      const answer = await raw.open(name, fittingValue(workspaceStreams[name].params, hints), serverReplica);
      if (!name.startsWith('replay.') || name === 'replay.fork')
        expect([name, answer.error?.code]).toEqual([name, 'host-away']);
    }
    expect(raw.hasHeard('root:')).toBe(false);
    raw.close();
  });

  it.each([
    { t: 'show', by: 'seq', at: -1 },
    { t: 'show', by: 'seq', at: Number.NaN },
    { t: 'show', by: 'time', at: '1' },
    { t: 'show', by: 'entry', at: 1 },
    { t: 'show' },
    { t: 'subscribe', ref: '../x', subscription: 1 },
    { t: 'subscribe', ref: 'aaaaaaaaaaaaaaaaaaaaaa', subscription: 0.5 },
    { t: 'resume', subscription: 1, held: 'all' },
    { t: 'rewound', seq: 1, state: {} },
  ])('is cut off with words for %j', async (frame) => {
    const raw = await viewer();
    raw.send(frame);
    expect((await raw.ended())?.code).toBe('bad-request');
  });

  it.each([0, 0.5, 1e15, Number.MAX_VALUE, Number.POSITIVE_INFINITY])(
    'is shown the nearest moment to %d',
    async (at) => {
      const raw = await viewer();
      for (const by of ['seq', 'time']) raw.send({ t: 'show', by, at });
      await raw.handled().catch(() => undefined);
      expect(raw.closed?.code ?? 'bad-request').toBe('bad-request');
      raw.close();
    },
  );

  it('takes no turn from others by floods: of moments, of subscriptions, of questions', async () => {
    const raw = await viewer();
    for (let at = 0; at < 2_000; at++) {
      raw.send({ t: 'show', by: 'seq', at: at % 2 });
      raw.send({ t: 'subscribe', ref: freshId(), subscription: at + 1 });
      const params = { text: 'a', ref: null, matchCase: false };
      raw.say('replay.find', { id: at + 1, params, creditBytes: 1 }, { to: serverReplica, n: 0 });
      raw.say('stream.granted', { id: at + 1, bytes: 1 }, { to: serverReplica, n: 0 });
    }
    const other = await viewer();
    const answer = await other.request('replay.moment', {}, serverReplica);
    expect(answer.result).toBeDefined();
    expect(raw.gone === false || raw.closed !== null).toBe(true);
    raw.close();
    other.close();
  });
});
