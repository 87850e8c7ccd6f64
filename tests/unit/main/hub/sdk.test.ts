import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join as joinPath } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { joinFolder } from '../../../../packages/sdk/src/node.ts';
import {
  type JoinOptions,
  join,
  type Message,
  type Session,
  type SessionEvent,
} from '../../../../src/client/sdk/index.ts';
import { ownAddress } from '../../../../src/main/machine/running-info.ts';
import { stateFolderOf } from '../../../../src/main/machine/state-folder.ts';
import { SharedFolder } from '../host/host-fixture.ts';

/** A shared folder with its host, and a way in. */
async function hubOf(files: Record<string, string> = { 'a.txt': 'one\ntwo\nthree\n' }) {
  const folder = new SharedFolder(files);
  const host = await folder.host();
  const link = await host.share();
  const enter = async (name: string, options: Partial<JoinOptions> = {}): Promise<Session> => {
    const session = await join({ link, name, ...options });
    onTestFinished(() => session.leave());
    return session;
  };
  return { folder, host, link, enter };
}

it('shows all participants with their names, types and facts, who is here and who has gone', async () => {
  const { enter } = await hubOf();
  const metadata = { model: 'm-1', machine: { cores: 8 } };
  const ada = await enter('Ada', { type: 'agent', metadata });
  const pc = await enter('Builder', { type: 'computer' });
  await ada.untilParticipants((all) => all.some(({ name, type }) => name === 'Builder' && type === 'computer'));
  const ofAda = pc.participants().find(({ name }) => name === 'Ada');
  expect(ofAda).toMatchObject({ id: ada.me.id, type: 'agent', metadata, status: 'here', role: 'editor', isMe: false });
  expect(ofAda!.joinedMs).toBeGreaterThan(Date.now() - 60_000);
  const changes: string[][] = [];
  ada.onParticipants((all) => changes.push(all.filter(({ status }) => status === 'here').map(({ name }) => name)));
  await pc.leave();
  await ada.untilParticipants((all) => all.some(({ name, status }) => name === 'Builder' && status === 'away'));
  const gone = ada.participants().find(({ name }) => name === 'Builder')!;
  expect([gone.type, gone.lastSeenMs <= Date.now()]).toEqual(['computer', true]);
  expect(changes.at(-1)).not.toContain('Builder');
  const back = await enter('Builder', { type: 'service', ticket: pc.ticket });
  expect(back.me).toMatchObject({ id: gone.id, type: 'service', status: 'here' });
});

it('sends messages to all or to one, with priorities, and hears those that it asks for', async () => {
  const { enter } = await hubOf();
  const [ada, bob, eve] = [await enter('Ada'), await enter('Bob'), await enter('Eve')];
  const [urgent, all, eves]: Message[][] = [[], [], []];
  bob.messages.on({ atLeast: 'high' }, (message) => urgent!.push(message));
  bob.messages.on({}, (message) => all!.push(message));
  eve.messages.on({}, (message) => eves!.push(message));
  await bob.messages.list();
  await eve.messages.list();
  await ada.messages.send('lunch?', { priority: 'low' });
  await ada.messages.send('the build is red', { priority: 'urgent' });
  await ada.messages.send('only you', { to: bob.me.id, priority: 'high' });
  await expect.poll(() => all!.map(({ text }) => text)).toEqual(['lunch?', 'the build is red', 'only you']);
  expect(urgent!.map(({ text, priority, with: other }) => [text, priority, other])).toEqual([
    ['the build is red', 'urgent', null],
    ['only you', 'high', ada.me.id],
  ]);
  await expect.poll(() => eves!.map(({ text }) => text)).toEqual(['lunch?', 'the build is red']);
  const late = await enter('Late');
  expect((await late.messages.list({ atLeast: 'normal' })).map(({ text }) => text)).toEqual(['the build is red']);
  await late.messages.send('welcome me', { to: bob.me.id });
  await expect.poll(() => all!.at(-1)).toMatchObject({ text: 'welcome me', with: late.me.id });
  const back = await enter('Bob', { ticket: bob.ticket });
  expect((await back.messages.list({ with: late.me.id })).map(({ text }) => text)).toEqual(['welcome me']);
  expect((await bob.messages.list({ with: ada.me.id })).map(({ from }) => from)).toEqual([ada.me.id]);
});

it('shares state: set, merge, compare and set, and follow', async () => {
  const { enter } = await hubOf();
  const [ada, bob] = [await enter('Ada'), await enter('Bob')];
  const heard: unknown[] = [];
  bob.state.subscribe('jobs/', (key, now) => heard.push([key, now?.value ?? null]));
  const version = await ada.state.set('jobs/1', { state: 'open' });
  await ada.state.merge('jobs/1', { by: 'ada' });
  expect(await ada.state.compareAndSet('jobs/1', version, 'lost')).toMatchObject({ is: 'stale' });
  await ada.state.delete('jobs/1');
  await expect
    .poll(() => heard)
    .toEqual([
      ['jobs/1', { state: 'open' }],
      ['jobs/1', { state: 'open', by: 'ada' }],
      ['jobs/1', null],
    ]);
  expect(bob.state.get('jobs/1')).toBeUndefined();
});

it('has a resource changed by versions, so that twenty additions at once are twenty', async () => {
  const { enter } = await hubOf();
  const sessions = [await enter('Ada'), await enter('Bob'), await enter('Cleo'), await enter('Dan')];
  const add = (session: Session) => session.state.resource('count').update((now) => Number(now ?? 0) + 1);
  await Promise.all(sessions.flatMap((session) => Array.from({ length: 5 }, () => add(session))));
  await expect.poll(() => sessions.map(({ state }) => state.get('count'))).toEqual([20, 20, 20, 20]);
});

it('has a resource held by one at a time, also of two tasks of one participant, and released when the work fails', async () => {
  const { enter } = await hubOf();
  const [ada, bob] = [await enter('Ada'), await enter('Bob')];
  let inside = 0;
  const most: number[] = [];
  const work = (session: Session, fails = false) =>
    session.state.resource('deploy').hold(async () => {
      most.push(++inside);
      await session.state.set('deploy', session.me.name);
      inside--;
      if (fails) throw new Error('the deployment failed');
    });
  const all = await Promise.allSettled([work(ada), work(bob, true), work(ada), work(bob), work(ada)]);
  expect([all.map(({ status }) => status), Math.max(...most)]).toEqual([
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
    1,
  ]);
  const kept = ada.state.resource('deploy').hold(() => vi.waitFor(() => expect(isDone).toBe(true), 20_000));
  let isDone = false;
  await expect.poll(() => bob.state.values.leaseOn('deploy')?.person).toBe(ada.me.id);
  await expect(bob.state.resource('deploy').hold(async () => undefined, { waitMs: 200 })).rejects.toMatchObject({
    code: 'exists',
  });
  await expect(bob.state.set('deploy', 'bob')).rejects.toMatchObject({ code: 'exists' });
  isDone = true;
  await kept;
  await bob.state.set('deploy', 'bob');
});

it('tells a holder whose lease is over, while the work goes on', async () => {
  const { enter } = await hubOf();
  const ada = await enter('Ada');
  const over = ada.state
    .resource('k')
    .hold(({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('over'))), {
      forMs: 1_000,
    });
  expect(await over).toBe('over');
});

it('edits texts beside others, saves them, locks files and lines', async () => {
  const { folder, enter } = await hubOf();
  const [ada, bob] = [await enter('Ada'), await enter('Bob')];
  const [hers, his] = [await ada.documents.open('a.txt'), await bob.documents.open('a.txt')];
  await Promise.all([hers.replace('one', 'ONE'), his.append('four\n')]);
  await hers.until((text) => text === 'ONE\ntwo\nthree\nfour\n');
  await his.until((text) => text === hers.text);
  await expect(hers.replace('five', '5')).rejects.toMatchObject({ code: 'not-found' });
  await expect(hers.replace('e', 'E')).rejects.toMatchObject({ code: 'bad-request' });
  await hers.save();
  expect(readFileSync(joinPath(folder.folder, 'a.txt'), 'utf8')).toBe(hers.text);
  const fresh = await ada.documents.create('new.txt');
  await fresh.write('made here\n');
  await fresh.save();
  expect(readFileSync(joinPath(folder.folder, 'new.txt'), 'utf8')).toBe('made here\n');
  expect([await ada.documents.names(), ada.documents.list()]).toEqual([
    ['a.txt', 'new.txt'],
    ['a.txt', 'new.txt'],
  ]);
  const lock = await ada.locks.acquire('a.txt', { lines: { start: 1, end: 2 }, note: 'mine' });
  await expect.poll(() => bob.locks.list().map(({ name, note }) => [name, note])).toEqual([['Ada', 'mine']]);
  expect(await bob.locks.acquire('a.txt')).toMatchObject({ by: { name: 'Ada' } });
  await ada.locks.release((lock as { id: string }).id);
  await expect.poll(() => bob.locks.list()).toEqual([]);
  expect(await bob.locks.acquire('a.txt')).toMatchObject({ id: expect.any(String) });
});

it('lists, follows and plays again what has happened, by kinds, people and files', async () => {
  const { enter } = await hubOf();
  const [ada, bob] = [await enter('Ada'), await enter('Bob')];
  const document = await ada.documents.open('a.txt');
  await expect.poll(() => bob.history.list({ path: 'a.txt' }).length).toBeGreaterThan(0);
  const from = bob.seq;
  const live: SessionEvent[] = [];
  bob.history.on({ kinds: ['value.'] }, (event) => live.push(event));
  await ada.state.set('x', 1);
  await document.append('four\n');
  await document.save();
  await ada.state.set('x', 2);
  await expect.poll(() => live.length).toBe(2);
  expect(live[0]).toMatchObject({
    kind: 'value.changed',
    person: ada.me.id,
    body: { changes: [{ key: 'x', json: '1' }] },
  });
  expect(bob.history.list({ kinds: ['doc.saved'], path: 'a.txt', afterSeq: from })).toHaveLength(1);
  expect(bob.history.list({ kinds: ['value.'], person: bob.me.id })).toEqual([]);
  const again: number[] = [];
  const stop = new AbortController();
  const replayed = (async () => {
    for await (const event of bob.history.replay({ kinds: ['value.'], afterSeq: from, speed: 1000 }, stop.signal))
      again.push(event.seq);
  })();
  await expect.poll(() => again).toEqual(live.map(({ seq }) => seq));
  await ada.state.set('x', 3);
  await expect.poll(() => again.length).toBe(3);
  stop.abort();
  await replayed;
  const saved = await bob.history.next({ kinds: ['doc.saved'], afterSeq: from });
  expect(saved.path).toBe('a.txt');
});

it('tells what happened before it came, to who was let in before, and plays it again', async () => {
  const { host, enter } = await hubOf();
  const [ada, bob] = [await enter('Ada'), await enter('Bob')];
  const { ticket, me } = bob;
  const from = bob.seq;
  await bob.leave();
  await ada.state.set('x', 1);
  const document = await ada.documents.open('a.txt');
  await document.append('four\n');
  await document.save();
  const back = await enter('Bob', { ticket });
  expect(back.me.id).toBe(me.id);
  const filter = { kinds: ['value.', 'doc.saved'], person: ada.me.id };
  expect(back.history.list({ ...filter, afterSeq: from })).toEqual([]);
  const { events, more, untold } = await back.history.past({ ...filter, kinds: ['value.', 'doc.'], afterSeq: from });
  expect([more, untold]).toEqual([false, null]);
  expect(events.map(({ kind, path }) => [kind, path])).toEqual(
    expect.arrayContaining([
      ['value.changed', null],
      ['doc.updated', 'a.txt'],
    ]),
  );
  await ada.state.set('x', 2);
  await expect.poll(() => back.state.get('x')).toBe(2);
  const played: number[] = [];
  for await (const { seq } of back.history.replay({ kinds: ['value.'], afterSeq: from }))
    if (played.push(seq) === 2) break;
  expect(played[0]).toBeLessThanOrEqual(back.history.since);
  expect(played[1]).toBeGreaterThan(back.history.since);
  // Page by page it is the same.
  const one = await back.history.past({ kinds: ['value.'], afterSeq: from }, 1);
  expect([one.events.map(({ seq }) => seq), one.more]).toEqual([[played[0]], true]);
  const newcomer = await enter('Eve');
  expect((await newcomer.history.past({ afterSeq: from })).untold).toMatch(/not told to you: you were let in then/);
  expect(await newcomer.history.past({ afterSeq: from, kinds: ['value.'] })).toMatchObject({ events: [] });
  await host.host.client.publish('paths.limited', { person: newcomer.me.id, paths: ['b.txt'] });
  await newcomer.untilParticipants(() => newcomer.status.is === 'online');
  await expect(newcomer.history.past({ afterSeq: 0 })).rejects.toMatchObject({
    code: expect.stringMatching(/not-permitted|disconnected/),
  });
});

it('joins a folder of its own machine as the owner, by the door of the owner’s windows, without any link', async () => {
  const folder = new SharedFolder({ 'a.txt': 'one\n' });
  const options = { folder: folder.folder, home: folder.home };
  await expect(joinFolder(options)).rejects.toMatchObject({ code: 'host-away' });
  const host = await folder.host();
  const program = await joinFolder(options);
  onTestFinished(() => program.leave());
  const owner = host.host.client.person;
  expect(program.me).toMatchObject({ id: owner, role: 'owner' });
  expect(program.ticket).toBeNull();
  const document = await program.documents.open('a.txt');
  await document.append('two\n');
  await document.save();
  expect(readFileSync(joinPath(folder.folder, 'a.txt'), 'utf8')).toBe('one\ntwo\n');
  // All of the past is its owner's.
  expect((await program.history.past({})).untold).toBeNull();
  expect(program.participants().map(({ id }) => id)).toEqual([owner]);
  await expect(joinFolder({ ...options, home: joinPath(folder.home, 'another') })).rejects.toMatchObject({
    code: 'host-away',
  });
});

it('says nothing to a program that has the port of a host that has died', async () => {
  const folder = new SharedFolder({ 'a.txt': 'one\n' });
  const host = await folder.host();
  const { url } = host.host;
  await host.close();
  const heard: string[] = [];
  const stranger = createServer((request, response) => {
    heard.push(`${request.url} ${JSON.stringify(request.headers)}`);
    response.end('yes');
  });
  onTestFinished(() => void stranger.close());
  await new Promise<void>((resolve) => stranger.listen(Number(new URL(url).port), '127.0.0.1', resolve));
  const stateFolder = stateFolderOf(folder.folder, folder.home);
  writeFileSync(joinPath(stateFolder, 'running.json'), JSON.stringify({ pid: 2 ** 30, url }));
  await expect(joinFolder({ folder: folder.folder, home: folder.home })).rejects.toMatchObject({ code: 'host-away' });
  expect(heard).toHaveLength(1);
  expect(heard.join()).not.toContain(ownAddress(url).token);
});

it('gives an account of a session as data and for people', async () => {
  const { enter } = await hubOf();
  const [ada, bob] = [await enter('Ada', { type: 'agent' }), await enter('Bob')];
  const document = await ada.documents.open('a.txt');
  await document.append('four\n');
  await document.save();
  await ada.state.set('x', 1);
  const report = await bob.report();
  expect(report.participants.map(({ name, type }) => [name, type])).toEqual(
    expect.arrayContaining([
      ['Ada', 'agent'],
      ['Bob', 'person'],
    ]),
  );
  expect(report.edits).toEqual([expect.objectContaining({ name: 'Ada', path: 'a.txt' })]);
  expect(report.values).toEqual([{ key: 'x', version: expect.any(Number) }]);
  const text = await bob.report({ format: 'text' });
  expect(text).toMatch(/Ada: agent, editor, here, 1 edits/);
  expect(text).toMatch(/Ada saved a\.txt/);
});

it('says in words why it cannot join, or was not let in', async () => {
  const { host, link } = await hubOf();
  await expect(join({ link: 'https://example.org', name: 'X' })).rejects.toThrow(/not an invite link/);
  await expect(join({ link: `${link}&pin=${'ab'.repeat(32)}`, name: 'X' })).rejects.toThrow(/certificate/);
  await host.close();
  await expect(join({ link, name: 'X', timeoutMs: 500 })).rejects.toThrow(/within 0.5 s/);
});

it('goes on where it was when its host was away: with its name, its values, and what it had subscribed to', async () => {
  const { folder, host, enter } = await hubOf();
  const ada = await enter('Ada', { type: 'agent' });
  await ada.state.set('k', 1);
  const heard: unknown[] = [];
  ada.state.subscribe('k', (_key, now) => heard.push(now?.value));
  const { id } = ada.me;
  await host.close();
  await expect.poll(() => ada.status.is).not.toBe('online');
  // Said while nobody is there: it goes out later.
  const said = ada.state.merge('other', { said: 'meanwhile' });
  await folder.host();
  await said;
  expect([ada.me.id, ada.me.type, ada.state.get('k'), ada.state.get('other')]).toEqual([
    id,
    'agent',
    1,
    { said: 'meanwhile' },
  ]);
  await ada.state.set('k', 2);
  expect(heard).toEqual([2]);
});

it('brings agents of its own, which edit what they have read, with no more rights than it has', async () => {
  const { enter } = await hubOf();
  const ada = await enter('Ada');
  const agent = await join({ link: await ada.inviteAgent(), name: 'Robot', agent: true, metadata: { model: 'm' } });
  onTestFinished(() => agent.leave());
  await ada.untilParticipants((all) => all.some(({ name, status }) => name === 'Robot' && status === 'here'));
  expect(ada.participants().find(({ name }) => name === 'Robot')).toMatchObject({
    type: 'agent',
    owner: ada.me.id,
    metadata: { model: 'm' },
  });
  const [hers, its] = [await ada.documents.open('a.txt'), await agent.documents.open('a.txt')];
  await Promise.all([
    ...['1', '2', '3', '4'].map((digit) => its.append(`${digit}\n`)),
    hers.replace('one', 'ONE'),
    hers.append('hers\n'),
  ]);
  await hers.until((text) => /^ONE\ntwo\nthree\n/.test(text) && text.length === 'ONE two three 1 2 3 4 hers '.length);
  expect(hers.text.split('\n').toSorted()).toEqual(['', '1', '2', '3', '4', 'ONE', 'hers', 'three', 'two']);
  const edits = [{ offset: 0, deleteLength: 3, insertText: 'own' }];
  await its.until((text) => text === hers.text);
  await Promise.all([
    hers.replace('ONE', 'hers'),
    expect(its.edit(edits)).rejects.toMatchObject({ code: 'rebase-needed' }),
  ]);
  await ada.state.resource('k').update(() => 1);
  expect(await agent.state.set('k', 2)).toBeGreaterThan(0);
  await expect(join({ link: await ada.inviteAgent(), name: 'Person' })).rejects.toMatchObject({ code: 'forged' });
  await expect(agent.inviteAgent()).rejects.toMatchObject({ code: 'not-permitted' });
});

it('lets an agent suggest another text, which changes nothing, and no person', async () => {
  const { host, enter } = await hubOf();
  const ada = await enter('Ada');
  const agent = await join({ link: await ada.inviteAgent(), name: 'Robot', agent: true });
  onTestFinished(() => agent.leave());
  const [text, hers] = await Promise.all([agent.documents.open('a.txt'), ada.documents.open('a.txt')]);
  const before = text.text;
  const id = await text.suggest(`${before}more\n`, 'One line more');
  const { client } = host.host;
  await client.until(({ proposals }) => proposals[id] !== undefined);
  expect(client.state.proposals[id]).toMatchObject({ title: 'One line more', agent: agent.me.id });
  expect([text.text, hers.text]).toEqual([before, before]);
  await expect(hers.suggest('other')).rejects.toMatchObject({ code: 'not-permitted' });
});

it('ends the leases of an agent whose owner may no longer edit', async () => {
  const { host, enter } = await hubOf();
  const [ada, bob] = [await enter('Ada'), await enter('Bob')];
  const agent = await join({ link: await ada.inviteAgent(), name: 'Robot', agent: true });
  onTestFinished(() => agent.leave());
  await agent.state.values.lease('k', 3_600_000);
  await expect(bob.state.set('k', 1)).rejects.toMatchObject({ code: 'exists' });
  await host.host.client.publish('role.changed', { person: ada.me.id, role: 'viewer' });
  await expect.poll(() => bob.state.values.leaseOn('k')).toBeNull();
  await bob.state.set('k', 1);
  await expect(agent.state.set('k', 2)).rejects.toMatchObject({ code: 'not-permitted' });
});
