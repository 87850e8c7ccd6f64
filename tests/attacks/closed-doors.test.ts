import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { agentOf, stateOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { documentOf, personOf } from './lib/limited-guest.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

/** Attacks that once got through: on the room of others, by void words, and by text that nobody sees. */

let host: AttackedHost;
let bob: RawClient;
let agent: RawClient;

async function begin(): Promise<void> {
  host = await AttackedHost.start();
}
async function bobAndHisAgent(): Promise<void> {
  bob = await host.guest('editor', { name: 'Bob' });
  agent = await agentOf(host, bob);
}
const end = () => host?.close();

const proposal = (over: object = {}) => ({
  proposal: freshId(),
  title: 'title',
  parts: [{ reads: { ids: [[1, 0, 5]] }, before: 'a', after: 'b' }],
  ...over,
});

/** Has some agents of one person propose as often as they may at once. */
async function filled(eve: RawClient, agents: number): Promise<void> {
  for (let count = 0; count < agents; count++) {
    const hers = await agentOf(host, eve);
    for (let at = 0; at < 20; at++) await hers.verdict('proposal.made', proposal(), { ref: host.readme });
  }
}

const question = (over: object = {}) => ({
  approval: freshId(),
  title: 'rm -rf build',
  detail: '',
  choices: [{ choice: 'yes', name: 'Yes', allows: true }],
  waitMs: 60_000,
  ...over,
});

describe('suggestions, each time of a host of their own', () => {
  beforeEach(async () => {
    await begin();
    await bobAndHisAgent();
  }, 60_000);
  afterEach(end);

  it('three agents of one person leave room in a document for the suggestions of others', async () => {
    await filled(await host.guest('editor', { name: 'Eve' }), 3);
    expect(await agent.verdict('proposal.made', proposal(), { ref: host.readme })).toBe('taken');
  });

  it('suggestions of agents whose owner was sent out and banned are in nobody’s way', async () => {
    const eve = await host.guest('editor', { name: 'Eve' });
    await filled(eve, 3);
    expect(await host.owner.verdict('participant.removed', { person: personOf(eve), ban: true })).toBe('taken');
    await host.owner.handled();
    expect(await agent.verdict('proposal.made', proposal(), { ref: host.readme })).toBe('taken');
  });

  it('the suggestions of one agent come to less than 400 kB of the state that everybody is sent', async () => {
    const ids = Array.from({ length: 500 }, (_, at) => [2 ** 40 + at, 2 ** 20 + at, 2 ** 17]);
    const parts = Array.from({ length: 6 }, () => ({ reads: { ids }, before: 'a', after: 'b' }));
    for (let at = 0; at < 20; at++) await agent.verdict('proposal.made', proposal({ parts }), { ref: host.readme });
    const bytes = JSON.stringify(await stateOf(host, 'proposals')).length;
    expect(bytes).toBeLessThan(400_000);
  });

  it.runIf(process.env.ENSEMBLE_LONG_ATTACKS === '1')(
    'suggestions of fifteen agents of one person, with 500 runs of ids a part, do not keep guests out',
    async () => {
      const eve = await host.guest('editor', { name: 'Eve' });
      const ids = Array.from({ length: 500 }, (_, at) => [2 ** 40 + at, 2 ** 20 + at, 2 ** 17]);
      const parts = Array.from({ length: 6 }, () => ({ reads: { ids }, before: 'a', after: 'b' }));
      for (let count = 0; count < 15; count++) {
        const hers = await agentOf(host, eve);
        await writeFile(join(host.folder, `${count}.txt`), 'x\n');
        const ref = await documentOf(host, `${count}.txt`);
        for (let at = 0; at < 20; at++) await hers.verdict('proposal.made', proposal({ parts }), { ref });
      }
      await host.owner.verdict('participant.removed', { person: personOf(eve), ban: true });
      const came = await host.guest('viewer');
      expect(came.heard.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(4 * 1024 * 1024);
    },
    90_000,
  );
});

describe('questions and locks of somebody new', () => {
  beforeAll(begin, 60_000);
  beforeEach(bobAndHisAgent);
  afterAll(end);

  it('a question that is void, as its id is taken, is refused in words', async () => {
    const first = question();
    expect(await agent.verdict('approval.asked', first)).toBe('taken');
    expect(await (await agentOf(host, bob)).verdict('approval.asked', { ...first, title: 'other' })).not.toBe('taken');
  });

  it('a question that is void, as so many of its agent wait, is refused in words', async () => {
    const held = async () => Object.keys(await stateOf(host, 'approvals')).length;
    const before = await held();
    const verdicts: string[] = [];
    for (let at = 0; at < 30; at++) verdicts.push(await agent.verdict('approval.asked', question()));
    expect(verdicts.filter((verdict) => verdict === 'taken')).toHaveLength((await held()) - before);
  });

  it('no question has two choices of one name, or of one id', async () => {
    const yes = { choice: 'yes', name: 'Yes', allows: true };
    const both = [yes, { ...yes, name: 'No', allows: false }];
    expect(await agent.verdict('approval.asked', question({ choices: both }))).not.toBe('taken');
  });

  it('no question has a title that nobody sees, or that shows another', async () => {
    for (const title of [' ', '\u200b', '\u202eevil', 'a\nb', '\x1bc'])
      expect(await agent.verdict('approval.asked', question({ title }))).not.toBe('taken');
  });

  it('no lock has a pattern of characters that are not seen, or that fits nothing', async () => {
    const body = { lock: freshId(), path: null, selection: null, lines: null, beside: [], untilMs: null };
    for (const pattern of ['a\0b', 'c\nd', '\u202ee/**', '\x1bc', ' ', 'g\u200b/**', '\ud800x', '../**', './x/**'])
      expect(await bob.verdict('lock.acquired', { ...body, pattern })).not.toBe('taken');
  });
});
