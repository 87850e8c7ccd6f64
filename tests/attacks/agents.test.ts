import { expect, it } from 'vitest';
import { Transcript } from '../../src/shared/capabilities/agents/transcript.ts';
import { waiting } from '../../src/shared/capabilities/approvals/approval-state.ts';
import { pairRef } from '../../src/shared/capabilities/direct/pairs.ts';
import { owner, personOf, type RawClient, ref, Stage, ticketOf } from '../unit/server/session/session-fixture.ts';
import { idOf } from '../unit/shared/session/sample-of.ts';
import { codesOf, stagedAgent } from './lib/staged-agent.ts';

interface Scene {
  stage: Stage;
  /** Owner of the agent. */
  bob: RawClient;
  /** Somebody else. */
  cat: RawClient;
  agent: RawClient;
}

async function scene(): Promise<Scene> {
  const stage = await Stage.open();
  const bob = await stage.guest('Bob');
  const cat = await stage.guest('Cat');
  return { stage, bob, cat, agent: await stagedAgent(stage, personOf(bob)) };
}

const opens = (agent: RawClient, as = personOf(agent)) => agent.say('agent.opened', {}, { ref: as });
const workOf = ({ stage }: Scene, agent: RawClient) => stage.session.state.agents[personOf(agent)];

const terminal = {
  term: 1,
  title: 't',
  shell: 'sh',
  columns: 80,
  rows: 24,
  access: 'none' as const,
  people: [],
};

it('an agent’s transcript is under no ref that ever was another’s: a text, a pair’s, an ended terminal, a gone agent', async () => {
  const here = await scene();
  const { stage, cat, agent } = here;
  const old = idOf('terminal');
  await stage.host.say('terminal.opened', terminal, { ref: old });
  await stage.host.say('terminal.ended', { term: 1, reason: 'unshared', exitCode: null }, { ref: old });
  const gone = await stagedAgent(stage, personOf(cat), 'gone');
  await opens(gone);
  await gone.send({ t: 'leave' });
  for (const taken of [ref, pairRef(owner, personOf(cat)), old, personOf(gone), personOf(cat), idOf('free')])
    await opens(agent, taken);
  expect([codesOf(agent), workOf(here, agent)]).toEqual([Array(6).fill('bad-request'), undefined]);
});

it('nobody hears a terminal, shared again under its old id, by an agent’s transcript of that id', async () => {
  const { stage, agent } = await scene();
  const old = idOf('terminal');
  await stage.host.say('terminal.opened', terminal, { ref: old });
  await stage.host.say('terminal.ended', { term: 1, reason: 'unshared', exitCode: null }, { ref: old });
  await opens(agent, old);
  await agent.send({ t: 'subscribe', ref: old, subscription: 1 });
  await stage.host.say('terminal.opened', terminal, { ref: old });
  await stage.host.say('terminal.output', { data: Uint8Array.of(65) }, { ref: old });
  expect([stage.host.heard('terminal.output').length, agent.heard('terminal.output')]).toEqual([1, []]);
});

it('people say nothing as agents, and agents nothing in another’s transcript', async () => {
  const here = await scene();
  const { stage, bob, cat, agent } = here;
  const other = await stagedAgent(stage, personOf(cat), 'other');
  await opens(agent);
  await opens(other);
  const said = { turn: 't', part: 'p', form: 'text', text: 'evil' } as const;
  await other.say('agent.said', said, { ref: personOf(agent) });
  await bob.say('agent.said', said, { ref: personOf(agent) });
  await bob.say('agent.planned', { steps: [] });
  await bob.say('agent.began', { turn: 't', prompt: null });
  expect([...codesOf(other), ...codesOf(bob)]).toEqual(['not-found', ...Array(3).fill('not-permitted')]);
  expect(Object.keys(stage.session.state.agents).toSorted()).toEqual([personOf(agent), personOf(other)].toSorted());
});

it('no call is told, ended or renamed in the transcript of an agent that came by itself, but by that agent', async () => {
  const { stage, bob, cat, agent } = await scene();
  const other = await stagedAgent(stage, personOf(bob), 'other');
  const transcript = new Transcript();
  const row = { turn: 't', part: 'edit-1', form: 'tool', text: 'Edit a.ts', status: 'working' } as const;
  await agent.say('agent.opened', { takesPrompts: false }, { ref: personOf(agent) });
  await opens(other);
  await bob.send({ t: 'subscribe', ref: personOf(agent), subscription: 1 });
  await agent.say('agent.said', row, { ref: personOf(agent) });
  const forged = { ...row, text: 'Read a.ts', status: 'done' } as const;
  for (const each of [other, bob, cat, stage.host]) {
    await each.say('agent.said', forged, { ref: personOf(agent) });
    await each.say('agent.opened', {}, { ref: personOf(agent) });
    await each.say('agent.cut', { outcome: null }, { ref: personOf(agent) });
  }
  await stage.host.say('participant.removed', { person: personOf(agent), ban: false });
  await agent.say('agent.said', forged, { ref: personOf(agent) });
  for (const entry of bob.heard('agent.said')) transcript.fold({ ...entry, ageMs: 0 });
  expect(transcript.parts.map(({ text, status }) => [text, status])).toEqual([['Edit a.ts', 'working']]);
  expect(bob.heard('agent.cut')).toEqual([]);
});

it('nobody keeps another’s prompt from being taken back by one of the same id', async () => {
  const here = await scene();
  const { stage, bob, cat, agent } = here;
  const other = await stagedAgent(stage, personOf(cat), 'other');
  await opens(agent);
  await opens(other);
  const prompt = idOf('prompt');
  await cat.say('agent.prompted', { agent: personOf(other), prompt, text: 'please' });
  await bob.say('agent.prompted', { agent: personOf(agent), prompt, text: 'in the way' });
  expect([codesOf(bob), workOf(here, agent)?.queue]).toEqual([['exists'], []]);
  await cat.say('agent.unprompted', { prompt });
  expect([codesOf(cat), workOf(here, other)?.queue]).toEqual([[], []]);
});

it('a prompt is of somebody who may run, and is taken back, like a turn is stopped, by those alone who decide', async () => {
  const here = await scene();
  const { stage, cat, agent, bob } = here;
  const viewer = await stage.guest('Viewer', 'viewer');
  await opens(agent);
  const person = personOf(agent);
  await viewer.say('agent.prompted', { agent: person, prompt: idOf('v'), text: 'x' });
  await agent.say('agent.prompted', { agent: person, prompt: idOf('a'), text: 'x' });
  await bob.say('agent.prompted', { agent: person, prompt: idOf('b'), text: 'x' });
  await bob.say('agent.prompted', { agent: personOf(bob), prompt: idOf('c'), text: 'x' });
  await cat.say('agent.unprompted', { prompt: idOf('b') });
  await agent.say('agent.unprompted', { prompt: idOf('b') });
  expect(workOf(here, agent)?.queue.map((each) => each.prompt)).toEqual([idOf('b')]);
  await agent.say('agent.began', { turn: 't', prompt: idOf('b') });
  await cat.say('agent.stopped', { agent: person, turn: 't' });
  expect(workOf(here, agent)?.turn).toMatchObject({ person: personOf(bob), isStopping: false });
});

const question = (approval: string) => ({
  approval,
  title: 'rm -rf build',
  detail: '',
  choices: [{ choice: 'yes', name: 'Yes', allows: true }],
  waitMs: 5_000,
});

it('a question is answered by none but its agent’s owner and the session’s, once, in time, with one of its choices', async () => {
  const { stage, bob, cat, agent } = await scene();
  const other = await stagedAgent(stage, personOf(bob), 'other');
  const approval = idOf('question');
  const answers = (client: RawClient, choice = 'yes') => client.say('approval.answered', { approval, choice });
  await bob.say('approval.asked', question(idOf('of-bob')));
  await agent.say('approval.asked', question(approval));
  await answers(agent);
  await answers(other);
  await answers(cat);
  await other.say('approval.withdrawn', { approval });
  await answers(bob, '__proto__');
  expect(waiting(stage.session.state).map(({ id }) => id)).toEqual([approval]);
  await stage.world.run(6_000);
  await answers(bob);
  expect(stage.session.state.approvals[approval]?.answer?.person ?? null).toBeNull();
});

it('an owner that was sent out, or made a viewer, answers no question of their agent', async () => {
  const { stage, bob, agent } = await scene();
  const approval = idOf('question');
  await agent.say('approval.asked', question(approval));
  await stage.host.say('role.changed', { person: personOf(bob), role: 'viewer' });
  await bob.say('approval.answered', { approval, choice: 'yes' });
  expect(stage.session.state.approvals[approval]?.answer).toBeUndefined();
});

it('the ticket of an agent opens nothing but an agent, and never comes back once its owner is out', async () => {
  const { stage, bob, agent } = await scene();
  const by = async (purpose: 'window' | 'program' | 'disk' | 'host' | 'agent', replica = idOf(`as-${purpose}`)) => {
    const client = await stage.connect(replica);
    await client.hello({ name: 'agent', ticket: ticketOf('agent'), purpose });
    return client.last('closed')?.code ?? 'let in';
  };
  expect([await by('window'), await by('program'), await by('window', agent.replica)]).toEqual(Array(3).fill('forged'));
  expect([await by('disk'), await by('host')]).toEqual(['not-permitted', 'not-permitted']);
  await stage.host.say('participant.removed', { person: personOf(bob), ban: true });
  expect([await by('agent'), agent.last('closed')?.code]).toEqual(['bad-credential', 'removed']);
  expect((await stagedAgent(stage, personOf(bob), 'fresh')).last('closed')?.code).toBe('denied');
});

it('an agent has no agents', async () => {
  const { stage, agent } = await scene();
  const sub = await stagedAgent(stage, personOf(agent), 'sub');
  expect(sub.last('closed')?.code).toBe('denied');
});

it('nobody becomes an agent, or its owner, by what they say that they are', async () => {
  const { stage, bob, cat, agent } = await scene();
  await bob.say('participant.described', {
    type: 'agent',
    metadata: JSON.stringify({ agentOf: owner, role: 'owner' }),
  });
  await agent.say('participant.described', { type: 'person', metadata: '{"agentOf":null}' });
  await cat.say('agent.paused', { person: personOf(agent), isPaused: true });
  const { participants } = stage.session.state;
  expect(participants[personOf(bob)]).not.toHaveProperty('agentOf');
  expect(participants[personOf(agent)]).toMatchObject({ agentOf: personOf(bob), role: 'editor' });
  expect(participants[personOf(agent)]?.isPaused).toBeUndefined();
  await agent.say('agent.prompted', { agent: personOf(agent), prompt: idOf('p'), text: 'x' });
  expect(codesOf(agent)).toEqual(['not-permitted']);
});

it('to whom the folder is limited is told nothing of prompts, plans, transcripts and questions', async () => {
  const { stage, bob, cat, agent } = await scene();
  await opens(agent);
  await stage.host.say('paths.limited', { person: personOf(cat), paths: ['own'] });
  const limited = await stage.connect(idOf('Cat-window'));
  await limited.hello({ name: 'Cat', ticket: ticketOf('Cat') });
  const person = personOf(agent);
  await bob.say('agent.prompted', { agent: person, prompt: idOf('p'), text: 'see secret-place' });
  await agent.say('agent.planned', { steps: [{ words: 'read secret-place', status: 'waiting' }] });
  await agent.say('agent.intended', { intent: 'secret-place' });
  await limited.send({ t: 'subscribe', ref: person, subscription: 1 });
  await agent.say('agent.said', { turn: 't', part: 'p', form: 'text', text: 'secret-place' }, { ref: person });
  await agent.say('approval.asked', { ...question(idOf('q')), title: 'secret-place' });
  await limited.say('agent.prompted', { agent: person, prompt: idOf('l'), text: 'x' });
  const again = await stage.connect(idOf('Cat-second'));
  await again.hello({ name: 'Cat', ticket: ticketOf('Cat') });
  const told = JSON.stringify([...limited.frames, ...again.frames], (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
  expect([again.last('welcome') !== undefined, told.includes('secret-place')]).toEqual([true, false]);
  expect(stage.session.state.agents[person]?.queue.length).toBe(1);
});
