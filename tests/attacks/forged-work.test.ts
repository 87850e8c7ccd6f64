import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { agentOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { AttackedRepository } from './lib/attacked-repository.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { personOf } from './lib/limited-guest.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';
import { allRead } from './lib/section-scene.ts';

const path = 'work.txt';
let host: AttackedHost;
let eve: RawClient;
let agent: HonestTypist;
/** Agent for whom others say that they work. */
let victim: string;

beforeAll(async () => {
  host = await AttackedHost.start();
  await AttackedRepository.make(host, { [path]: 'one\ntwo\n' });
  const bob = await host.guest('editor', { name: 'Bob' });
  eve = await host.guest('editor', { name: 'Eve' });
  agent = await HonestTypist.join(await agentOf(host, bob), host.host, path);
  victim = personOf(agent.client);
  expect(await edits(agent, 'its own work', {})).toBe('taken');
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => host?.close());

async function edits(who: HonestTypist, line: string, over: object): Promise<string> {
  who.takeIn();
  const reads = [allRead(who)];
  const update = who.changed((text) => text.insert(0, `${line}\n`));
  return who.client.verdict('doc.updated', { update, reads, turn: 't', call: 'c', ...over }, { ref: who.ref });
}

/** Lines that count as work of the agent's: its turn's, its call's, all. */
async function worksOf(person: string): Promise<string[]> {
  const all: string[] = [];
  for (const over of [{}, { turn: 't' }, { turn: 't', call: 'c' }]) {
    const asked = { person, sinceMs: 0, ...over };
    all.push(JSON.stringify((await eve.request('documents.workOf', asked, host.host)).result));
  }
  return all;
}

it.each<[string, () => Promise<RawClient> | RawClient]>([
  ['a person', () => eve],
  ['a program of a person’s', () => host.again(eve, { purpose: 'program', replica: freshId() })],
  ['the owner', () => host.ownersWindow()],
  ['another’s agent', () => agentOf(host, eve)],
])('what %s says that an agent has done is not its work, whatever the manner', async (name, come) => {
  const late = await HonestTypist.join(await come(), host.host, path);
  const client = late.doc.clientID;
  for (const manner of ['disk', 'agent', 'reverted', 'typed']) {
    const forged = { manner, agent: victim, brought: [[client, victim]], beside: [victim] };
    await edits(late, `forged by ${name}`, forged);
  }
  for (const work of await worksOf(victim)) {
    expect(work).toContain('its own work');
    expect(work).not.toContain('forged');
  }
  await host.owner.request('documents.save', { ref: late.ref, seq: 0, update: Uint8Array.of(0, 0) }, host.host);
  const asked = { repository: '', person: victim, path, takesBoth: false };
  const { result } = await eve.request('git.workText', asked, host.host);
  expect(Buffer.from((result?.content as Uint8Array | null) ?? []).toString()).not.toContain('forged');
});

it('an agent’s own edit is nobody else’s, whom it may name', async () => {
  for (const person of [personOf(eve), personOf(host.owner), freshId(), '__proto__'])
    await edits(agent, `named ${person}`, { agent: person, manner: 'disk' });
  for (const person of [personOf(eve), personOf(host.owner)])
    for (const work of await worksOf(person)) expect(work).not.toContain('named');
});

it('no guest comes as the disk, a host, an agent or what delivers for others', async () => {
  for (const purpose of ['disk', 'host', 'agent', 'drain']) {
    const first = await (await host.stranger()).hello({ invite: host.invite, purpose, name: 'Disk' });
    expect([purpose, first.t]).toEqual([purpose, 'closed']);
  }
});
