import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { agentOf, limitedWithAgent, stateOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { canary, part, plantPart, toldOf } from './lib/limited-guest.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

interface Held {
  held: Record<string, { id: string; person: string; pattern?: string }>;
}

let host: AttackedHost;
let bob: RawClient;
let cat: RawClient;

beforeAll(async () => {
  host = await AttackedHost.start();
  await plantPart(host);
  bob = await host.guest('editor', { name: 'Bob' });
  cat = await host.guest('editor', { name: 'Cat' });
}, 60_000);
afterEach(async () => {
  // Locks of one case are given up: they would be in the way of the next.
  const { held } = await stateOf<Held>(host, 'locks');
  for (const lock of Object.keys(held).slice(0, 300)) host.owner.say('lock.stolen', { lock });
  await host.owner.handled();
  await host.goesOn();
});
afterAll(() => host?.close());

const body = (pattern: unknown, over: object = {}) => ({
  ...{ lock: freshId(), path: null, selection: null, lines: null, beside: [], untilMs: null },
  pattern,
  ...over,
});
const lock = (who: RawClient, pattern: unknown, over: object = {}) => who.verdict('lock.acquired', body(pattern, over));
const content = new TextEncoder().encode('evil');
const write = (who: RawClient, path: string) =>
  who.request('files.write', { path, content, create: true, overwrite: true }, host.host);
const heldBy = async ({ welcome }: RawClient) =>
  Object.values((await stateOf<Held>(host, 'locks')).held).filter(({ person }) => person === welcome!.person);

it('is of people who may edit, and agents of such, alone', async () => {
  const viewer = await host.guest('viewer');
  const reviewer = await host.guest('reviewer');
  const agent = await agentOf(host, bob, 'reviewer');
  const stranger = await host.stranger();
  for (const each of [viewer, reviewer, agent]) expect(await lock(each, '**')).toBe('not-permitted');
  expect(await lock(stranger, '**')).toMatch(/bad-request|cut off|forged/);
  expect((await stateOf<Held>(host, 'locks')).held).toEqual({});
});

it.each(['', '/', '//', 'x//y', 'C:\\x', '!x', '\\', 'x'.repeat(301), 7, null, ['**'], { pattern: '**' }])(
  'is refused where it is no pattern: %j',
  async (pattern) => {
    expect(await lock(cat, pattern)).toBe('bad-request');
    expect(await heldBy(cat)).toEqual([]);
  },
);

it.each([
  './x/**',
  '../**',
  '../../**',
  '/x/**',
  '/etc/**',
  'x/../**',
  'x/./**',
  '__proto__/**',
  'constructor',
  '.git/**',
])('reaches nothing of others by another spelling: %s', async (pattern) => {
  await mkdir(join(host.folder, 'x'), { recursive: true });
  await writeFile(join(host.folder, 'x/a.txt'), 'a\n');
  const agent = await agentOf(host, bob);
  expect(await lock(agent, 'x/**')).toBe('taken');
  const verdict = await lock(cat, pattern);
  expect(verdict).toMatch(/taken|hidden|bad-request|exists/);
  expect((await write(agent, 'x/a.txt')).error).toBeUndefined();
  expect((await write(agent, 'other.txt')).error).toBeUndefined();
});

it('on everything shuts nobody out: people type and write on, and others end it', async () => {
  expect(await lock(cat, '**')).toBe('taken');
  await host.goesOn();
  expect((await write(bob, 'bobs.txt')).error).toBeUndefined();
  const agent = await agentOf(host, bob);
  const { error } = await write(agent, 'agents.txt');
  expect([error?.code, error?.message]).toEqual(['not-permitted', expect.stringContaining('Cat')]);
  const [held] = await heldBy(cat);
  const viewer = await host.guest('viewer');
  for (const each of [viewer, await agentOf(host, bob, 'viewer')]) {
    expect(await each.verdict('lock.stolen', { lock: held!.id })).toBe('not-permitted');
    expect(await each.verdict('lock.released', { lock: held!.id })).toBe('not-permitted');
  }
  await bob.verdict('lock.released', { lock: held!.id });
  expect(await heldBy(cat)).toHaveLength(1);
  expect(await bob.verdict('lock.stolen', { lock: held!.id })).toBe('taken');
  expect((await write(agent, 'agents.txt')).error).toBeUndefined();
});

it('binds agents in texts that are open, and in folders that hold what fits', async () => {
  await mkdir(join(host.folder, 'held/deep'), { recursive: true });
  await writeFile(join(host.folder, 'held/deep/a.txt'), 'a\n');
  expect(await lock(cat, 'held/**')).toBe('taken');
  const agent = await agentOf(host, bob);
  const typist = await HonestTypist.join(agent, host.host, 'held/deep/a.txt');
  expect(await typist.tries((text) => text.insert(0, 'x'))).toBe('not-permitted');
  const over = { overwrite: true };
  const acts: [string, object][] = [
    ['files.remove', { path: 'held', recursive: true }],
    ['files.remove', { path: 'held/deep', recursive: true }],
    ['files.move', { from: 'held', to: 'taken', ...over }],
    ['files.move', { from: 'README.md', to: 'held/b.txt', ...over }],
    ['files.copy', { from: 'README.md', to: 'held/b.txt', ...over }],
    ['files.write', { path: './held/deep/a.txt', content, create: true, ...over }],
    ['files.write', { path: 'held/../held/deep/a.txt', content, create: true, ...over }],
    ['files.write', { path: 'held//deep/a.txt', content, create: true, ...over }],
    ['files.createFolder', { path: 'held/new' }],
  ];
  for (const [method, params] of acts)
    expect([method, params, (await agent.request(method, params, host.host)).error?.code]).toEqual([
      method,
      params,
      expect.stringMatching(/not-permitted|bad-request|outside-folder|not-found/),
    ]);
  expect(await host.read('held/deep/a.txt')).toBe('a\n');
});

it('of an agent binds its own kind alone, and goes with its owner’s right', async () => {
  const eve = await host.guest('editor', { name: 'Eve' });
  const hers = await agentOf(host, eve);
  expect(await lock(hers, '**')).toBe('taken');
  await host.goesOn();
  expect((await write(cat, 'cats.txt')).error).toBeUndefined();
  await host.give(eve, 'viewer');
  expect(await heldBy(hers)).toEqual([]);
  expect(await lock(hers, '**')).toBe('not-permitted');
});

it('that takes very long in naive matching stalls nobody', async () => {
  const long = `${'a'.repeat(200)}/${'a'.repeat(200)}/${'a'.repeat(200)}`;
  await mkdir(join(host.folder, long), { recursive: true });
  await writeFile(join(host.folder, long, 'a.txt'), 'a\n');
  const agent = await agentOf(host, bob);
  const evil = [
    '*a'.repeat(140),
    '**/'.repeat(90),
    `${'**/'.repeat(60)}*b`,
    `a${'*?'.repeat(120)}b`,
    '(a+)+$',
    '[a-z]{1,99999}',
  ];
  const evils = [
    ...evil,
    `{${'a,'.repeat(140)}b}`,
    `${'{a,b}'.repeat(50)}`,
    `${'[!b]*'.repeat(50)}`,
    `@(${'a|'.repeat(100)}b)*`,
  ];
  for (const pattern of evils) await lock(cat, pattern);
  const typist = await HonestTypist.join(agent, host.host, `${long}/a.txt`);
  for (let times = 0; times < 20; times++)
    agent.say('doc.updated', { update: typist.changed((text) => text.insert(0, 'x')) }, { ref: typist.ref });
  for (let times = 0; times < 5; times++) await write(agent, `${long}/b${times}.txt`);
  expect(Math.min(await host.keyMs(), await host.keyMs(), await host.keyMs())).toBeLessThan(1_500);
});

it('by the ten thousand is bounded, in words, and others still lock', async () => {
  const eve = await host.guest('editor', { name: 'Eve' });
  for (let at = 0; at < 10_000 && !eve.gone; at++) eve.say('lock.acquired', body(`flood/${at}/${'x'.repeat(200)}/**`));
  await Promise.race([eve.ended(), eve.handled()]).catch(() => null);
  expect((await heldBy(eve)).length).toBeLessThan(300);
  await host.goesOn();
  expect(await lock(bob, 'bobs/**')).toBe('taken');
}, 60_000);

it('and many windows of one person do not take the room of others', async () => {
  const eve = await host.guest('editor', { name: 'Eve' });
  const windows = [eve];
  for (let count = 0; count < 6; count++) {
    const window = await host.again(eve, { replica: freshId() }).catch(() => null);
    if (window) windows.push(window);
  }
  for (const [w, window] of windows.entries())
    for (let at = 0; at < 50 && !window.gone; at++) window.say('lock.acquired', body(`flood/${w}-${at}/**`));
  for (const window of windows) await Promise.race([window.ended(), window.handled()]).catch(() => null);
  const held = (await heldBy(eve)).length;
  expect([await lock(bob, 'bobs/**'), held]).toEqual(['taken', expect.any(Number)]);
});

it('with a file, a selection, lines, or another’s id beside is refused or one lock', async () => {
  const first = body('mine/**');
  expect(await bob.verdict('lock.acquired', first)).toBe('taken');
  for (const over of [
    { lock: first.lock },
    { path: 'README.md' },
    { lines: { start: 1, end: 2 } },
    { selection: { anchor: new Uint8Array(), head: new Uint8Array() } },
    { lock: '__proto__' },
    { lock: 'constructor' },
    { beside: [first.lock] },
  ])
    await lock(cat, 'mine/**', over);
  expect(await cat.verdict('lock.acquired', body('else/**'), { ref: host.readme })).not.toBe('cut off');
  const mine = (await heldBy(bob)).filter(({ id, pattern }) => id === first.lock || pattern === 'mine/**');
  expect(mine.map(({ id, pattern }) => [id, pattern])).toEqual([[first.lock, 'mine/**']]);
  expect((await heldBy(cat)).filter(({ pattern }) => pattern === 'mine/**')).toEqual([]);
});

it('of somebody with a part of the folder is within it, and tells nothing of what is outside', async () => {
  const [limited, hers] = await limitedWithAgent(host);
  expect(await lock(bob, `${canary}-folder/**`, { note: `${canary}-note` })).toBe('taken');
  const outside = [
    '**',
    '*',
    '*.txt',
    `${canary}-folder/**`,
    `${canary}-none/**`,
    'way/**',
    'way/*',
    'way/p*/**',
    `${part}*/**`,
    `${part}/../**`,
  ];
  for (const who of [limited, hers])
    for (const pattern of [
      ...outside,
      `${part}/../../${canary}-folder/**`,
      `./${part}/../**`,
      `${part}-${canary}/**`,
    ]) {
      const verdict = await lock(who, pattern);
      expect([pattern, verdict]).toEqual([pattern, expect.stringMatching(/not-permitted|bad-request|not-found/)]);
    }
  expect(await lock(limited, `${part}/**`)).toBe('taken');
  await bob.verdict('lock.acquired', body(`way/${canary}*/**`, { note: `${canary}-note` }));
  const again = await host.again(limited, { replica: freshId() });
  for (const each of [limited, hers, again]) await each.handled();
  const own = [...outside].filter((pattern) => pattern.includes(canary));
  const told = [limited, hers, again].flatMap((each) => toldOf(each, `${canary}-note`, `${canary}*`));
  expect([told, own.length]).toEqual([[], 2]);
  const { held } = await stateOf<Held>(host, 'locks');
  for (const id of Object.keys(held).filter((each) => held[each]!.pattern?.includes(canary))) {
    await limited.verdict('lock.stolen', { lock: id });
    await limited.verdict('lock.released', { lock: id });
    expect(Object.keys((await stateOf<Held>(host, 'locks')).held)).toContain(id);
  }
});
