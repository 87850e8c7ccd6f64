import { expect, it } from 'vitest';
import { hashSecret } from '../../../../server/session/secrets.ts';
import { may } from '../../../../src/shared/capabilities/people/participants.ts';
import type { Hello } from '../../../../src/shared/core/frames.ts';
import type { Right } from '../../../../src/shared/core/rights.ts';
import { readBody } from '../../../../src/shared/session/table.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { owner, type RawClient, ref, Stage, ticketOf } from './session-fixture.ts';

const secret = 'an-invite-for-an-agent-of-32-characters';

const personOf = (client: RawClient) => client.last('welcome')?.welcome.person ?? '';
const end = (client: RawClient) => client.last('closed')?.code;
const refusals = (client: RawClient) => client.heard('entry.refused').length;

function inviteFor(stage: Stage, agentOf: string, change = {}): void {
  const invite = { role: 'editor', expiresMs: Number.MAX_SAFE_INTEGER, used: 0, once: true, isLink: false } as const;
  stage.access.addInvite('s', { hash: hashSecret(secret), ...invite, agentOf, ...change });
}

async function agentOf(stage: Stage, change: Partial<Hello> = {}): Promise<RawClient> {
  const agent = await stage.connect(idOf('agent-window'));
  await agent.hello({ name: 'Agent', invite: secret, ticket: ticketOf('agent'), purpose: 'agent', ...change });
  return agent;
}

async function withAgent(): Promise<{ stage: Stage; bob: RawClient; agent: RawClient }> {
  const stage = await Stage.open();
  const bob = await stage.guest('Bob');
  inviteFor(stage, personOf(bob));
  return { stage, bob, agent: await agentOf(stage) };
}

it('an agent comes in unasked by its invite, and everybody sees whose it is', async () => {
  const stage = await Stage.open({ admitEveryone: false });
  inviteFor(stage, owner);
  const agent = await agentOf(stage);
  expect(stage.session.state.participants[personOf(agent)]).toMatchObject({ standing: 'admitted', agentOf: owner });
});

it('agents that come at the same moment, each by an invite of its own, all come in', async () => {
  const stage = await Stage.open();
  const names = ['one', 'two', 'three'];
  const agents = await Promise.all(names.map((name) => stage.connect(idOf(name))));
  const invites = names.map((name) => `an-invite-for-an-agent-of-32-characters-${name}`);
  for (const each of invites) inviteFor(stage, owner, { hash: hashSecret(each) });
  await Promise.all(
    agents.map((agent, index) =>
      agent.hello({ name: 'Agent', invite: invites[index]!, ticket: ticketOf(names[index]!), purpose: 'agent' }),
    ),
  );
  expect(agents.map((agent) => [end(agent), personOf(agent) !== ''])).toEqual(names.map(() => [undefined, true]));
});

it('an agent comes to its owner where the folder is not shared, and people do not', async () => {
  const stage = await Stage.open();
  await stage.host.say('sharing.closed', {});
  inviteFor(stage, owner);
  const agent = await agentOf(stage);
  expect(personOf(agent)).not.toBe('');
  const bob = await stage.connect(idOf('bob-window'));
  await bob.hello({ name: 'Bob', invite: 'an-invite-of-32-characters-or-so', ticket: ticketOf('Bob') });
  expect(end(bob)).toBe('denied');
});

it('its invite lets in one agent, once, and only as an agent', async () => {
  const { stage } = await withAgent();
  const other = await stage.connect(idOf('other-window'));
  await other.hello({ name: 'Other', invite: secret, ticket: ticketOf('other'), purpose: 'agent' });
  expect(end(other)).toBe('bad-credential');
  inviteFor(stage, owner);
  expect(end(await agentOf(stage, { replica: idOf('x'), ticket: ticketOf('x'), purpose: 'window' }))).toBe('forged');
});

it('nobody becomes an agent by a word of their own, or by a ticket that they have', async () => {
  const stage = await Stage.open();
  const bob = await stage.guest('Bob');
  const again = await stage.connect(idOf('bob-second'));
  await again.hello({ name: 'Bob', ticket: ticketOf('Bob'), purpose: 'agent' });
  expect(end(again)).toBe('forged');
  inviteFor(stage, owner);
  await stage.host.say('participant.removed', { person: personOf(bob), ban: false });
  const back = await stage.connect(idOf('bob-third'));
  await back.hello({ name: 'Bob', invite: secret, ticket: ticketOf('Bob'), purpose: 'agent' });
  expect(end(back)).toBe('forged');
});

it('an agent has its own rights, cut with those of its owner at every moment', async () => {
  const { stage, bob, agent } = await withAgent();
  const mayIt = (right: 'edit' | 'git' | 'chat') => may(stage.session.state, personOf(agent), right);
  expect([mayIt('edit'), mayIt('git')]).toEqual([true, true]);
  await stage.host.say('rights.changed', { person: personOf(bob), grants: { git: false } });
  expect([mayIt('edit'), mayIt('git')]).toEqual([true, false]);
  await stage.host.say('role.changed', { person: personOf(bob), role: 'viewer' });
  expect([mayIt('edit'), mayIt('chat')]).toEqual([false, true]);
  await agent.say('lock.acquired', {
    lock: idOf('l'),
    path: 'a',
    selection: null,
    lines: null,
    beside: [],
    untilMs: null,
  });
  expect(refusals(agent)).toBe(1);
});

it('an agent of an owner lets nobody in, and gives nobody a right', async () => {
  const stage = await Stage.open();
  const bob = await stage.guest('Bob');
  inviteFor(stage, owner);
  const agent = await agentOf(stage);
  await agent.say('role.changed', { person: personOf(bob), role: 'viewer' });
  await agent.say('participant.removed', { person: personOf(bob), ban: true });
  await agent.say('host.claimed', { term: 2, folder: 'mine' });
  expect(refusals(agent)).toBe(3);
  await stage.host.say('role.changed', { person: personOf(agent), role: 'owner' });
  expect(stage.session.state.participants[personOf(agent)]?.role).toBe('editor');
});

it('an agent goes when its owner is sent out, and does not come back without', async () => {
  const { stage, bob, agent } = await withAgent();
  await stage.host.say('participant.removed', { person: personOf(bob), ban: false });
  expect([end(agent), agent.closed]).toEqual(['removed', true]);
  const back = await agentOf(stage, { replica: idOf('back') });
  expect(back.last('welcome')).toBeUndefined();
});

it('a paused agent looks and talks, and changes nothing until it may go on', async () => {
  const { stage, bob, agent } = await withAgent();
  const acquire = () =>
    agent.say('lock.acquired', { lock: idOf('l'), path: 'a', selection: null, lines: null, beside: [], untilMs: null });
  await bob.say('agent.paused', { person: personOf(agent), isPaused: true });
  await acquire();
  expect([refusals(agent), Object.keys(stage.session.state.locks.held)]).toEqual([1, []]);
  await bob.say('agent.paused', { person: personOf(agent), isPaused: false });
  await acquire();
  expect(Object.keys(stage.session.state.locks.held)).toEqual([idOf('l')]);
});

it('only its owner, or somebody who admits people, pauses an agent; and agents pause nobody', async () => {
  const { stage, bob, agent } = await withAgent();
  const cat = await stage.guest('Cat');
  const pause = (client: RawClient, person: string | null) => client.say('agent.paused', { person, isPaused: true });
  await pause(cat, personOf(agent));
  await pause(bob, null);
  await pause(agent, personOf(agent));
  await pause(stage.host, personOf(bob));
  expect(stage.session.state.participants[personOf(agent)]?.isPaused).toBeUndefined();
  await pause(stage.host, null);
  expect(stage.session.state.participants[personOf(agent)]?.isPaused).toBe(true);
});

it('an agent that is to suggest its edits makes none, and looks, talks and suggests, until it may make them', async () => {
  const { stage, bob, agent } = await withAgent();
  const mayIt = (right: Right) => may(stage.session.state, personOf(agent), right);
  const all = ['edit', 'save', 'files.write', 'git', 'annotate', 'chat', 'run'] as const;
  await bob.say('agent.restrained', { agent: personOf(agent), suggests: true });
  expect(all.filter(mayIt)).toEqual(['annotate', 'chat', 'run']);
  await agent.say('doc.bound', { client: 1 }, { ref });
  const [refused] = agent.heard('entry.refused');
  expect(readBody('entry.refused', refused!.body)?.message).toContain('suggest');
  await bob.say('agent.restrained', { agent: personOf(agent), suggests: false });
  expect(all.filter(mayIt)).toEqual([...all]);
});

it('whoever may prompt agents, and the agent, have it suggest; only its owner and owners let it edit again', async () => {
  const { stage, bob, agent } = await withAgent();
  const [cat, vic] = [await stage.guest('Cat'), await stage.guest('Vic', 'viewer')];
  const suggests = () => stage.session.state.participants[personOf(agent)]?.suggests === true;
  const tell = (client: RawClient, is: boolean) =>
    client.say('agent.restrained', { agent: personOf(agent), suggests: is });
  await tell(vic, true);
  expect(suggests()).toBe(false);
  for (const by of [cat, agent, bob, stage.host]) {
    await tell(by, true);
    expect(suggests()).toBe(true);
    for (const other of [vic, cat, agent]) await tell(other, false);
    expect(suggests()).toBe(true);
    await tell(by === bob ? stage.host : bob, false);
    expect(suggests()).toBe(false);
  }
  await stage.host.say('agent.restrained', { agent: personOf(bob), suggests: true });
  expect(stage.session.state.participants[personOf(bob)]?.suggests).toBeUndefined();
});

it('no agent has another one suggest', async () => {
  const { stage, bob, agent } = await withAgent();
  const other = 'an-invite-for-another-agent-of-32-characters';
  inviteFor(stage, personOf(bob), { hash: hashSecret(other) });
  const second = await stage.connect(idOf('second-window'));
  await second.hello({ name: 'Second', invite: other, ticket: ticketOf('second'), purpose: 'agent' });
  await second.say('agent.restrained', { agent: personOf(agent), suggests: true });
  expect([refusals(second), stage.session.state.participants[personOf(agent)]?.suggests]).toEqual([1, undefined]);
});

it('a door for agents alone turns people away', async () => {
  const stage = await Stage.open();
  const bob = await stage.connect(idOf('bob-window'), { is: 'guest', isAgent: true });
  await bob.hello({ name: 'Bob', invite: 'an-invite-of-32-characters-or-so', ticket: ticketOf('Bob') });
  expect(end(bob)).toBe('denied');
});
