import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { OpenProgram } from '../lib/open-program.ts';
import { agentOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import {
  canary,
  documentOf,
  limitedGuest,
  outsidePath,
  part,
  personOf,
  plantPart,
  toldOf,
} from './lib/limited-guest.ts';
import { freshId, freshSecret, type RawClient } from './lib/raw-client.ts';

const veil = 'veiled-name';
const sealed = 'sealed-name';
const hiddenPath = `private/${veil}.txt`;
/** Time that another's key may take meanwhile: usually tens of milliseconds, here with room for a busy machine. */
const mostKeyMs = 1_500;

let host: AttackedHost;
let ada: RawClient;
let limited: RawClient;
let guests: RawClient[] = [];

beforeAll(async () => {
  host = await AttackedHost.start();
  await plantPart(host);
  await writeFile(join(host.folder, hiddenPath), 'x\n');
  ada = await host.guest('maintainer', { name: 'Ada' });
  limited = await limitedGuest(host, 'editor');
  guests = [ada, host.witness, await host.guest('viewer'), limited, await host.guest('owner')];
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => host?.close());

const lock = (change: object) => ({
  lock: freshId(),
  path: null,
  selection: null,
  lines: null,
  beside: [],
  untilMs: null,
  ...change,
});
const focus = (path: string | null, change: object = {}) => ({ line: 3, path, ...change });
const compared = { side: 'left', line: 4, topLine: 2 };

async function spy() {
  const program = await new OpenProgram(host.guestOrigin, host.session).opened();
  const { ok, error } = await program.join('Spy', host.invite, { ticket: freshSecret() });
  if (!ok) throw new Error(JSON.stringify(error));
  return { program, person: ok.person as string };
}

it('a pattern that names a hidden file is no more told than the file', async () => {
  for (const pattern of [`private/${sealed}.txt`, `PRIVATE/${sealed}`, `private/${sealed}*`, `.git/${sealed}/**`])
    await host.owner.verdict('lock.acquired', lock({ pattern }));
  const viewer = await host.guest('viewer');
  expect([...toldOf(viewer, sealed), ...toldOf(ada, sealed)]).toEqual([]);
});

it('of hidden files that somebody names, no guest is told: in no focus, lock, place, suggestion or question', async () => {
  const agent = await agentOf(host, host.owner);
  const { program } = await spy();
  for (const to of ['messages', 'events', 'presence', 'values', 'locks']) await program.ask('subscribe', { to });
  const act = { is: 'delete', read: 'ab'.repeat(32), of: 'bytes' };
  for (const path of [hiddenPath, `private/../${hiddenPath}`, `PRIVATE/${veil}`, `.git/${veil}`, `.ensemble/${veil}`])
    for (const client of [host.owner, ada, agent])
      for (const [kind, body] of [
        ['presence.focused', focus(path)],
        ['presence.focused', focus(path, { compared, review: freshId() })],
        ['lock.acquired', lock({ path })],
        ['people.gathered', { path, line: 1 }],
        ['fileProposal.made', { proposal: freshId(), title: 't', act: { is: 'createFolder', path } }],
        ['fileProposal.made', { proposal: freshId(), title: 't', act: { ...act, path } }],
      ] as const) {
        const said = await client.verdict(kind, body, kind === 'presence.focused' ? { n: 0 } : {});
        expect([kind, path, said]).toEqual([kind, path, expect.stringMatching(/^(hidden|not-permitted|bad-request)$/)]);
      }
  await program.ask('ping');
  expect(JSON.stringify(program.heard)).not.toContain(veil);
  for (const each of [...guests, await host.guest('viewer')]) {
    await each.handled();
    expect(toldOf(each, veil)).toEqual([]);
  }
}, 30_000);

it('of a part, somebody hears of no focus outside: with a side, a review, a terminal, or under a text of their own', async () => {
  const [own, outside] = [await documentOf(host, `${part}/a.md`), await documentOf(host, outsidePath)];
  const name = `way/${canary}-beside.txt`;
  for (const [kind, body, ref] of [
    ['presence.focused', focus(name, { compared }), null],
    ['presence.focused', focus(name, { compared, review: freshId() }), own],
    ['presence.focused', focus(name, { terminal: freshId() }), null],
    ['presence.focused', focus(name), own],
    ['presence.focused', focus(name), outside],
    ['presence.focused', focus(`${part}/../../${canary}.txt`), own],
    ['presence.focused', focus(`${part}/../${canary}.txt`), null],
    ['lock.acquired', lock({ path: name }), own],
    ['lock.acquired', lock({ pattern: `way/${canary}*` }), own],
    ['lock.acquired', lock({ pattern: `**/${canary}*` }), null],
    ['lock.acquired', lock({ pattern: `way/*${canary}*/**` }), null],
    ['people.gathered', { path: name, line: 3 }, own],
    ['people.gathered', { path: `${part}/../${canary}.txt`, line: 3 }, null],
  ] as const) {
    const said = await ada.verdict(kind, body, kind === 'presence.focused' ? { n: 0, ref } : { ref });
    expect([kind, body, said]).toEqual([kind, body, expect.any(String)]);
    await limited.handled();
    const window = await host.again(limited, { replica: freshId() });
    await window.handled();
    expect([kind, body, toldOf(limited, canary), toldOf(window, canary)]).toEqual([kind, body, [], []]);
    window.close();
  }
});

it('the keys of nobody wait for ten thousand focuses, of evil names, sides and lines', async () => {
  const flood = await host.guest('viewer');
  for (let at = 0; at < 10_000 && !flood.gone; at++)
    flood.say(
      'presence.focused',
      focus(`${'é/'.repeat(60)}${at}`, { compared: { side: 'right', line: at + 1, topLine: 2 ** 40 } }),
      { n: 0 },
    );
  for (let keys = 0; keys < 3; keys++) expect(await host.keyMs()).toBeLessThan(mostKeyMs);
  await flood.ended().catch(() => undefined);
  const late = await host.guest('viewer');
  expect(Buffer.byteLength(JSON.stringify(late.keyframe!.participants))).toBeLessThan(60_000);
  for (const change of [
    { compared: { side: 'both', line: 1, topLine: 1 } },
    { compared: { side: 'left', line: 0, topLine: 1 } },
    { compared: { side: 'left', line: 1, topLine: 1e300 } },
    { compared: { side: 'left', line: 1 } },
    { compared: [compared] },
    { review: '__proto__' },
    { terminal: 'x' },
    { line: -1 },
    { line: Number.NaN },
    { path: 'x'.repeat(4097) },
  ]) {
    const window = await host.again(late);
    expect([change, await window.verdict('presence.focused', focus('README.md', change), { n: 0 })]).toEqual([
      change,
      'bad-request',
    ]);
    window.close();
  }
}, 20_000);

it('rings of many windows that follow each other, themselves, nobody and people who are gone cost no key', async () => {
  const all = await Promise.all(Array.from({ length: 12 }, () => host.guest('viewer')));
  const follow = (who: RawClient, follows: string) =>
    who.verdict('presence.changed', { activity: 'active', follows }, { n: 0 });
  for (let round = 0; round < 3; round++)
    for (const [at, each] of all.entries()) {
      const targets = [personOf(all[(at + 1 + round) % all.length]!), personOf(each), freshId(), personOf(host.owner)];
      for (const follows of targets.slice(0, round + 1)) await follow(each, follows);
    }
  for (let keys = 0; keys < 3; keys++) expect(await host.keyMs()).toBeLessThan(mostKeyMs);
  const window = await host.again(all[0]!);
  expect(await window.verdict('presence.changed', { activity: 'active', follows: '__proto__' }, { n: 0 })).toBe(
    'bad-request',
  );
  for (const each of all) each.close();
});

it('a transcript names no hidden file by its path, and none outside to people of a part', async () => {
  const told = 'told-name';
  const agent = await agentOf(host, host.owner);
  const [id, viewer] = [personOf(agent), await host.guest('viewer')];
  expect(await agent.verdict('agent.opened', {}, { ref: id })).toBe('taken');
  for (const each of [viewer, limited]) each.send({ t: 'subscribe', ref: id, subscription: 9 });
  expect(await agent.verdict('agent.began', { turn: 't', prompt: null }, { ref: id })).toBe('taken');
  const said = { turn: 't', form: 'tool', text: 'reads', status: 'done' };
  for (const path of [`private/${told}.txt`, `.git/${told}`, `PRIVATE/${told}`, `private/../private/${told}`])
    await agent.verdict('agent.said', { ...said, part: freshId(), path }, { ref: id });
  for (const path of [`way/${canary}-beside.txt`, `${part}/../${canary}.txt`])
    await agent.verdict('agent.said', { ...said, part: freshId(), path }, { ref: id });
  const late = await host.guest('viewer');
  late.send({ t: 'subscribe', ref: id, subscription: 9 });
  for (const each of [viewer, limited, late]) await each.handled();
  expect([...toldOf(viewer, told), ...toldOf(late, told), ...toldOf(limited, told, canary)]).toEqual([]);
});
