import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { agentOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { AttackedRepository } from './lib/attacked-repository.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';
import { sectionOf } from './lib/section-scene.ts';

const first = 'one\ntwo\nthree\nfour\nfive\n';
const work = first.replace('two', 'two of Bob');
const here = { repository: '' };

let host: AttackedHost;
let bob: RawClient;
let cat: RawClient;
let agent: RawClient;

beforeAll(async () => {
  host = await AttackedHost.start();
  await AttackedRepository.make(host, { 'a.txt': first, 'b.txt': first, 'c.txt': first });
  bob = await host.guest('editor', { name: 'Bob' });
  cat = await host.guest('editor', { name: 'Cat' });
  agent = await agentOf(host, cat);
  await vi.waitFor(async () => expect((await agent.request('git.refs', here, host.host)).error).toBeUndefined());
}, 60_000);
afterEach(async () => {
  for (const lock of locks.splice(0)) await bob.verdict('lock.released', { lock });
  await host.goesOn();
});
afterAll(() => host?.close());

const locks: string[] = [];
const whole = { path: null, selection: null, lines: null, beside: [], untilMs: null };

/** Takes a lock of Bob's. */
async function lock(body: object, ref: string | null): Promise<void> {
  const lock = freshId();
  locks.push(lock);
  expect(await bob.verdict('lock.acquired', { ...whole, ...body, lock }, { ref })).toBe('taken');
}

it.each([
  ['a section', 'a.txt'],
  ['a file', 'b.txt'],
  ['a pattern', 'c.txt'],
  ['a new file', 'new.txt'],
])(
  'an agent discards nothing of what somebody has locked by %s, and people are not kept from it',
  async (what, path) => {
    await writeFile(join(host.folder, path), work);
    const holder = await HonestTypist.join(bob, host.host, path);
    if (what === 'a section') await lock(sectionOf(holder, 4, 20, { start: 2, end: 3 }), holder.ref);
    else if (what === 'a pattern') await lock({ pattern: 'c.*' }, null);
    else await lock({}, holder.ref);
    for (const paths of [[path], 'all'] as const) {
      const { error } = await agent.request('git.discard', { ...here, paths }, host.host);
      expect([paths, error?.message, await host.read(path)]).toEqual([
        paths,
        expect.stringMatching(/^Bob has locked .*: work elsewhere, or ask them\.$/),
        work,
      ]);
    }
    const byPerson = await cat.request('git.discard', { ...here, paths: [path] }, host.host);
    expect([byPerson.error, await host.read(path).catch(() => 'gone')]).toEqual([
      undefined,
      what === 'a new file' ? 'gone' : first,
    ]);
  },
);

it('an agent replaces nothing of a file in which somebody has locked a section, nor how all of it is written', async () => {
  const path = 'section.txt';
  await writeFile(join(host.folder, path), first);
  const holder = await HonestTypist.join(bob, host.host, path);
  await lock(sectionOf(holder, 4, 20, { start: 2, end: 3 }), holder.ref);
  const { ref } = holder;
  const unsent = { ref, seq: 0, update: Uint8Array.of(0, 0) };
  const format = { encoding: 'utf16le', bom: true, eol: 'crlf' };
  const replacing: [string, object][] = [
    ['files.write', { path, content: Uint8Array.of(1), create: true, overwrite: true }],
    ['files.remove', { path, recursive: false }],
    ['files.move', { from: path, to: 'elsewhere.txt', overwrite: true }],
    ['files.write', { path: `${path}/below`, content: Uint8Array.of(1), create: true, overwrite: true }],
    ['git.resolve', { ...here, path, take: 'deleted' }],
    ['documents.reopen', { ref, encoding: 'utf16le' }],
    ['documents.resolve', { ...unsent, choice: 'theirs', hash: 'a'.repeat(64) }],
    ['documents.save', { ...unsent, format }],
  ];
  for (const [method, params] of replacing) {
    const { error } = await agent.request(method, params, host.host);
    expect([method, error?.message]).toEqual([method, expect.stringMatching(/^Bob has locked lines of section\.txt/)]);
  }
  const typist = await HonestTypist.join(agent, host.host, path);
  expect(await agent.verdict('doc.formatted', format, { ref: typist.ref })).toBe('not-permitted');
  expect(await host.read(path)).toBe(first);
});
