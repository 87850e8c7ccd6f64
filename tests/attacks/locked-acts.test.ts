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
const here = { repository: '' };

let host: AttackedHost;
let repository: AttackedRepository;
let bob: RawClient;
let agent: RawClient;

beforeAll(async () => {
  host = await AttackedHost.start();
  repository = await AttackedRepository.make(host, { 'a.txt': first });
  bob = await host.guest('editor', { name: 'Bob' });
  agent = await agentOf(host, await host.guest('editor', { name: 'Cat' }));
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

it.each<[string, object]>([
  ['git.checkout', { target: { branch: 'other' } }],
  ['git.merge', { branch: 'other' }],
  ['git.rebase', { onto: 'other' }],
  ['git.pick', { commit: 'other' }],
  ['git.revert', { commit: 'HEAD' }],
  ['git.unstash', {}],
])('an agent’s %s moves nothing of a file in which somebody has locked a section', async (method, params) => {
  const path = 'a.txt';
  await writeFile(join(host.folder, path), first);
  if (!repository.git('branch').includes('other')) {
    await writeFile(join(host.folder, path), first.replace('two', 'TWO'));
    repository.git('stash');
    repository.git('checkout', '-q', '-b', 'other');
    await writeFile(join(host.folder, path), first.replace('two', 'Two'));
    repository.git('commit', '-qam', 'other');
    repository.git('checkout', '-q', 'main');
  }
  const holder = await HonestTypist.join(bob, host.host, path);
  await vi.waitFor(() => {
    holder.takeIn();
    expect(holder.text.toString()).toBe(first);
  });
  await lock(sectionOf(holder, 4, 13, { start: 2, end: 3 }), holder.ref);
  const given = Object.entries(params).map(([name, value]) => [
    name,
    name === 'commit' ? repository.git('rev-parse', value).trim() : value,
  ]);
  const { mark } = (await agent.request('git.others', here, host.host)).result as { mark: string };
  const all = { ...here, over: mark, ...Object.fromEntries(given) };
  const { error } = await agent.request(method, all, host.host);
  expect([method, error?.message ?? 'done', await host.read(path)]).toEqual([
    method,
    expect.stringMatching(/Bob|lock/),
    first,
  ]);
});
