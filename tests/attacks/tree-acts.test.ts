import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { agentOf, limitedWithAgent } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { AttackedRepository } from './lib/attacked-repository.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { canary, plantPart, toldOf } from './lib/limited-guest.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

let host: AttackedHost;
let repository: AttackedRepository;
let bob: RawClient;
let dora: HonestTypist;
const here = { repository: '' };

beforeAll(async () => {
  host = await AttackedHost.start();
  await plantPart(host);
  repository = await AttackedRepository.make(host, { 'open.txt': 'one\n', 'doras.txt': 'dora\n', '.env': 'x' });
  repository.git('branch', 'other');
  repository.git('checkout', '-q', 'other');
  repository.git('rm', '-q', 'doras.txt');
  repository.git('commit', '-q', '-m', 'without');
  repository.git('checkout', '-q', 'main');
  bob = await host.guest('editor', { name: 'Bob' });
  dora = await HonestTypist.join(await host.guest('editor', { name: 'Dora' }), host.host, 'doras.txt');
  await dora.types(`${canary}-unsaved `);
  await vi.waitFor(async () => expect((await bob.request('git.refs', here, host.host)).error).toBeUndefined());
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => host?.close());

const acts: [string, object][] = [
  ['git.checkout', { target: { branch: 'other' } }],
  ['git.stash', { message: 'evil', untracked: true }],
  ['git.merge', { branch: 'other' }],
  ['git.rebase', { onto: 'other' }],
  ['git.discard', { paths: 'all' }],
];
const standing = () => [...repository.standing(), repository.git('rev-parse', 'HEAD')];
const docOf = (typist: HonestTypist) => {
  typist.takeIn();
  return typist.text.toString();
};

it('no act on the whole tree goes over what others have not saved by a mark that is guessed', async () => {
  const before = [standing(), await host.read('doras.txt')];
  for (const over of [undefined, '', '0', 'x'.repeat(64), '__proto__', 'a'.repeat(40)])
    for (const [method, params] of acts.slice(0, 4)) {
      const all = { ...here, ...params, ...(over === undefined ? {} : { over }) };
      const { error } = await bob.request(method, all, host.host);
      expect([method, over, error?.message?.length ?? 0]).toEqual([method, over, expect.any(Number)]);
      expect(error, method).toBeDefined();
    }
  expect([standing(), await host.read('doras.txt')]).toEqual(before);
  expect(docOf(dora)).toContain(`${canary}-unsaved`);
});

it('whose mark is old counts no more: somebody else has begun to write meanwhile', async () => {
  const { result } = await bob.request('git.others', here, host.host);
  const over = (result as { mark: string }).mark;
  const eve = await HonestTypist.join(await host.guest('editor', { name: 'Eve' }), host.host, 'open.txt');
  await eve.types('eves ');
  const before = standing();
  await vi.waitFor(async () => {
    const now = (await bob.request('git.others', here, host.host)).result as { mark: string };
    expect(now.mark).not.toBe(over);
  });
  const { error } = await bob.request('git.checkout', { ...here, target: { branch: 'other' }, over }, host.host);
  expect([error === undefined, standing()]).toEqual([false, before]);
  expect(docOf(eve)).toContain('eves');
});

it('is nobody’s without the right: viewer, reviewer, limited people and agents of such', async () => {
  const before = standing();
  const [limited, hers] = await limitedWithAgent(host);
  const mark = ((await bob.request('git.others', here, host.host)).result as { mark: string }).mark;
  const all = [await host.guest('viewer'), await host.guest('reviewer'), await agentOf(host, bob, 'reviewer')];
  for (const who of [...all, limited, hers]) {
    for (const [method, params] of [...acts, ['git.unstash', {}], ['git.continue', {}], ['git.abort', {}]] as const)
      expect((await who.request(method, { ...here, over: mark, ...params }, host.host)).error, method).toBeDefined();
  }
  for (const who of [limited, hers]) {
    for (const method of ['git.others', 'git.work', 'documents.workers', 'documents.workOf']) {
      const params = { ...here, person: bob.welcome!.person, sinceMs: 0 };
      await who.request(method, params, host.host);
    }
    expect(toldOf(who, canary, 'doras')).toEqual([]);
  }
  expect(standing()).toEqual(before);
});

it('is leased by the host alone, and no guest frees or takes it', async () => {
  for (const who of [bob, await host.guest('maintainer'), await agentOf(host, bob)]) {
    const lease = { term: host.term, person: who.welcome!.person, act: 'switch' };
    expect(await who.verdict('tree.leased', lease)).not.toBe('taken');
    expect(await who.verdict('tree.freed', { term: host.term })).not.toBe('taken');
  }
  const agent = await agentOf(host, bob);
  const content = new TextEncoder().encode('x');
  const params = { path: `${freshId()}.txt`, content, create: true, overwrite: false };
  expect((await agent.request('files.write', params, host.host)).error).toBeUndefined();
});

it('with words of an option in place of names runs nothing', async () => {
  const before = standing();
  for (const name of [
    '--exec=touch x',
    '-f',
    '--upload-pack=x',
    '@{-1}',
    'other\nx',
    '..',
    'main:README.md',
    '__proto__',
  ])
    for (const [method, params] of [
      ['git.checkout', { target: { branch: name } }],
      ['git.merge', { branch: name }],
      ['git.rebase', { onto: name }],
      ['git.pick', { commit: name }],
      ['git.revert', { commit: name }],
      ['git.checkout', { target: { commit: name } }],
      ['git.unstash', { id: name }],
    ] as const) {
      const mark = ((await bob.request('git.others', here, host.host)).result as { mark: string }).mark;
      expect(
        (await bob.request(method, { ...here, over: mark, ...params }, host.host)).error,
        `${method} ${name}`,
      ).toBeDefined();
    }
  expect(standing()).toEqual(before);
});

it('on an agreed mark keeps what somebody had not saved', async () => {
  const { mark } = (await bob.request('git.others', here, host.host)).result as { mark: string };
  const done = await bob.request('git.checkout', { ...here, target: { branch: 'other' }, over: mark }, host.host);
  expect(docOf(dora)).toContain(`${canary}-unsaved`);
  if (!done.error) await bob.request('git.checkout', { ...here, target: { branch: 'main' }, over: mark }, host.host);
  expect(docOf(dora)).toContain(`${canary}-unsaved`);
});
