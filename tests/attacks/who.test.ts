import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { serverReplica } from '../../src/shared/core/ids.ts';
import { hasRight } from '../../src/shared/core/rights.ts';
import { isWorkspaceMethod, isWorkspaceStream } from '../../src/shared/session/contract.ts';
import { type KindName, kinds, lookUp } from '../../src/shared/session/table.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { bodyOf } from './lib/bodies.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

const allKinds = Object.keys(kinds) as KindName[];

let host: AttackedHost;
let victim: RawClient;
let attackers: Record<'editor' | 'reviewer' | 'viewer', RawClient>;

beforeAll(async () => {
  host = await AttackedHost.start();
  victim = await host.guest('editor', { name: 'Victim' });
  const [editor, reviewer, viewer] = [
    await host.guest('editor'),
    await host.guest('reviewer'),
    await host.guest('viewer'),
  ];
  attackers = { editor, reviewer, viewer };
});
afterEach(() => host.goesOn());
afterAll(() => host.close());

/** The replicas that are somebody else's, by whose they are. */
const others = () => {
  const ofPurpose = Object.entries(host.replicas).map(([replica, { purpose }]) => [purpose, replica] as const);
  const [ownHost, disk] = ['host', 'disk'].map((sought) => ofPurpose.find(([purpose]) => purpose === sought)![1]);
  const own = { owner: host.owner.replica, victim: victim.replica };
  return { server: serverReplica, host: ownHost!, disk: disk!, ...own, nobody: freshId() };
};

/** Hints for bodies that would do something, were they taken. */
const effective = () => ({
  term: host.term,
  person: victim.welcome!.person,
  replica: victim.replica,
  path: 'README.md',
});

describe('a hello', () => {
  it.each(['server', 'host', 'disk', 'owner', 'victim'] as const)(
    'as the replica of the %s is turned down',
    async (whose) => {
      for (const purpose of ['window', 'host', 'disk', 'program', 'drain']) {
        const stranger = await host.stranger();
        const answer = await stranger.hello({ invite: host.invite, replica: others()[whose], purpose });
        expect([purpose, answer.t]).toEqual([purpose, 'closed']);
        expect(stranger.hasHeard('participants')).toBe(false);
      }
      expect(victim.gone || host.owner.gone).toBe(false);
    },
  );

  it.each(['host', 'disk'])('with the purpose %s makes nobody the host', async (purpose) => {
    const guest = await host.stranger();
    await guest.hello({ invite: host.invite, purpose });
    await host.goesOn();
    expect(host.replicaOfHost).toBe(host.host);
    const said = guest.gone ? 'closed' : await guest.verdict('doc.deleted', { term: host.term }, { ref: host.readme });
    expect(said).not.toBe('taken');
  });

  it('that says who its person is, or what they may, at the guests’ door changes nothing', async () => {
    const { person, token } = host.ownerData;
    const claims = [
      { person },
      { person, token: '' },
      { person, token: host.invite },
      { role: 'owner', isOwner: true },
    ];
    for (const claim of [...claims, { person, token: null }, { token }]) {
      const stranger = await host.stranger(claim);
      if (stranger.gone) continue;
      const answer = await stranger.hello(claim as object).catch(() => null);
      expect([claim, answer?.t === 'welcome']).toEqual([claim, false]);
    }
  });

  it('a second time, as somebody else, ends the connection', async () => {
    for (const changed of [
      { replica: victim.replica },
      { name: 'Owner' },
      { purpose: 'host' },
      { since: 1 },
      { refs: [freshId()] },
    ]) {
      const guest = await host.guest('editor');
      await guest.hello({ invite: host.invite, purpose: 'window', ...changed });
      expect([Object.keys(changed), (await guest.ended())?.code]).toEqual([Object.keys(changed), 'bad-request']);
    }
  });
});

describe.each(['editor', 'reviewer', 'viewer'] as const)('each kind, said by a %s', (role) => {
  it.each(['server', 'host', 'disk', 'owner', 'victim', 'nobody'] as const)(
    'in the name of the %s, ends the connection as forged',
    async (whose) => {
      for (const kind of allKinds) {
        const attacker = await host.again(attackers[role]);
        const body = bodyOf(kind, effective());
        const said = await attacker.verdict(kind, body, { by: others()[whose], ref: host.readme, to: host.host });
        expect([kind, said]).toEqual([kind, 'forged']);
      }
    },
  );

  it('is taken only with its right, and never where it is the server’s or the host’s', async () => {
    const taken = [];
    for (const kind of allKinds) {
      const { right, hostOnly, audience } = lookUp(kind)!;
      const mayBeSaid = right !== 'server' && !hostOnly && hasRight(role, right);
      if (mayBeSaid) continue;
      for (const to of audience === 'to' ? [host.host, victim.replica, host.owner.replica] : [null, victim.replica]) {
        const attacker = await host.again(attackers[role]);
        const from = victim.frames.length;
        const body = bodyOf(kind, effective()) as { params: unknown };
        const ask = isWorkspaceMethod(kind) ? 'request' : isWorkspaceStream(kind) ? 'open' : null;
        const said = ask
          ? ((await attacker[ask](kind, body.params, to!)).error?.code ?? 'taken')
          : await attacker.verdict(kind, body, { ref: host.readme, to });
        attacker.close();
        if (said === 'taken') taken.push(kind);
        const reached = victim.frames.slice(from).flatMap((frame) => ('entries' in frame ? frame.entries : []));
        const ofAttacker = reached.filter(([, , by, , , heard]) => by === attacker.replica && heard === kind);
        expect([kind, ofAttacker.length]).toEqual([kind, 0]);
      }
    }
    expect(taken).toEqual([]);
  });
});

describe('in requests and answers', () => {
  it('a guest asks nobody but the host', async () => {
    const reached = [];
    for (const [whose, to] of Object.entries(others()).filter(([whose]) => whose !== 'host')) {
      const attacker = await host.again(attackers.editor);
      const { error } = await attacker.request('files.list', { path: '' }, to);
      reached.push([whose, error?.code !== undefined]);
      attacker.close();
    }
    expect(reached.filter(([, turnedDown]) => !turnedDown)).toEqual([]);
    expect(victim.entries.filter(([, , , , , kind]) => kind === 'files.list')).toEqual([]);
    expect(host.owner.entries.filter(([, , , , , kind]) => kind === 'files.list')).toEqual([]);
  });

  it('another owner answers nobody in the host’s place', async () => {
    const second = await host.guest('editor');
    await host.give(second, 'owner');
    const said = await second.verdict(
      'request.answered',
      { id: 1, result: { content: 'forged' } },
      { to: victim.replica },
    );
    await victim.handled();
    expect(victim.entries.filter(([, , by]) => by === second.replica && victim.hasHeard('forged'))).toEqual([]);
    expect(said).not.toBe('taken');
  });

  it('a guest cannot cancel what another has asked', async () => {
    const attacker = await host.again(attackers.viewer);
    const asked = victim.open('search.text', { pattern: 'boat' }, host.host);
    for (let id = 1; id < 20; id++) {
      attacker.say('request.cancelled', { id }, { to: host.host });
      attacker.say('stream.ended', { id }, { to: host.host });
    }
    expect((await asked).result).toBeDefined();
    attacker.close();
  });

  it('another owner does nothing as the host without becoming it', async () => {
    const second = await host.guest('editor');
    await host.give(second, 'owner');
    const taken = [];
    for (const kind of allKinds.filter((each) => lookUp(each)!.hostOnly)) {
      const again = await host.again(second);
      const said = await again.verdict(kind, bodyOf(kind, effective()), { ref: host.readme });
      if (said === 'taken') taken.push(kind);
      again.close();
    }
    expect(taken).toEqual([]);
  });

  it('another owner asks nothing of the host’s machine beyond the folder', async () => {
    const second = await host.guest('editor');
    await host.give(second, 'owner');
    const answers = [
      await second.request('folders.browse', { path: '/' }, host.host),
      await second.request('folders.recent', {}, host.host),
      await second.request('folders.open', { path: '/no-such-folder' }, host.host),
      await second.request('library.list', {}, host.host),
      await second.request('library.label', { recording: freshId(), title: 'mine', tags: [] }, host.host),
      await second.open('library.find', { text: 'secret' }, host.host),
      await second.request('library.browse', { path: '/' }, host.host),
      await second.request('library.open', { path: '/etc/passwd', passphrase: null }, host.host),
      await second.open(
        'library.export',
        { recording: freshId(), as: 'file', passphrase: null, place: '/tmp/exported-by-another' },
        host.host,
      ),
    ];
    expect(answers.map(({ error }) => error?.code)).toEqual(answers.map(() => 'not-permitted'));
  });

  it('another owner does not take the host’s place from under them', async () => {
    const second = await host.guest('editor');
    await host.give(second, 'owner');
    const { person } = host.owner.welcome!;
    for (const [kind, body] of [
      ['role.changed', { person, role: 'viewer' }],
      ['participant.removed', { person, ban: true }],
      ['participant.denied', { person }],
      ['participant.denied', { person: victim.welcome!.person }],
      ['participant.admitted', { person, name: 'Viewer', role: 'viewer' }],
    ] as const) {
      const again = await host.again(second);
      expect([kind, await again.verdict(kind, body)]).toEqual([kind, 'not-permitted']);
    }
  });
});

describe('a frame', () => {
  it('with an honest entry before one in another’s name takes nothing of the other', async () => {
    const guest = await host.guest('editor');
    const honest = guest.entry('participant.renamed', { name: 'Honest' });
    const said = { by: victim.replica, n: victim.lastN + 1 };
    guest.send({
      t: 'entries',
      entries: [honest, guest.entry('participant.renamed', { name: 'In-anothers-name' }, said)],
    });
    expect((await guest.ended())?.code).toBe('forged');
    await victim.handled();
    expect(victim.hasHeard('In-anothers-name')).toBe(false);
  });
});

describe('a lock of somebody', () => {
  it('is not released or taken over by another under its id', async () => {
    const lock = { lock: freshId(), path: null, selection: null, lines: null, beside: [], untilMs: null };
    expect(await victim.verdict('lock.acquired', lock, { ref: host.readme })).toBe('taken');
    const attacker = await host.guest('editor');
    await attacker.verdict('lock.released', { lock: lock.lock });
    await attacker.verdict('lock.acquired', { ...lock, path: 'index.html', note: 'mine' });
    await attacker.verdict('lock.acquired', { ...lock, note: 'mine' }, { ref: host.readme });
    const { held } = (await host.guest('viewer')).keyframe!.locks as { held: Record<string, unknown> };
    expect(JSON.stringify(held[lock.lock])).toContain(victim.welcome!.person);
    expect(JSON.stringify(held)).not.toContain(attacker.welcome!.person);
    await victim.verdict('lock.released', { lock: lock.lock });
  });
});

describe('who waits to be let in', () => {
  it('hears nothing, says nothing, and is nobody else', async () => {
    await host.owner.request('sharing.open', { admitEveryone: false, role: 'editor' }, host.host);
    try {
      const { readme: ref, host: to } = host;
      const attempts: ((waiting: RawClient) => void)[] = [
        (waiting) => waiting.send({ t: 'subscribe', ref, subscription: 1 }),
        (waiting) => waiting.say('files.read', { id: 1, params: { path: 'README.md' } }, { to }),
        (waiting) => waiting.say('participant.admitted', { person: freshId(), name: 'Me', role: 'owner' }),
        (waiting) => waiting.say('participant.renamed', { name: 'Another' }),
        (waiting) => waiting.send({ t: 'ping' }),
      ];
      for (const attempt of attempts) {
        const waiting = await host.stranger();
        expect((await waiting.hello({ invite: host.invite, purpose: 'window' })).t).toBe('waiting');
        attempt(waiting);
        await host.goesOn();
        expect(waiting.frames.filter(({ t }) => !['waiting', 'closed', 'pong'].includes(t))).toEqual([]);
        expect(waiting.hasHeard('README') || waiting.hasHeard('Victim')).toBe(false);
        waiting.close();
      }
    } finally {
      await host.owner.request('sharing.open', { admitEveryone: true, role: 'editor' }, host.host);
    }
  });
});
