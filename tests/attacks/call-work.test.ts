import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { agentOf, limitedWithAgent } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { AttackedRepository } from './lib/attacked-repository.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { canary, plantPart, toldOf } from './lib/limited-guest.ts';
import { hiddenPaths, secrets } from './lib/planted-folder.ts';
import type { Answer, RawClient } from './lib/raw-client.ts';
import { allRead } from './lib/section-scene.ts';

const evilNames = [
  '__proto__',
  'constructor',
  'toString',
  'a\0b',
  '\u202E\u2066x',
  '../../etc',
  'x'.repeat(64),
  '\ud800',
];
const malformed: unknown[] = ['', 'x'.repeat(65), 'x'.repeat(1_000_000), 7, null, ['c'], { call: 'c' }];

let host: AttackedHost;
let repository: AttackedRepository;
let bob: RawClient;
let agent: HonestTypist;

beforeAll(async () => {
  host = await AttackedHost.start();
  await plantPart(host);
  repository = await AttackedRepository.make(host, {
    [`${canary}-work.txt`]: 'one\ntwo\n',
    'b.txt': 'b\n',
    '.env': secrets.env,
  });
  bob = await host.guest('editor', { name: 'Bob' });
  agent = await HonestTypist.join(await agentOf(host, bob), host.host, `${canary}-work.txt`);
  await vi.waitFor(
    async () => expect((await bob.request('git.refs', { repository: '' }, host.host)).error).toBeUndefined(),
    { timeout: 10_000 },
  );
  for (const call of evilNames.slice(0, 7)) await edits(call, call);
}, 60_000);
afterEach(async () => {
  await host.goesOn();
  for (const told of Object.values(secrets))
    expect([told, host.guests.filter((guest) => guest.hasHeard(told)).length]).toEqual([told, 0]);
});
afterAll(() => host?.close());

/** A line of the agent's at the text's beginning, by this call. */
async function edits(turn: string, call: string): Promise<void> {
  agent.takeIn();
  const reads = [allRead(agent)];
  const update = agent.changed((text) => text.insert(0, `by ${evilNames.indexOf(call)}\n`));
  expect(await agent.client.verdict('doc.updated', { update, reads, turn, call }, { ref: agent.ref })).toBe('taken');
}

const personOf = ({ welcome }: RawClient) => welcome!.person;
const here = { repository: '' };
const acts = (over: object): [string, object][] => [
  ['documents.workOf', { sinceMs: 0, ...over }],
  ['git.work', { ...here, ...over }],
  ['git.work', { ...here, paths: ['.env', '../outside/outside.txt', 'innocent.txt', 'b.txt'], ...over }],
  ...[...Object.keys(hiddenPaths), 'innocent.txt', '../outside/outside.txt', 'b.txt', `${canary}-work.txt`].map(
    (path): [string, object] => ['git.workText', { ...here, path, takesBoth: true, ...over }],
  ),
];
const commit = (over: object) => ({
  ...here,
  message: 'evil',
  takesBoth: true,
  takesUnsigned: true,
  paths: ['.env', 'b.txt'],
  ...over,
});
const codes = async (who: RawClient, over: object) => {
  const all: Answer[] = [];
  for (const [method, params] of acts(over)) all.push(await who.request(method, params, host.host));
  return all;
};

it('of evil names is that call’s and nobody else’s, and tells nothing hidden', async () => {
  for (const call of evilNames)
    for (const person of [personOf(agent.client), personOf(host.owner), '__proto__', 'constructor', 'x'.repeat(100)]) {
      const all = await codes(bob, { person, turn: call, call });
      for (const { error } of all) expect(error?.code).not.toBe('internal');
      const texts = JSON.stringify(all[0]!.result?.texts ?? []);
      const isIts = person === personOf(agent.client) && call !== '\ud800';
      expect([call, texts.match(/by \d/g)]).toEqual([call, isIts ? [`by ${evilNames.indexOf(call)}`] : null]);
    }
  expect(bob.gone).toBe(false);
}, 60_000);

it('that is malformed is turned down', async () => {
  for (const name of malformed.filter((each) => `${each}`.length < 100_000))
    for (const over of [{ call: name, turn: 't' }, { turn: name }])
      for (const { error } of await codes(bob, { person: personOf(agent.client), ...over }))
        expect([name, error?.code]).toEqual([name, 'bad-request']);
  agent.takeIn();
  for (const name of malformed.slice(0, 2).concat(malformed.slice(3))) {
    const body = { update: Uint8Array.of(0, 0), reads: [allRead(agent)], turn: name, call: name };
    expect([name, await agent.client.verdict('doc.updated', body, { ref: agent.ref })]).not.toContain('cut off');
  }
  const params = { sinceMs: 0, person: personOf(agent.client) };
  expect((await bob.request('documents.workOf', params, host.host)).error).toBeUndefined();
}, 60_000);

it('that is not there, or somebody else’s, is not committed, and commits nothing hidden', async () => {
  const before = repository.git('rev-parse', 'HEAD');
  for (const person of [personOf(agent.client), personOf(host.owner), '__proto__'])
    for (const call of ['none', ...evilNames.slice(0, 3)])
      for (const paths of [['.env', 'b.txt'], ['../outside/outside.txt'], ['.git/config'], Object.keys(hiddenPaths)]) {
        const params = commit({ person, turn: 'none', call, paths, only: paths });
        expect((await bob.request('git.commitWork', params, host.host)).error?.code).toMatch(/hidden|outside-folder/);
      }
  expect(repository.git('rev-parse', 'HEAD')).toBe(before);
}, 60_000);

it('is nothing for people without the right, with a part of the folder, and for agents of such', async () => {
  const before = repository.git('rev-parse', 'HEAD');
  const [narrow, hers] = await limitedWithAgent(host);
  for (const who of [narrow, hers, await host.guest('viewer'), await host.guest('reviewer')]) {
    for (const call of ['none', evilNames[0]]) {
      const over = { person: personOf(agent.client), turn: call, call };
      await codes(who, over);
      const paths = [`${canary}-work.txt`];
      const done = await who.request('git.commitWork', commit({ ...over, paths, only: paths }), host.host);
      expect(done.error).toBeDefined();
    }
  }
  for (const who of [narrow, hers]) expect(toldOf(who, canary)).toEqual([]);
  expect(repository.git('rev-parse', 'HEAD')).toBe(before);
}, 60_000);
