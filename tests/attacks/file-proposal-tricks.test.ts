import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { agentOf, limitedWithAgent, stateOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { canary, part, personOf, plantPart, toldOf } from './lib/limited-guest.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

let host: AttackedHost;
let bob: RawClient;

beforeAll(async () => {
  host = await AttackedHost.start();
  await plantPart(host);
  bob = await host.guest('editor', { name: 'Bob' });
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => host?.close());

const hash = 'ab'.repeat(32);
const made = (act: object) => ({ proposal: freshId(), title: 'title', act });
const creation = (path: string, text = 'text') => made({ is: 'create', path, text });
const judged = (proposal: string) => ({ proposal, judgement: freshId(), verdict: 'accepted' });
const proposals = () => stateOf<Record<string, { agent: string }>>(host, 'fileProposals');
const another = async (name = 'Eve') => agentOf(host, await host.guest('editor', { name }));

it('hidden paths in another spelling are refused as well, and nobody writes there', async () => {
  const spelled = [
    '.GIT/hooks/x',
    '.g\u200cit/config',
    '.git./config',
    '.git /x',
    '.ENV',
    '.env.',
    '.env ',
    '.env::$DATA',
  ];
  const folded = ['PRIVATE/x', 'privat\uFF45/x', '.Ensemble/sharing.json', '.ensemble/sharing.json'];
  const all = [...spelled, ...folded];
  const agents = await Promise.all(all.map(() => another()));
  for (const [at, path] of all.entries())
    for (const act of [creation(path), made({ is: 'move', from: 'plain.txt', to: path })])
      expect([path, await agents[at]!.verdict('fileProposal.made', act)]).toEqual([path, 'hidden']);
  const people = new Set(agents.map(personOf));
  const left = async () => Object.values(await proposals()).filter(({ agent }) => people.has(agent));
  expect(await left()).toEqual([]);
  for (const path of all) {
    const params = { path, content: Uint8Array.of(1), create: true, overwrite: false };
    expect([path, (await bob.request('files.write', params, host.host)).error?.code]).toEqual([path, 'hidden']);
  }
}, 30_000);

it.each<[string, object]>([
  ['deletes a folder on the way', { is: 'delete', path: 'way', read: hash }],
  ['moves the folder on the way', { is: 'move', from: 'way', to: `${canary}-x` }],
  ['moves the part away', { is: 'move', from: part, to: `${part}x/${canary}` }],
  ['spells the part in capitals', { is: 'create', path: `WAY/PART/${canary}.txt`, text: 'x' }],
  ['spells the part with a dot', { is: 'create', path: `${part}./${canary}.txt`, text: 'x' }],
  ['spells the part with an accent', { is: 'create', path: `way/pa\u0301rt/${canary}.txt`, text: 'x' }],
])('a suggestion that %s is not there for people with that part', async (_, act) => {
  const [limited, hers] = await limitedWithAgent(host);
  const body = made(act);
  expect(await (await another('Fay')).verdict('fileProposal.made', body)).toBe('taken');
  expect(await limited.verdict('fileProposal.judged', judged(body.proposal))).toBe('not-found');
  expect(await hers.verdict('fileProposal.made', made(act))).toMatch(/not-(found|permitted)/);
  for (const each of [limited, hers]) {
    await each.handled();
    expect([each.hasHeard(body.proposal), toldOf(each, canary)]).toEqual([false, []]);
  }
});

it('of several who judge at once, one counts', async () => {
  const eve = await host.guest('editor', { name: 'Eve' });
  const agent = await another();
  const body = creation('raced.txt');
  expect(await agent.verdict('fileProposal.made', body)).toBe('taken');
  const all = [bob, eve, host.owner].map((each) => each.verdict('fileProposal.judged', judged(body.proposal)));
  expect((await Promise.all(all)).sort()).toEqual(['exists', 'exists', 'taken']);
});

it('all agents of one person together leave room for those of others', async () => {
  const eve = await host.guest('editor', { name: 'Many' });
  const hers: RawClient[] = [];
  for (let at = 0; at < 12; at++) {
    const agent = await agentOf(host, eve);
    const lengths = at < 9 ? 50_000 : 5_000;
    for (let k = 0; k < 8; k++) agent.say('fileProposal.made', creation(`many-${at}-${k}.txt`, 'x'.repeat(lengths)));
    hers.push(agent);
  }
  for (const each of hers) await Promise.race([each.ended(), each.handled()]);

  expect(JSON.stringify(await proposals()).length).toBeLessThan(2_000_000);
  expect(await (await another('Dan')).verdict('fileProposal.made', creation('honest.txt', 'x'.repeat(10_000)))).toBe(
    'taken',
  );
}, 30_000);
