import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AttackedHost } from './lib/attacked-host.ts';
import {
  besidePath,
  canary,
  documentOf,
  limit,
  limited,
  limitedGuest,
  outsidePath,
  part,
  personOf,
  plantPart,
  toldOf,
} from './lib/limited-guest.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

const many = 120;
const manyPath = (i: number) => `${canary}-folder/many-${i}.txt`;
const bigPath = `${canary}-big.txt`;

let host: AttackedHost;
/** Somebody who sees all. */
let ada: RawClient;
let outside = '';
let own = '';

beforeAll(async () => {
  host = await AttackedHost.start();
  await plantPart(host);
  const text = `${canary}-many ${'x'.repeat(200)}\n`.repeat(20);
  for (let i = 0; i < many; i++) await writeFile(join(host.folder, manyPath(i)), text);
  await writeFile(join(host.folder, bigPath), `${canary}-big `.repeat(100_000));
  outside = await documentOf(host, outsidePath);
  own = await documentOf(host, `${part}/a.md`);
  ada = await host.guest('maintainer', { name: 'Ada' });
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => host.close());

describe('the moment at which somebody is limited', () => {
  const begins = (client: RawClient, id: number, kind: string, params: object, creditBytes?: number) =>
    client.say(kind, creditBytes ? { id, params, creditBytes } : { id, params }, { to: host.host, n: 0 });

  it.each<[string, string, object, number?]>([
    ['a search that waits for room', 'search.text', { pattern: canary }, 1],
    ['an answer that is too large for an entry', 'files.read', { path: bigPath }],
  ])('ends %s: nothing more of it is told', async (_, kind, params, creditBytes) => {
    const bob = await host.guest('editor');
    begins(bob, 77, kind, params, creditBytes);
    await bob.until(() => (bob.entries.some((entry) => entry[5] === 'stream.sent') ? true : undefined));
    const again = await limited(host, bob);
    again.say('stream.granted', { id: 77, bytes: 1_000_000 }, { to: host.host, n: 0 });
    // Questions of later are answered later.
    await again.request('files.stat', { path: part }, host.host);
    await again.request('search.files', { pattern: 'a' }, host.host);
    expect(toldOf(again, canary).slice(0, 3)).toEqual([]);
  });

  it('leaves no question of before to be answered', async () => {
    const bob = await host.guest('editor');
    for (let i = 0; i < many; i++) begins(bob, 100 + i, 'files.read', { path: manyPath(i) });
    for (let i = 0; i < 8; i++) begins(bob, 300 + i, 'search.text', { pattern: `${canary}-m.*y`, isRegExp: true }, 1e6);
    const again = await limited(host, bob);
    await again.request('files.stat', { path: part }, host.host);
    await again.open('search.text', { pattern: 'own' }, host.host);
    expect(
      toldOf(again, canary)
        .filter((told) => told.startsWith('direct'))
        .slice(0, 3),
    ).toEqual([]);
  });

  it('is no moment for the others to whom it is limited', async () => {
    const first = await limitedGuest(host, 'viewer');
    const bob = await limitedGuest(host, 'editor');
    await limit(host, bob, ['way']);
    await limit(host, bob, null);
    await host.owner.verdict('role.changed', { person: personOf(bob), role: 'viewer' });
    await first.handled();
    expect(first.gone).toBe(false);
  });
});

describe('somebody to whom the session is limited', () => {
  const place = {
    selection: null,
    lines: { start: 1, end: 1 },
    quote: { before: [], lines: ['x'], after: [], count: 1, only: [0] },
    hash: 'a'.repeat(64),
  };
  const started = (change: object = {}) => {
    const ids = { thread: freshId(), comment: freshId() };
    return { ...ids, place, words: 'why?', mentions: [], moment: null, ...change };
  };
  const lockOf = (change: object = {}) => {
    return { lock: freshId(), path: null, selection: null, lines: null, beside: [], untilMs: null, ...change };
  };
  const words = { words: 'EVIL', mentions: [] };
  const review = { repository: '', base: { name: 'main', commit: 'a'.repeat(40) }, head: null };
  /** Things outside: of others, and their own from before. */
  const [lock, pathLock, theirs, mine] = [lockOf(), lockOf({ path: `${canary}.png` }), started(), started()];
  const reply = { thread: theirs.thread, comment: freshId(), ...words };
  let bob: RawClient;

  beforeAll(async () => {
    const before = await host.guest('maintainer');
    for (const [who, kind, body, ref] of [
      [ada, 'lock.acquired', lock, outside],
      [ada, 'lock.acquired', pathLock, null],
      [ada, 'comment.started', theirs, outside],
      [before, 'comment.started', mine, outside],
    ] as const)
      expect(await who.verdict(kind, body, { ref })).toBe('taken');
    bob = await limited(host, before);
  });

  const attempts: [what: string, kind: string, body: () => object, ref?: () => string][] = [
    ['a lock of somebody else, under a text of their own', 'lock.stolen', () => ({ lock: lock.lock }), () => own],
    ['a lock of a file, under a text of their own', 'lock.stolen', () => ({ lock: pathLock.lock }), () => own],
    ['a lock of somebody else', 'lock.stolen', () => ({ lock: lock.lock })],
    ['a file beside', 'lock.acquired', () => lockOf({ path: besidePath })],
    ['a file beside, by a way through their own', 'lock.acquired', () => lockOf({ path: `${part}/../x.png` })],
    ['a file beside, under a text of their own', 'lock.acquired', () => lockOf({ path: besidePath }), () => own],
    ['a text', 'lock.acquired', () => lockOf(), () => outside],
    ['nothing at all', 'lock.acquired', () => lockOf()],
    ['everybody outside', 'people.gathered', () => ({ path: outsidePath, line: 1 })],
    ['everybody to the way', 'people.gathered', () => ({ path: 'way', line: 1 })],
    ['everybody by a way through their own', 'people.gathered', () => ({ path: `${part}/../../x`, line: 1 })],
    ['a thread, under a text of their own', 'comment.replied', () => reply, () => own],
    ['a thread', 'comment.replied', () => reply, () => outside],
    ['what they said there', 'comment.edited', () => ({ ...mine, ...words }), () => own],
    ['what they said there, for good', 'comment.deleted', () => mine, () => own],
    ['a thread that is done', 'comment.resolved', () => ({ thread: theirs.thread, isResolved: true }), () => own],
    ['a new thread', 'comment.started', () => started(), () => outside],
    [
      'a suggestion there',
      'proposal.judged',
      () => ({ proposal: freshId(), judgement: freshId(), parts: [0], verdict: 'accepted' }),
      () => outside,
    ],
    ['a text’s letters', 'doc.updated', () => ({ update: Uint8Array.of(0, 0), manner: 'typed' }), () => outside],
    ['an id in a text', 'doc.bound', () => ({ client: 77 }), () => outside],
    ['line ends', 'doc.formatted', () => ({ encoding: 'utf8', bom: false, eol: 'crlf' }), () => outside],
    ['a side of a conflict', 'merge.taken', () => ({ hunk: 'a'.repeat(64), side: 'both' }), () => outside],
    ['a line', 'pulse.shown', () => ({ line: 1 }), () => outside],
    ['a whiteboard', 'whiteboard.pointed', () => ({ at: [1, 1], isDown: false }), () => outside],
    ['a cursor', 'cursor.moved', () => ({ selections: [], topLine: 1 }), () => outside],
    ['where they are', 'presence.focused', () => ({ line: 1, path: outsidePath }), () => outside],
    ['a terminal', 'terminal.wanted', () => ({})],
    ['a review of a branch', 'review.opened', () => review],
    ['their own limit', 'paths.limited', () => ({ person: personOf(bob), paths: null })],
    ['the limit of others', 'paths.limited', () => ({ person: personOf(ada), paths: ['x'] })],
  ];

  it.each(attempts)('reaches outside by no entry: %s', async (_, kind, body, ref = () => '') => {
    const from = host.owner.frames.length;
    const verdict = await bob.verdict(kind, body(), { ref: ref() || null });
    expect(['not-permitted', 'not-found', 'bad-request']).toContain(verdict);
    await host.owner.handled();
    const told = host.owner.frames.slice(from).flatMap((frame) => ('entries' in frame ? frame.entries : []));
    expect(told.filter((entry) => entry[5] === kind)).toEqual([]);
  });

  it('is told alike of a lock that is there and of one that is not', async () => {
    const refusals = async (body: object) => {
      const from = bob.frames.length;
      const verdict = await bob.verdict('lock.stolen', body);
      return [verdict, bob.frames.slice(from).filter(({ t }) => t === 'refused')];
    };
    expect(await refusals({ lock: lock.lock })).toEqual(await refusals({ lock: freshId() }));
  });

  it('saves no untitled text of somebody else into a file of their own', async () => {
    const text = { title: 'notes', text: `${canary}-untitled\n` };
    const { ref } = (await ada.request('documents.create', text, host.host)).result as { ref: string };
    const update = Uint8Array.of(0, 0);
    const save = { seq: 0, update, path: `${part}/stolen.md`, overwrite: true };
    const asked = async (method: string, params: object) => {
      const { error } = await bob.request(method, params, host.host);
      return { ...error };
    };
    for (const [method, params] of [
      ['documents.save', save],
      ['documents.saves', {}],
      ['documents.withheld', {}],
      ['documents.prepareSave', {}],
      ['documents.endTurn', { seq: 0, update }],
      ['documents.resolve', { choice: 'mine', hash: 'a'.repeat(64), seq: 0, update }],
      ['documents.reopen', { encoding: 'utf8' }],
    ] as const)
      for (const there of [ref, outside])
        expect([method, await asked(method, { ...params, ref: there })]).toEqual([
          method,
          await asked(method, { ...params, ref: freshId() }),
        ]);
    expect(toldOf(bob, `${canary}-untitled`).slice(0, 3)).toEqual([]);
    await expect(host.read(`${part}/stolen.md`)).rejects.toThrow();
  });
});

describe('a limit', () => {
  it('is set and lifted by owners alone, and never for one', async () => {
    const other = await host.guest('owner');
    const bob = await host.guest('editor');
    const owners = [personOf(host.owner), personOf(other)];
    for (const paths of [[part], null]) {
      for (const person of owners)
        for (const who of [ada, bob, other])
          expect(await who.verdict('paths.limited', { person, paths })).toBe('not-permitted');
      for (const who of [ada, bob])
        expect(await who.verdict('paths.limited', { person: personOf(bob), paths })).toBe('not-permitted');
    }
    for (const person of ['__proto__', 'constructor', '', freshId()])
      expect(['bad-request', 'not-found']).toContain(
        await other.verdict('paths.limited', { person, paths: ['__proto__'] }),
      );
    expect(await other.verdict('paths.limited', { person: personOf(bob), paths: ['__proto__', 'constructor'] })).toBe(
      'taken',
    );
    const back = await host.again(bob);
    expect((await back.request('files.list', { path: '' }, host.host)).result).toEqual({ entries: [] });
  });

  it('that somebody else sends without end ends their connection, and nobody else’s', async () => {
    const flood = await host.guest('editor');
    for (let i = 0; i < 600; i++) flood.say('paths.limited', { person: personOf(flood), paths: null });
    expect(await flood.ended()).toMatchObject({ code: 'too-fast' });
    expect(await host.keyMs()).toBeLessThan(5_000);
  });
});
