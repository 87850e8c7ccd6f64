import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { unpack } from '../../src/shared/core/message-pack.ts';
import { workspaceMethods } from '../../src/shared/session/contract.ts';
import { kinds } from '../../src/shared/session/table.ts';
import { agentOf, limitedWithAgent, stateOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { bodyOf } from './lib/bodies.ts';
import { canary, documentOf, outsidePath, part, plantPart, toldOf } from './lib/limited-guest.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

interface Proposal {
  ref: string;
  agent: string;
  title: string;
  parts: { after: string; judged?: { person: string; verdict: string; judgement: string } }[];
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

const partOf = (after = 'b') => ({ reads: { ids: [[1, 0, 5]] }, before: 'a', after });
const made = (over: object = {}) => ({ proposal: freshId(), title: 'title', parts: [partOf(), partOf()], ...over });
const proposals = () => stateOf<Record<string, Proposal>>(host, 'proposals');

/** A document of its own, so that the bounds of one case are not those of another. */
async function fresh(): Promise<string> {
  const path = `${freshId()}.txt`;
  await writeFile(join(host.folder, path), 'text\n');
  return documentOf(host, path);
}

/** A proposal of the agent, in a document of its own. */
async function proposed(by = agent): Promise<{ proposal: string; ref: string }> {
  const body = made();
  const ref = await fresh();
  expect(await by.verdict('proposal.made', body, { ref })).toBe('taken');
  return { proposal: body.proposal, ref };
}

const judged = (proposal: string, over: object = {}) => ({
  proposal,
  judgement: freshId(),
  parts: [0],
  verdict: 'accepted',
  ...over,
});

/** Words with which the entries of somebody were turned down. */
const refusals = (client: RawClient) =>
  client.entries
    .filter((entry) => entry[5] === 'entry.refused')
    .map((entry) => unpack(entry[9]) as { replica: string; message: string; code: string })
    .filter(({ replica }) => replica === client.replica);

describe('proposing', () => {
  it('is of agents alone: no person does, in any role', async () => {
    const ref = await fresh();
    for (const role of ['viewer', 'reviewer', 'editor', 'maintainer'] as const) {
      const guest = await host.guest(role);
      expect([role, await guest.verdict('proposal.made', made(), { ref })]).toEqual([role, 'not-permitted']);
      expect(refusals(guest).at(-1)!.message.length).toBeGreaterThan(10);
    }
    expect(await host.owner.verdict('proposal.made', made(), { ref })).toBe('not-permitted');
    expect(Object.values(await proposals()).filter((each) => each.ref === ref)).toEqual([]);
  });

  it('is nobody’s who is a stranger, or an agent whose owner may comment no more, or goes on by itself', async () => {
    const ref = await fresh();
    const stranger = await host.stranger();
    expect(await stranger.verdict('proposal.made', made(), { ref })).toMatch(/bad-request|cut off|forged/);
    const eve = await host.guest('editor', { name: 'Eve' });
    const hers = await agentOf(host, eve);
    await host.give(eve, 'viewer');
    expect(await hers.verdict('proposal.made', made(), { ref })).toBe('not-permitted');
    await host.give(eve, 'reviewer');
    expect(await eve.verdict('agent.paused', { person: hers.welcome!.person, isPaused: true })).toBe('taken');
    // It may comment, as people may in a lecture: a proposal changes no text.
    expect(await hers.verdict('proposal.made', made(), { ref })).toBe('taken');
    expect(await hers.verdict('agent.paused', { person: hers.welcome!.person, isPaused: false })).toBe('not-permitted');
    expect(Object.values(await proposals()).filter((each) => each.ref === ref)).toHaveLength(1);
  });

  it('is for documents that are there: none, others’ ids, terminals, chat, itself are refused', async () => {
    for (const ref of [null, freshId(), '__proto__', agent.welcome!.person, bob.welcome!.person, 'chat', host.session])
      expect([ref, await (await agentOf(host, bob)).verdict('proposal.made', made(), { ref })]).toEqual([
        ref,
        expect.stringMatching(/not-found|bad-request|cut off/),
      ]);
  });

  it('takes no names that objects have by themselves, and none that is taken', async () => {
    const { proposal, ref } = await proposed();
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])
      expect([
        name,
        await (await agentOf(host, bob)).verdict('proposal.made', made({ proposal: name }), { ref }),
      ]).toEqual([name, expect.stringMatching(/bad-request|cut off/)]);
    const other = await agentOf(host, bob);
    for (const by of [agent, other])
      expect(await by.verdict('proposal.made', made({ proposal, title: 'evil' }), { ref })).toBe('exists');
    const evil = JSON.parse('{"__proto__": {"verdict": "accepted"}}') as object;
    expect(await agent.verdict('proposal.made', made({ parts: [{ ...partOf(), ...evil }], ...evil }), { ref })).toMatch(
      /bad-request|taken/,
    );
    expect((await proposals())[proposal]).toMatchObject({ title: 'title', agent: agent.welcome!.person });
  });

  it.each<[string, object]>([
    ['no parts', { parts: [] }],
    ['41 parts', { parts: Array.from({ length: 41 }, () => partOf('')) }],
    ['a part of 20,001 characters', { parts: [partOf('x'.repeat(20_001))] }],
    ['parts of 200 kB', { parts: Array.from({ length: 5 }, () => partOf('x'.repeat(20_000))) }],
    ['a title of 201 characters', { title: 't'.repeat(201) }],
    ['parts that read nothing', { parts: [{ ...partOf(), reads: { ids: [] } }] }],
    ['parts with ids below zero', { parts: [{ ...partOf(), reads: { ids: [[-1, 0, 5]] } }] }],
    ['parts that read a length of nothing', { parts: [{ ...partOf(), reads: { ids: [[1, 0, 0]] } }] }],
    ['a part that is judged already', { parts: [{ ...partOf(), judged: { person: freshId(), verdict: 'accepted' } }] }],
  ])('with %s is refused, or as if that were not there', async (_, over) => {
    const ref = await fresh();
    const body = made(over);
    const other = await agentOf(host, await host.guest('editor', { name: 'Dan' }));
    const verdict = await other.verdict('proposal.made', body, { ref });
    const kept = (await proposals())[body.proposal];
    if (verdict === 'taken') {
      expect(kept?.parts.map((each) => each.judged ?? null) ?? []).toEqual(kept ? [null] : []);
    } else {
      expect(verdict).toMatch(/bad-request|too-large|no-space/);
      expect(kept).toBeUndefined();
    }
  });

  it('by the thousand is bounded, and in the way of no other agent', async () => {
    const eve = await host.guest('editor', { name: 'Eve' });
    const flooder = await agentOf(host, eve);
    const ref = await fresh();
    for (let at = 0; at < 1_000 && !flooder.gone; at++)
      flooder.say('proposal.made', made({ parts: [partOf('x'.repeat(15_000))] }), { ref });
    await Promise.race([flooder.ended(), flooder.handled()]).catch(() => null);
    const open = Object.values(await proposals()).filter((each) => each.ref === ref);
    expect(open.length).toBeLessThan(60);
    await host.goesOn();
    await proposed();
  });

  it('by many agents of one person leaves room for others', async () => {
    const eve = await host.guest('editor', { name: 'Eve' });
    const verdicts: string[] = [];
    for (let count = 0; count < 12; count++) {
      const { result } = await eve.request('agents.invite', { role: 'editor' }, host.host);
      if (!result) break;
      const one = await agentOf(host, eve).catch(() => null);
      if (!one) break;
      const ref = await fresh();
      for (let at = 0; at < 25 && !one.gone; at++)
        verdicts.push(await one.verdict('proposal.made', made({ parts: [partOf('x'.repeat(15_000))] }), { ref }));
    }
    const verdict = await agent.verdict('proposal.made', made(), { ref: await fresh() });
    expect([verdict, verdicts.filter((each) => each === 'taken').length]).toEqual(['taken', expect.any(Number)]);
  });
});

describe('judging', () => {
  it('is of people who may edit: no agent, viewer, reviewer or stranger', async () => {
    const { proposal, ref } = await proposed();
    const others = [
      agent,
      await agentOf(host, bob),
      await host.guest('viewer'),
      await host.guest('reviewer'),
      await agentOf(host, await host.guest('maintainer')),
    ];
    for (const verdict of ['accepted', 'rejected', null])
      for (const each of others)
        expect(await each.verdict('proposal.judged', judged(proposal, { verdict }), { ref })).toBe('not-permitted');
    expect((await proposals())[proposal]!.parts.map((each) => each.judged ?? null)).toEqual([null, null]);
  });

  it('counts once: the first, which nobody else opens again or turns round', async () => {
    const { proposal, ref } = await proposed();
    const eve = await host.guest('editor', { name: 'Eve' });
    const first = judged(proposal);
    expect(await bob.verdict('proposal.judged', first, { ref })).toBe('taken');
    for (const verdict of ['rejected', 'accepted', null])
      for (const judgement of [freshId(), first.judgement])
        await eve.verdict('proposal.judged', judged(proposal, { verdict, judgement }), { ref });
    await bob.verdict('proposal.judged', judged(proposal, { verdict: 'rejected' }), { ref });
    const { person, verdict, judgement } = (await proposals())[proposal]!.parts[0]!.judged!;
    expect([person, verdict, judgement]).toEqual([bob.welcome!.person, 'accepted', first.judgement]);
    // All of it, with one part that is taken already.
    await eve.verdict('proposal.judged', judged(proposal, { parts: [0, 1, 1, 1], verdict: 'rejected' }), { ref });
    expect((await proposals())[proposal]!.parts[0]!.judged!.person).toBe(bob.welcome!.person);
  });

  it('is under the proposal’s own document, of parts that it has, with names that no object has', async () => {
    const { proposal, ref } = await proposed();
    const other = await fresh();
    for (const [body, under] of [
      [judged(proposal), other],
      [judged(proposal), null],
      [judged('__proto__'), ref],
      [judged(freshId()), ref],
      [judged(proposal, { judgement: '__proto__' }), ref],
      [judged(proposal, { parts: [39] }), ref],
      [judged(proposal, { parts: [-1] }), ref],
      [judged(proposal, { parts: [0.5] }), ref],
      [judged(proposal, { parts: [] }), ref],
      [judged(proposal, { verdict: 'constructor' }), ref],
    ] as const)
      await bob.verdict('proposal.judged', body, { ref: under });
    expect((await proposals())[proposal]!.parts.map((each) => each.judged ?? null)).toEqual([null, null]);
  });

  it('ends with the proposal, which nobody but its agent takes back', async () => {
    const { proposal, ref } = await proposed();
    const other = await agentOf(host, bob);
    for (const each of [bob, other, host.owner, await host.guest('maintainer')])
      expect(await each.verdict('proposal.withdrawn', { proposal }, { ref })).toMatch(/not-(permitted|found)/);
    expect(Object.keys(await proposals())).toContain(proposal);
    expect(await agent.verdict('proposal.withdrawn', { proposal }, { ref })).toBe('taken');
    expect(await bob.verdict('proposal.judged', judged(proposal), { ref })).not.toBe('taken');
    expect(Object.keys(await proposals())).not.toContain(proposal);
  });

  it('changes no text by itself', async () => {
    const { proposal, ref } = await proposed();
    const from = host.witness.entries.length;
    await bob.verdict('proposal.judged', judged(proposal, { parts: [0, 1] }), { ref });
    await host.witness.handled();
    const edits = host.witness.entries.slice(from).filter((entry) => entry[5] === 'doc.updated' && entry[7] === ref);
    expect(edits).toEqual([]);
  });

  it('by the thousand, back and forth, ends in words', async () => {
    const { proposal, ref } = await proposed();
    const eve = await host.guest('editor', { name: 'Eve' });
    for (let at = 0; at < 1_000; at++)
      eve.say('proposal.judged', judged(proposal, { verdict: at % 2 ? null : 'rejected' }), { ref });
    await Promise.race([eve.ended(), eve.handled()]).catch(() => null);
    expect([...refusals(eve).map(({ code }) => code), eve.closed?.code]).toContain('too-fast');
  });
});

describe('somebody with a part of the folder', () => {
  it('hears nothing of proposals elsewhere, judges none, and neither does an agent of theirs', async () => {
    const [limited, hers] = await limitedWithAgent(host);
    const ref = await documentOf(host, outsidePath);
    const body = made({ title: `${canary}-title`, parts: [partOf(`${canary}-after`)] });
    expect(await agent.verdict('proposal.made', body, { ref })).toBe('taken');
    for (const verdict of ['accepted', 'rejected', null])
      expect(await limited.verdict('proposal.judged', judged(body.proposal, { verdict }), { ref })).toBe('not-found');
    expect(await hers.verdict('proposal.made', made(), { ref })).toBe('not-found');
    expect(await hers.verdict('proposal.withdrawn', { proposal: body.proposal }, { ref })).toBe('not-found');
    // The name of a proposal that they do not see tells nothing, not even that it is taken.
    await mkdir(join(host.folder, part), { recursive: true });
    const own = await documentOf(host, `${part}/a.md`);
    const taken = await hers.verdict('proposal.made', made({ proposal: body.proposal }), { ref: own });
    expect([taken, (await proposals())[body.proposal]!.title]).toEqual(['exists', `${canary}-title`]);
    expect(await limited.verdict('proposal.judged', judged(body.proposal), { ref: own })).toBe('not-found');
    expect(await bob.verdict('proposal.judged', judged(body.proposal), { ref })).toBe('taken');
    const again = await host.again(limited, { replica: freshId() });
    await again.handled();
    await limited.handled();
    await hers.handled();
    expect([...toldOf(limited, canary), ...toldOf(again, canary), ...toldOf(hers, canary)]).toEqual([]);
  });
});

describe('having an agent suggest', () => {
  const restrain = (by: RawClient, whom: RawClient, suggests: boolean) =>
    by.verdict('agent.restrained', { agent: whom.welcome!.person, suggests });
  const suggests = async (whom: RawClient) =>
    (await stateOf<Record<string, { suggests?: boolean }>>(host, 'participants'))[whom.welcome!.person]?.suggests;

  it('is of those who may prompt it; letting it edit again, of its owner and of owners', async () => {
    const eve = await host.guest('editor', { name: 'Eve' });
    const [hers, other] = [await agentOf(host, eve), await agentOf(host, bob)];
    for (const each of [await host.guest('viewer'), await host.guest('reviewer'), other])
      expect(await restrain(each, hers, true)).toBe('not-permitted');
    for (const by of [bob, hers, eve, host.owner]) {
      expect(await restrain(by, hers, true)).toBe('taken');
      for (const each of [bob, hers, other, await host.guest('maintainer')])
        expect(await restrain(each, hers, false)).toBe('not-permitted');
      expect(await suggests(hers)).toBe(true);
      expect(await restrain(by === host.owner ? eve : host.owner, hers, false)).toBe('taken');
      expect(await suggests(hers)).toBeUndefined();
    }
  });

  it('is said of agents that are here, and of nobody else', async () => {
    for (const person of [bob.welcome!.person, host.owner.welcome!.person, freshId(), '__proto__', 'constructor'])
      expect([
        person,
        await (await host.guest('editor')).verdict('agent.restrained', { agent: person, suggests: true }),
      ]).toEqual([person, expect.stringMatching(/not-found|bad-request|cut off/)]);
    expect(await suggests(bob)).toBeUndefined();
  });

  it('leaves it nothing by which texts, files or the repository change, by its own credential either', async () => {
    const hers = await agentOf(host, await host.guest('editor', { name: 'Eve' }));
    const { proposal, ref } = await proposed(hers);
    expect(await restrain(bob, hers, true)).toBe('taken');
    const changing = Object.entries(kinds).filter(([, { right }]) =>
      ['edit', 'save', 'files.write', 'git'].includes(right),
    );
    expect(changing.length).toBeGreaterThan(40);
    const taken: string[] = [];
    for (const [kind, { audience, ofDocument }] of changing) {
      const client = hers.gone ? await host.again(hers, { purpose: 'agent' }) : hers;
      const body = bodyOf(kind, { path: 'made.txt' }) as { params: unknown };
      const ask = Object.hasOwn(workspaceMethods, kind) ? client.request.bind(client) : client.open.bind(client);
      const code = await (audience === 'to'
        ? ask(kind, body.params, host.host).then(({ error }) => error?.code)
        : client.verdict(kind, body, { ref: ofDocument ? ref : null }));
      if (code !== 'not-permitted') taken.push(`${kind}: ${code}`);
    }
    expect(taken).toEqual([]);
    expect(await hers.verdict('proposal.made', made(), { ref: await fresh() })).toBe('taken');
    expect(await hers.verdict('proposal.withdrawn', { proposal }, { ref })).toBe('taken');
  }, 120_000);
});
