import { spawn, spawnSync } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket as WebSocketOfWs } from 'ws';
import { fingerprintOf, makeCertificate } from '../../../../server/server.ts';
import { SharedValues } from '../../../../src/client/values/shared-values.ts';
import { formatInviteLink } from '../../../../src/shared/invite-link.ts';
import { type OpenAnswer, OpenProgram } from '../../../lib/open-program.ts';
import { Gateway, invite } from './gateway-fixture.ts';

async function wireOf() {
  const gateway = await Gateway.open();
  const origin = `http://127.0.0.1:${gateway.guestPort}`;
  const open = (session = gateway.session) => new OpenProgram(origin, session).opened();
  const enter = async (name: string, more: object = {}) => {
    const program = await open();
    const { ok } = await program.join(name, invite, more);
    return { program, ok: ok as { person: string; role: string; seq: number } };
  };
  return { gateway, origin, open, enter };
}

describe('a program on the open wire', () => {
  it('comes in by an invite and a ticket in its first message, and is a participant as any other', async () => {
    const { gateway, enter } = await wireOf();
    const { program, ok } = await enter('Prog', { type: 'service', metadata: { cores: 2 } });
    expect(ok).toMatchObject({ version: 1, role: 'editor', limits: { messageBytes: 131_072, keys: 1024 } });
    expect(gateway.host.state.participants[ok.person]).toMatchObject({
      name: 'Prog',
      standing: 'admitted',
      described: { type: 'service', metadata: '{"cores":2}' },
    });
    expect((await program.ask('ping')).ok).toMatchObject({ seq: expect.any(Number), serverMs: expect.any(Number) });
    expect((await program.ask('leave')).ok).toEqual({});
    expect(await program.closed).toBe(4000);
    await expect
      .poll(() => Object.values(gateway.host.state.replicas).filter(({ person }) => person === ok.person))
      .toEqual([]);
  });

  it('is the same participant with the same ticket', async () => {
    const { enter } = await wireOf();
    const ticket = 'a-ticket-of-the-program-itself';
    const [one, two] = [await enter('Prog', { ticket }), await enter('Prog', { ticket })];
    expect(two.ok.person).toBe(one.ok.person);
  });

  it('reads and changes values, hears of changes, and learns who won', async () => {
    const { gateway, enter } = await wireOf();
    const { program } = await enter('Prog');
    const values = new SharedValues(gateway.host);
    await program.ask('subscribe', { to: 'values', prefix: 'jobs/' });
    const set = await program.ask('set', {
      changes: [
        { key: 'jobs/1', set: { a: [1, null] } },
        { key: 'x', set: 1 },
      ],
    });
    expect(set.ok).toEqual({ is: 'applied', version: expect.any(Number) });
    await gateway.host.heardUpTo(set.ok.version);
    expect(values.get('jobs/1')?.value).toEqual({ a: [1, null] });
    await values.change([{ key: 'jobs/1', merge: { b: 2 } }]);
    expect(await program.event('value', ({ value }) => JSON.stringify(value) === '{"a":[1,null],"b":2}')).toBeDefined();
    const lost = await program.ask('set', { changes: [{ key: 'jobs/1', set: 0, seen: set.ok.version }] });
    expect(lost.ok).toMatchObject({ is: 'stale', key: 'jobs/1', now: { value: { a: [1, null], b: 2 } } });
    expect((await program.ask('get', { key: 'x' })).ok).toMatchObject({ value: 1, version: set.ok.version });
    expect((await program.ask('get', { key: 'toString' })).ok).toEqual({ key: 'toString', value: null, version: 0 });
    expect((await program.ask('list', { prefix: 'jobs/' })).ok.values).toHaveLength(1);
    await program.ask('set', { changes: [{ key: 'jobs/1', delete: true }] });
    expect(await program.event('value', ({ version }) => version === 0)).toMatchObject({ key: 'jobs/1', value: null });
    expect(
      program.heard.some(({ event, ...rest }) => event === 'value' && (rest as { key?: string }).key === 'x'),
    ).toBe(false);
    await program.ask('unsubscribe', { to: 'values' });
    const count = program.heard.length;
    await values.change([{ key: 'jobs/2', set: 1 }]);
    await program.ask('ping');
    expect(program.heard).toHaveLength(count + 1);
  });

  it('takes leases, by which it alone changes a value', async () => {
    const { gateway, enter } = await wireOf();
    const { program, ok } = await enter('Prog');
    const values = new SharedValues(gateway.host);
    expect((await program.ask('lease', { key: 'k', forMs: 60_000 })).ok).toMatchObject({ is: 'held' });
    expect(await values.change([{ key: 'k', set: 1 }])).toMatchObject({ is: 'leased', by: ok.person });
    await program.ask('release', { key: 'k' });
    expect(await values.change([{ key: 'k', set: 1 }])).toMatchObject({ is: 'applied' });
  });

  it('locks files beside others, and hears of their locks', async () => {
    const { enter } = await wireOf();
    const [one, two] = [await enter('One'), await enter('Two')];
    await two.program.ask('subscribe', { to: 'locks' });
    const held = await one.program.ask('lock', { path: 'a.txt', note: 'mine', forMs: 60_000 });
    expect(held.ok).toMatchObject({ is: 'held', path: 'a.txt', person: one.ok.person, note: 'mine' });
    expect(await two.program.event('lock')).toMatchObject({ is: 'held', lock: held.ok.lock });
    expect((await two.program.ask('lock', { path: 'a.txt' })).ok).toMatchObject({
      is: 'refused',
      by: { lock: held.ok.lock },
    });
    expect((await two.program.ask('unlock', { lock: held.ok.lock })).error).toMatchObject({ code: 'not-found' });
    expect((await two.program.ask('locks')).ok.locks).toHaveLength(1);
    await one.program.ask('unlock', { lock: held.ok.lock });
    expect(await two.program.event('lock', ({ is }) => is === 'released')).toMatchObject({ lock: held.ok.lock });
    expect((await two.program.ask('lock', { path: 'a.txt' })).ok).toMatchObject({ is: 'held' });
  });

  it('hears who comes, goes and says what it is', async () => {
    const { enter } = await wireOf();
    const { program } = await enter('Prog');
    await program.ask('subscribe', { to: 'presence' });
    const other = await enter('Other', { type: 'agent', metadata: { model: 'm' } });
    const is = (wanted: object) => (event: Record<string, unknown>) =>
      Object.entries(wanted).every(([key, value]) => (event.participant as Record<string, unknown>)[key] === value);
    await program.event('presence', is({ name: 'Other', type: 'agent', status: 'here' }));
    await other.program.ask('presence', { type: 'service' });
    await program.event('presence', is({ name: 'Other', type: 'service' }));
    await other.program.ask('presence', { activity: 'busy' });
    await program.event('presence', is({ name: 'Other', activity: 'busy' }));
    await other.program.ask('leave');
    // It was away before, too: let in, and not yet joined.
    await expect
      .poll(() => program.heard.findLast(({ event }) => event === 'presence'))
      .toMatchObject({
        participant: { name: 'Other', status: 'away' },
      });
    const { participants } = (await program.ask('presence')).ok;
    expect(participants.map(({ name, status }: { name: string; status: string }) => [name, status])).toEqual(
      expect.arrayContaining([
        ['Prog', 'here'],
        ['Other', 'away'],
      ]),
    );
  });

  it('says and hears messages, to all and to itself alone, and events by their kinds', async () => {
    const { enter } = await wireOf();
    const [one, two, three] = [await enter('One'), await enter('Two'), await enter('Three')];
    for (const { program } of [two, three]) await program.ask('subscribe', { to: 'messages' });
    await two.program.ask('subscribe', { to: 'events', prefix: 'value.' });
    await two.program.ask('ping');
    await one.program.ask('say', { text: 'all', priority: 'urgent' });
    await one.program.ask('say', { text: 'you', to: two.ok.person });
    expect(await two.program.event('message', ({ text }) => text === 'you')).toMatchObject({
      from: one.ok.person,
      with: one.ok.person,
    });
    expect(await three.program.event('message')).toMatchObject({ text: 'all', priority: 'urgent', with: null });
    await one.program.ask('set', { changes: [{ key: 'k', set: 1 }] });
    expect(await two.program.event('entry')).toMatchObject({ kind: 'value.changed', person: one.ok.person });
    await three.program.ask('ping');
    expect(three.program.heard.filter(({ event }) => event === 'message')).toHaveLength(1);
  });

  it('has the rights of its role, at every moment', async () => {
    const { gateway, enter } = await wireOf();
    const { program, ok } = await enter('Prog');
    await gateway.host.publish('role.changed', { person: ok.person, role: 'viewer' });
    expect((await program.ask('set', { changes: [{ key: 'k', set: 1 }] })).error?.code).toBe('not-permitted');
    expect((await program.ask('lock', { path: 'a.txt' })).error?.code).toBe('not-permitted');
    expect((await program.ask('lease', { key: 'k', forMs: 5_000 })).error?.code).toBe('not-permitted');
    expect((await program.ask('get', { key: 'k' })).ok).toMatchObject({ value: null });
    await gateway.host.publish('participant.removed', { person: ok.person, ban: false });
    expect(await program.event('closed')).toMatchObject({ error: { code: 'removed' }, again: false });
    expect(await program.closed).toBe(4000);
  });

  it('is told nothing of values where the folder is limited for it', async () => {
    const { gateway, enter } = await wireOf();
    const ticket = 'a-ticket-of-the-program-itself';
    const { program, ok } = await enter('Prog', { ticket });
    await program.ask('subscribe', { to: 'values' });
    await gateway.host.publish('paths.limited', { person: ok.person, paths: ['b.txt'] });
    // Its state is another from here on: it comes in again.
    expect(await program.event('closed')).toMatchObject({ again: true });
    const { program: limited } = await enter('Prog', { ticket });
    await limited.ask('subscribe', { to: 'values' });
    await new SharedValues(gateway.host).change([{ key: 'secret', set: 'words' }]);
    expect((await limited.ask('list')).ok).toEqual({ values: [] });
    expect((await limited.ask('set', { changes: [{ key: 'k', set: 1 }] })).error?.code).toBe('not-permitted');
    expect(JSON.stringify([program.heard, limited.heard])).not.toContain('secret');
  });
});

it('tells a program that does not read for a while all of it later, in order, and holds nobody else up', async () => {
  const { gateway, origin, enter } = await wireOf();
  const slow = new WebSocketOfWs(`${origin.replace('http', 'ws')}/open/${gateway.session}`);
  onTestFinished(() => slow.terminate());
  const versions: number[] = [];
  const answers = new Map([1, 2].map((id) => [id, Promise.withResolvers<unknown>()]));
  slow.on('message', (data: Buffer) => {
    const told = JSON.parse(data.toString('utf8')) as OpenAnswer & { version: number };
    if (told.event === 'value') versions.push(told.version);
    answers.get(told.id as number)?.resolve(told.ok);
  });
  await new Promise((resolve) => slow.once('open', resolve));
  const ask = (id: number, what: string, more: object) => {
    slow.send(JSON.stringify({ id, do: what, ...more }));
    return answers.get(id)!.promise;
  };
  await ask(1, 'join', { version: 1, invite, ticket: 'a-ticket-of-the-slow-program', name: 'Slow' });
  expect(await ask(2, 'subscribe', { to: 'values' })).toEqual({});
  slow.pause();
  const { program } = await enter('Other');
  const values = new SharedValues(gateway.host);
  const wanted: number[] = [];
  for (let i = 0; i < 180; i++) {
    const set = `${i} ${'x'.repeat(16_000)}`;
    const outcome = await values.change([{ key: 'large', set }]);
    if (outcome.is === 'applied') wanted.push(outcome.version);
    wanted.push((await program.ask('set', { changes: [{ key: 'large', set }] })).ok.version);
  }
  expect((await program.ask('get', { key: 'large' })).ok.version).toBe(wanted.at(-1));
  slow.resume();
  await expect.poll(() => versions.at(-1)).toBe(wanted.at(-1));
  expect(versions).toEqual(wanted);
});

describe('the open wire turns away', () => {
  const upgraded = (port: number, path: string, headers: object = {}) =>
    new Promise<number>((resolve, reject) => {
      const upgrade = {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      };
      const asked = request({ host: '127.0.0.1', port, path, headers: { ...upgrade, ...headers } });
      asked.once('response', ({ statusCode }) => resolve(statusCode!));
      asked.once('upgrade', (_response, socket) => {
        socket.destroy();
        resolve(101);
      });
      asked.once('error', reject);
      asked.end();
    });

  it('other pages, other names, other paths, and the owner’s private door', async () => {
    const { gateway } = await wireOf();
    const path = `/open/${gateway.session}`;
    expect(await upgraded(gateway.guestPort, path)).toBe(101);
    expect(await upgraded(gateway.guestPort, path, { origin: 'https://evil.example' })).toBe(403);
    expect(await upgraded(gateway.guestPort, path, { host: 'evil.example' })).toBe(403);
    expect(await upgraded(gateway.guestPort, '/open/short')).toBe(404);
    expect(await upgraded(gateway.guestPort, `${path}?invite=${invite}`)).toBe(404);
    await expect(upgraded(gateway.privatePort, path)).rejects.toThrow();
  });

  it('wrong secrets and unknown sessions, in words, and everything before join', async () => {
    const { open } = await wireOf();
    const program = await open();
    expect((await program.ask('get', { key: 'k' })).error?.code).toBe('bad-request');
    expect((await program.join('Prog', 'another-invite-that-is-wrong')).error?.code).toBe('bad-credential');
    expect(await program.closed).toBe(4001);
    const lost = await open('A'.repeat(22));
    expect((await lost.join('Prog', invite)).error?.code).toBe('not-found');
    expect(await lost.closed).toBe(4001);
  });

  it('malformed messages, each with a typed answer, and ends no one else for them', async () => {
    const { gateway, enter } = await wireOf();
    const [{ program }, other] = [await enter('Prog'), await enter('Other')];
    const bad: [unknown, unknown][] = [
      [{ id: 'a', do: 'explode' }, 'a'],
      [{ id: 'b', do: 'get' }, 'b'],
      [{ id: 'c', do: 'get', key: 'k', more: 1 }, 'c'],
      [{ id: 'd', do: 'set', changes: [] }, 'd'],
      [{ id: 'e', do: 'set', changes: [{ key: 'k', set: 1, merge: 2 }] }, 'e'],
      [{ id: 'f', do: 'set', changes: [{ key: '__proto__', set: 1 }] }, 'f'],
      [
        {
          id: 'g',
          do: 'set',
          changes: [
            { key: 'k', set: 1 },
            { key: 'k', set: 2 },
          ],
        },
        'g',
      ],
      [{ id: 'h', do: 'set', changes: [{ key: 'k', set: 'x'.repeat(17_000) }] }, 'h'],
      [{ id: 'i', do: 'lock', path: '' }, 'i'],
      [{ id: 'j', do: 'say', text: ' ' }, 'j'],
      [{ do: 'ping' }, null],
      [[], null],
      [null, null],
    ];
    for (const [message, id] of bad) {
      const from = program.heard.length;
      program.socket.send(JSON.stringify(message));
      await expect.poll(() => program.heard.length).toBe(from + 1);
      expect(program.heard[from], JSON.stringify(message)).toMatchObject({ id, error: { code: 'bad-request' } });
    }
    for (const text of ['{', '', '['.repeat(60_000), Uint8Array.of(1, 2)]) {
      const from = program.heard.length;
      program.socket.send(text);
      await expect.poll(() => program.heard.length).toBe(from + 1);
      expect(program.heard[from]).toMatchObject({ id: null, error: { code: 'bad-request' } });
    }
    expect((await other.program.ask('ping')).ok).toBeDefined();
    expect(gateway.reports).toEqual([]);
  });

  it('messages too large, too many, and too many that are wrong', async () => {
    const { gateway, enter } = await wireOf();
    const [large, fast, wrong] = [await enter('Large'), await enter('Fast'), await enter('Wrong')];
    large.program.socket.send('x'.repeat(200_000));
    expect(await large.program.closed).toBe(1009);
    for (let i = 0; i < 230; i++) fast.program.socket.send(JSON.stringify({ id: `n${i}`, do: 'ping' }));
    await expect
      .poll(() => fast.program.heard.find(({ error }) => error?.code === 'too-fast')?.id)
      .toMatch(/^n(?:199|2\d\d)$/);
    for (let i = 0; i < 150; i++) wrong.program.socket.send('{');
    expect(await wrong.program.closed).toBe(4003);
    expect(gateway.host.status.is).toBe('online');
  });
});

const hasPython = spawnSync('python3', ['--version']).status === 0;

it.skipIf(!hasPython)(
  'is spoken by Python, with nothing but its standard library, over TLS by the certificate of the link',
  async () => {
    const { gateway } = await wireOf();
    const tls = await makeCertificate(['127.0.0.1']);
    const origin = `https://127.0.0.1:${(await gateway.listen({ tls })).port}`;
    const link = formatInviteLink({ origin, session: gateway.session, invite, pin: fingerprintOf(tls.cert) });
    const script = join(import.meta.dirname, '../../../../examples/hub/open_wire.py');
    const python = spawn('python3', [script, link, 'Python'], { stdio: ['pipe', 'pipe', 'inherit'] });
    onTestFinished(() => void python.kill());
    const over = new Promise((resolve) => python.once('exit', resolve));
    const heard: (OpenAnswer & Record<string, unknown>)[] = [];
    createInterface({ input: python.stdout }).on('line', (line) =>
      heard.push(JSON.parse(line) as OpenAnswer & Record<string, unknown>),
    );
    const answer = async (id: string | number) => {
      await expect.poll(() => heard.find((each) => each.id === id)).toBeDefined();
      return heard.find((each) => each.id === id)!;
    };
    let count = 0;
    const ask = (what: string, more: object = {}) => {
      python.stdin.write(`${JSON.stringify({ do: what, ...more })}\n`);
      return answer(++count);
    };
    const { ok } = await answer('join');
    expect(gateway.host.state.participants[ok.person]).toMatchObject({
      name: 'Python',
      described: { type: 'service' },
    });
    expect((await ask('subscribe', { to: 'values' })).ok).toEqual({});
    const text = 'naïve 😀'.repeat(2_000);
    const { ok: set } = await ask('set', {
      changes: [
        { key: 'text', set: text },
        { key: 'count', set: 1 },
      ],
    });
    await expect.poll(() => heard.filter(({ event }) => event === 'value').length).toBe(2);
    expect(new SharedValues(gateway.host).get('text')?.value).toBe(text);
    await new SharedValues(gateway.host).change([{ key: 'count', set: 2 }]);
    expect((await ask('set', { changes: [{ key: 'count', set: 3, seen: set.version }] })).ok).toMatchObject({
      is: 'stale',
      now: { value: 2 },
    });
    expect((await ask('get', { key: 'text' })).ok.value).toBe(text);
    const { ok: lock } = await ask('lock', { path: 'a.txt', note: 'by Python' });
    expect(Object.values(gateway.host.state.locks.held)).toMatchObject([{ id: lock.lock, person: ok.person }]);
    expect((await ask('unlock', { lock: lock.lock })).ok).toEqual({});
    expect((await ask('presence', { activity: 'busy' })).ok.participants.length).toBeGreaterThan(1);
    expect((await ask('ping')).ok.seq).toBeGreaterThan(set.version);
    expect((await ask('nonsense')).error).toMatchObject({ code: 'bad-request' });
    await ask('leave');
    expect(await over).toBe(0);
  },
);
