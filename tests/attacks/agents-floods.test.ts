import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { unpack } from '../../src/shared/core/message-pack.ts';
import { agentOf, limitedWithAgent, stateOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { canary, plantPart, toldOf } from './lib/limited-guest.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';
import { struct, text, updateOf } from './lib/yjs-bytes.ts';

interface Work {
  queue: { prompt: string; text: string }[];
  turn: { turn: string } | null;
}

let host: AttackedHost;
let bob: RawClient;
let agent: RawClient;

beforeAll(async () => {
  host = await AttackedHost.start();
  await plantPart(host);
  bob = await host.guest('editor', { name: 'Bob' });
  agent = await opened(bob);
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => host?.close());

const personOf = (client: RawClient) => client.welcome!.person;
const works = () => stateOf<Record<string, Work>>(host, 'agents');
const settled = (client: RawClient) => Promise.race([client.ended(), client.handled()]).catch(() => null);

async function opened(owner: RawClient): Promise<RawClient> {
  const one = await agentOf(host, owner);
  expect(await one.verdict('agent.opened', {}, { ref: personOf(one) })).toBe('taken');
  return one;
}

const said = (over: object = {}) => ({ turn: 't', part: 'p', form: 'text', text: 'evil', ...over });
const codesOf = (client: RawClient) =>
  client.entries
    .filter((entry) => entry[5] === 'entry.refused')
    .map((entry) => unpack(entry[9]) as { replica: string; code: string; message: string })
    .filter(({ replica }) => replica === client.replica);

it('opens a transcript under no ref but its own, and people under none', async () => {
  const other = await opened(await host.guest('editor', { name: 'Cat' }));
  const fresh = await agentOf(host, bob);
  const refs = [personOf(other), personOf(bob), host.readme, host.owner.welcome!.person, freshId(), null];
  for (const ref of refs) {
    expect([ref, await fresh.verdict('agent.opened', {}, { ref })]).toEqual([
      ref,
      expect.stringMatching(/bad-request|not-/),
    ]);
    expect(await fresh.verdict('agent.said', said(), { ref })).not.toBe('taken');
  }
  for (const role of ['viewer', 'reviewer', 'editor', 'maintainer'] as const) {
    const guest = await host.guest(role);
    for (const ref of [personOf(guest), personOf(agent)]) {
      expect(await guest.verdict('agent.opened', {}, { ref })).toBe('not-permitted');
      expect(await guest.verdict('agent.said', said(), { ref })).toBe('not-permitted');
    }
    expect(await guest.verdict('agent.ended', { turn: 't', reason: 'done' })).not.toBe('taken');
    expect(await guest.verdict('agent.cut', { outcome: null }, { ref: personOf(agent) })).not.toBe('taken');
  }
  expect(Object.keys(await works())).not.toContain(personOf(fresh));
});

it('floods its transcript by the thousand, and is cut off in words; who subscribes is still served', async () => {
  const flooder = await opened(await host.guest('editor', { name: 'Eve' }));
  const ref = personOf(flooder);
  host.witness.send({ t: 'subscribe', ref, subscription: 7 });
  await flooder.verdict('agent.began', { turn: 't', prompt: null });
  const words = 'x'.repeat(2_900);
  for (let at = 0; at < 5_000 && !flooder.gone; at++)
    flooder.say('agent.said', said({ text: words, part: `p${at}` }), { ref });
  await settled(flooder);
  expect([...codesOf(flooder).map(({ code }) => code), flooder.closed?.code]).toContain('too-fast');
  expect(Math.min(await host.keyMs(), await host.keyMs(), await host.keyMs())).toBeLessThan(1_500);
  const late = await host.guest('viewer');
  late.send({ t: 'subscribe', ref, subscription: 1 });
  await late.until((frame) => (frame.t === 'backfill' && frame.ref === ref && frame.done ? true : undefined));
});

it('says parts and turns that objects have by themselves, and nothing else is changed', async () => {
  const mine = await opened(bob);
  const ref = personOf(mine);
  const before = JSON.stringify((await works())[personOf(agent)]);
  for (const name of ['__proto__', 'constructor', 'toString']) {
    await mine.verdict('agent.began', { turn: name, prompt: null });
    for (const form of ['text', 'tool', 'thought', 'note'])
      await mine.verdict('agent.said', said({ turn: name, part: name, form, path: '../../etc/passwd' }), { ref });
    await mine.verdict('agent.ended', { turn: name, reason: 'done' });
  }
  expect(JSON.stringify((await works())[personOf(agent)])).toBe(before);
  const late = await host.guest('viewer');
  late.send({ t: 'subscribe', ref, subscription: 1 });
  await late.until((frame) => (frame.t === 'backfill' && frame.ref === ref && frame.done ? true : undefined));
});

it('is prompted only where it is, by who may run, and a flood of prompts ends in words', async () => {
  const prompt = (to: string, over: object = {}) => ({ agent: to, prompt: freshId(), text: 'please', ...over });
  const unopened = await agentOf(host, bob);
  const mute = await agentOf(host, bob);
  expect(await mute.verdict('agent.opened', { takesPrompts: false }, { ref: personOf(mute) })).toBe('taken');
  for (const to of [freshId(), personOf(bob), personOf(unopened), personOf(mute), host.readme])
    expect([to, await bob.verdict('agent.prompted', prompt(to))]).toEqual([to, expect.stringMatching(/not-|bad-/)]);
  for (const role of ['viewer', 'reviewer'] as const)
    expect(await (await host.guest(role)).verdict('agent.prompted', prompt(personOf(agent)))).toBe('not-permitted');
  expect(await unopened.verdict('agent.prompted', prompt(personOf(agent)))).toBe('not-permitted');
  const eve = await host.guest('editor', { name: 'Eve' });
  for (let at = 0; at < 1_000 && !eve.gone; at++)
    eve.say('agent.prompted', prompt(personOf(agent), { text: 'x'.repeat(4_000) }));
  await settled(eve);
  expect((await works())[personOf(agent)]!.queue.length).toBeLessThan(60);
  const [first] = (await works())[personOf(agent)]!.queue;
  const dan = await host.guest('editor', { name: 'Dan' });
  if (first) expect(await dan.verdict('agent.unprompted', { prompt: first.prompt })).toMatch(/not-/);
});

it('is prompted no more once it was sent away with its owner', async () => {
  const eve = await host.guest('editor', { name: 'Eve' });
  const hers = await opened(eve);
  await host.owner.verdict('participant.removed', { person: personOf(eve), ban: false });
  await hers.ended();
  expect(await bob.verdict('agent.prompted', { agent: personOf(hers), prompt: freshId(), text: 'x' })).toMatch(/not-/);
  expect(Object.keys(await works())).not.toContain(personOf(hers));
});

it('edits what it has not read by the thousand, and changes nothing for anybody', async () => {
  const flooder = await opened(await host.guest('editor', { name: 'Eve' }));
  const ref = host.readme;
  await flooder.verdict('doc.bound', { client: 2 ** 33 }, { ref });
  for (let at = 0; at < 3_000 && !flooder.gone; at++) {
    const update = updateOf([{ client: 2 ** 33, clock: at, structs: [struct(text('EVIL'), {})] }]);
    const reads = [{ ids: [[2 ** 33, at, 4]], fromStart: true, toEnd: true }];
    flooder.say('doc.updated', { update, reads, turn: 't', call: 'c' }, { ref });
  }
  await settled(flooder);
  const reader = await HonestTypist.join(await host.guest('editor', { name: 'Dan' }), host.host, 'README.md');
  await host.goesOn();
  expect(Math.min(await host.keyMs(), await host.keyMs(), await host.keyMs())).toBeLessThan(1_500);
  expect(await host.read('README.md')).not.toContain('EVIL');
  // The bytes are in the log; a person's own copy folds them as nothing, by the rules that agents-edits tests.
  expect(reader.ref).toBe(ref);
});

it('tells nothing to people with a part of the folder, whatever it says, and their agents neither', async () => {
  const [limited, hers] = await limitedWithAgent(host);
  const mine = await opened(bob);
  const ref = personOf(mine);
  for (const each of [limited, hers]) each.send({ t: 'subscribe', ref, subscription: 1 });
  const words = `${canary}-words`;
  await mine.verdict('agent.began', { turn: words, prompt: null });
  await mine.verdict('agent.intended', { intent: words });
  await mine.verdict('agent.planned', { steps: [{ words, status: 'working' }] });
  await mine.verdict('agent.said', said({ turn: words, text: words, path: words }), { ref });
  await mine.verdict('agent.ended', { turn: words, reason: 'failed', words });
  await bob.verdict('agent.prompted', { agent: ref, prompt: freshId(), text: words });
  await mine.verdict('lock.acquired', {
    ...{ lock: freshId(), path: null, selection: null, lines: null, beside: [], untilMs: null },
    pattern: `${words}/**`,
  });
  for (const each of [limited, hers]) {
    const { error } = await each.request('activity.since', { after: null }, host.host);
    expect(error?.message ?? '').not.toContain(canary);
    await each.handled();
    expect(toldOf(each, canary)).toEqual([]);
  }
});
