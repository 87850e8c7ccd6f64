import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agentOf, limitedWithAgent, stateOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { canary, outsidePath, part, personOf, plantPart, toldOf } from './lib/limited-guest.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

interface Proposal {
  agent: string;
  act: { is: string; path?: string };
  judged: { person: string; verdict: string; judgement: string } | null;
}

let host: AttackedHost;
let bob: RawClient;
let agent: RawClient;

beforeAll(async () => {
  host = await AttackedHost.start();
  await plantPart(host);
  bob = await host.guest('editor', { name: 'Bob' });
  agent = await agentOf(host, bob);
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => host?.close());

const hash = 'ab'.repeat(32);
const creation = (path = 'made-by-nobody.txt', text = 'text') => ({ is: 'create', path, text });
const made = (act: object = creation(), over: object = {}) => ({ proposal: freshId(), title: 'title', act, ...over });
const judged = (proposal: string, over: object = {}) => ({
  proposal,
  judgement: freshId(),
  verdict: 'accepted',
  ...over,
});
const proposals = () => stateOf<Record<string, Proposal>>(host, 'fileProposals');

async function proposed(by = agent): Promise<string> {
  const body = made();
  expect(await by.verdict('fileProposal.made', body)).toBe('taken');
  return body.proposal;
}

/** An agent of somebody new, with bounds of its own. */
const another = async (name = 'Eve') => agentOf(host, await host.guest('editor', { name }));

describe('suggesting acts on files', () => {
  it('is of agents alone, of nobody who may not comment, and about no document', async () => {
    for (const role of ['viewer', 'reviewer', 'editor', 'maintainer'] as const)
      expect(await (await host.guest(role)).verdict('fileProposal.made', made())).toBe('not-permitted');
    expect(await host.owner.verdict('fileProposal.made', made())).toBe('not-permitted');
    const eve = await host.guest('editor', { name: 'Eve' });
    const hers = await agentOf(host, eve);
    expect(await hers.verdict('fileProposal.made', made(), { ref: host.readme })).toBe('bad-request');
    await host.give(eve, 'viewer');
    expect(await hers.verdict('fileProposal.made', made())).toBe('not-permitted');
    expect(await proposals()).toEqual({});
  });

  it.each<[string, object]>([
    ['a path out of the folder', made(creation('../out.txt'))],
    ['a path with dots inside', made(creation('a/../../out.txt'))],
    ['a path from the root', made(creation('/etc/passwd'))],
    ['a Windows path', made(creation('..\\out.txt'))],
    ['a path with NUL', made(creation('a\0b'))],
    ['no path', made(creation(''))],
    ['a path of 1,025 characters', made(creation('x'.repeat(1025)))],
    ['a text of 60,001 characters', made(creation('a', 'x'.repeat(60_001)))],
    ['a text of 120 kB', made(creation('a', 'ä'.repeat(60_000)))],
    ['a title of 201 characters', made(creation(), { title: 't'.repeat(201) })],
    ['a move out of the folder', made({ is: 'move', from: 'a', to: '../b' })],
    ['a move from outside', made({ is: 'move', from: '../a', to: 'b' })],
    ['a move into itself', made({ is: 'move', from: 'a', to: 'a/b' })],
    ['a deletion of the folder itself', made({ is: 'delete', path: '.', read: hash })],
    ['a deletion of what was not read', made({ is: 'delete', path: 'a' })],
    ['a new folder out of the folder', made({ is: 'createFolder', path: 'a/../..' })],
    ['a deletion of another sort of thing', made({ is: 'delete', path: 'a', read: hash, of: 'disk' })],
    ['a deletion of a folder that was not looked at', made({ is: 'delete', path: 'a', of: 'folder' })],
    ['another act', made({ is: 'run', path: 'a' })],
    ['a name that objects have', made(creation(), { proposal: '__proto__' })],
  ])('with %s is refused', async (_, body) => {
    const other = await another();
    expect(await other.verdict('fileProposal.made', body)).toMatch(/bad-request|too-large|cut off/);
    expect(Object.values(await proposals()).filter((each) => each.agent === personOf(other))).toEqual([]);
  });

  it('as judged already is taken as if that were not there', async () => {
    const body = made(creation(), {
      judged: { person: freshId(), verdict: 'accepted', judgement: freshId(), atMs: 1 },
    });
    await (await another()).verdict('fileProposal.made', body);
    expect((await proposals())[body.proposal]?.judged ?? null).toBeNull();
  });

  it('by the hundred is bounded, and in the way of no other agent', async () => {
    const flooder = await another();
    for (let at = 0; at < 200 && !flooder.gone; at++)
      flooder.say('fileProposal.made', made(creation('a', 'x'.repeat(50_000))));
    await Promise.race([flooder.ended(), flooder.handled()]).catch(() => null);
    const all = Object.values(await proposals()).filter((each) => each.agent === personOf(flooder));
    expect(all.length).toBeLessThanOrEqual(8);
    await host.goesOn();
    await proposed(await another('Dan'));
  });

  it('does nothing by itself, nor does its acceptance: an act is a request of the person’s own', async () => {
    const proposal = await proposed();
    expect(await bob.verdict('fileProposal.judged', judged(proposal))).toBe('taken');
    await bob.handled();
    expect(existsSync(join(host.folder, 'made-by-nobody.txt'))).toBe(false);
  });
});

describe('judging them', () => {
  it('is of people who may change files, whatever else they may', async () => {
    const proposal = await proposed();
    const eve = await host.guest('editor', { name: 'Eve' });
    const grants = { 'files.write': false };
    expect(await host.owner.verdict('rights.changed', { person: personOf(eve), grants })).toBe('taken');
    const others = [agent, await another(), eve, await host.guest('viewer'), await host.guest('reviewer')];
    for (const verdict of ['accepting', 'accepted', 'rejected', null])
      for (const each of others)
        expect(await each.verdict('fileProposal.judged', judged(proposal, { verdict }))).toBe('not-permitted');
    expect((await proposals())[proposal]!.judged ?? null).toBeNull();
  });

  it('counts once: nobody else accepts it again, turns it round or opens it', async () => {
    const proposal = await proposed();
    const eve = await host.guest('editor', { name: 'Eve' });
    const first = judged(proposal, { verdict: 'accepting' });
    expect(await bob.verdict('fileProposal.judged', first)).toBe('taken');
    for (const verdict of ['accepting', 'accepted', 'rejected', null])
      for (const judgement of [freshId(), first.judgement])
        expect(await eve.verdict('fileProposal.judged', judged(proposal, { verdict, judgement }))).toBe('exists');
    for (const verdict of ['accepting', 'accepted'])
      expect(await bob.verdict('fileProposal.judged', judged(proposal, { verdict }))).toBe('exists');
    const { person, judgement } = (await proposals())[proposal]!.judged!;
    expect([person, judgement]).toEqual([personOf(bob), first.judgement]);
    expect(await bob.verdict('fileProposal.judged', judged(proposal), { ref: host.readme })).toBe('bad-request');
  });

  it('ends with the suggestion, which nobody but its agent takes back', async () => {
    const proposal = await proposed();
    for (const each of [bob, await host.guest('maintainer'), await another()])
      expect(await each.verdict('fileProposal.withdrawn', { proposal })).toBe('not-permitted');
    expect(await agent.verdict('fileProposal.withdrawn', { proposal })).toBe('taken');
    expect(await bob.verdict('fileProposal.judged', judged(proposal))).toBe('not-found');
    for (const name of ['__proto__', 'constructor', freshId()])
      expect(await (await host.guest('editor')).verdict('fileProposal.judged', judged(name))).toMatch(
        /not-found|bad-request|cut off/,
      );
  });
});

it('somebody with a part of the folder hears of none elsewhere, judges none, and neither does an agent of theirs', async () => {
  const [limited, hers] = await limitedWithAgent(host);
  const bodies = [
    made(creation(`${canary}-new/${canary}.txt`, `${canary}-text`)),
    made({ is: 'move', from: `${part}/a.md`, to: outsidePath }),
    made({ is: 'move', from: outsidePath, to: `${part}/b.md` }),
    made({ is: 'delete', path: outsidePath, read: hash }),
  ];
  const theirs = await another('Fay');
  for (const body of bodies) {
    expect(await theirs.verdict('fileProposal.made', body)).toBe('taken');
    for (const verdict of ['accepted', 'rejected', null])
      expect(await limited.verdict('fileProposal.judged', judged(body.proposal, { verdict }))).toBe('not-found');
    expect(await hers.verdict('fileProposal.withdrawn', { proposal: body.proposal })).toBe('not-found');
    expect(await hers.verdict('fileProposal.made', { ...body, proposal: freshId() })).toMatch(/not-(found|permitted)/);
  }
  const own = made(creation(`${part}/own.md`));
  expect(await hers.verdict('fileProposal.made', own)).toBe('taken');
  expect(await limited.verdict('fileProposal.judged', judged(own.proposal))).toBe('taken');
  expect(await bob.verdict('fileProposal.judged', judged(bodies[0]!.proposal))).toBe('taken');
  const again = await host.again(limited, { replica: freshId() });
  for (const each of [again, limited, hers]) await each.handled();
  expect([...toldOf(limited, canary), ...toldOf(again, canary), ...toldOf(hers, canary)]).toEqual([]);
});

it('what a modified agent suggests for hidden files is refused, and no guest could do it', async () => {
  const acts = [
    { is: 'move', from: '.env', to: 'shown.txt' },
    { is: 'move', from: `${part}/a.md`, to: '.git/hooks/pre-commit' },
    { is: 'delete', path: '.env', read: hash },
    creation('.git/hooks/post-checkout', 'evil'),
  ];
  const evil = await another('Evil');
  for (const act of acts) expect(await evil.verdict('fileProposal.made', made(act))).toBe('hidden');
  const ofEvil = async () => Object.values(await proposals()).filter((each) => each.agent === personOf(evil));
  expect(await ofEvil()).toEqual([]);
  const params = { from: '.env', to: 'shown.txt', overwrite: false };
  const { error } = await bob.request('files.move', params, host.host);
  expect(error?.code).toBe('hidden');
});
