import { expect, it } from 'vitest';
import { hashSecret } from '../../../server/session/secrets.ts';
import { AgentSession } from '../../../src/cli/mcp/agent-session.ts';
import { tools } from '../../../src/cli/mcp/tools.ts';
import { type Outcome, type Telling, WorkStory } from '../../../src/cli/mcp/work-story.ts';
import type { SessionClient } from '../../../src/client/session-client.ts';
import { EnsembleError } from '../../../src/shared/core/errors.ts';
import { followedTranscript } from '../../lib/agents/told-transcript.ts';
import { windowOf } from '../client/windows.ts';
import { owner, Stage } from '../server/session/session-fixture.ts';

async function agentIn(stage: Stage): Promise<SessionClient> {
  const secret = 'an-invite-of-the-agent-of-thirty-two-letters';
  const terms = { role: 'editor', expiresMs: Number.MAX_SAFE_INTEGER, used: 0, once: true, isLink: false } as const;
  stage.access.addInvite('s', { hash: hashSecret(secret), ...terms, agentOf: owner });
  return windowOf(stage, 'Agent', { purpose: 'agent', invite: secret });
}

async function scene(opens = true) {
  const stage = await Stage.open();
  const bob = await windowOf(stage, 'Bob');
  const agent = await agentIn(stage);
  const parts = followedTranscript(bob, agent.person!);
  const story = new WorkStory(agent, opens);
  let calls = 0;
  const tell = async (telling: Telling, outcome: Outcome | EnsembleError = {}, turn = 't') => {
    const act = async () => {
      if (outcome instanceof EnsembleError) throw outcome;
      return outcome;
    };
    await story.tell({ turn, call: `edit-${++calls}` }, telling, act).catch(() => undefined);
  };
  const shown = () => parts().map(({ form, text, status }) => (form === 'note' ? text : `${status}: ${text}`));
  return { stage, bob, agent, story, tell, parts, shown };
}

it('a call is a row from its beginning to its end, under what its turn is for, and says why it was refused', async () => {
  const { stage, bob, agent, story, tell, parts, shown } = await scene();
  story.intend('t', 'mending the mast');
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const running = story.tell(
    { turn: 't', call: 'edit-0' },
    { title: 'Edit src/a.ts', path: 'src/a.ts' },
    () => promise,
  );
  await stage.world.run(500);
  expect(shown()).toEqual(['mending the mast', 'working: Edit src/a.ts']);
  resolve({});
  await running;
  await tell({ title: 'Edit b.ts', path: './b.ts' }, new EnsembleError('not-permitted', 'Ada has locked b.ts.'));
  await tell({ title: 'Edit c.ts', path: 'c.ts' }, { notDone: 'others have changed it' });
  await tell({ title: 'Run a line' }, { told: 'Run: npm test' });
  await stage.world.run(500);
  expect(shown().slice(1)).toEqual([
    'done: Edit src/a.ts',
    'failed: Edit b.ts: Ada has locked b.ts.',
    'failed: Edit c.ts: others have changed it',
    'done: Run: npm test',
  ]);
  expect(parts().map(({ path }) => path)).toEqual([undefined, 'src/a.ts', 'b.ts', 'c.ts', undefined]);
  expect(bob.state.agents[agent.person!]).toMatchObject({ transcript: agent.person, takesPrompts: false });
});

it('a turn without an intent has a heading all the same, and taking back has the title of what it takes back', async () => {
  const { stage, tell, shown } = await scene();
  await tell({ title: 'Edit a.ts' });
  await tell({ title: 'Take back one call', of: { turn: 't', call: 'edit-1' }, isApart: true }, {}, 'u');
  await tell({ title: 'Take back one call', of: { turn: 'gone', call: 'edit-1' }, isApart: true }, {}, 'v');
  await stage.world.run(500);
  expect(shown()).toEqual([
    'Work of which no intent was told',
    'done: Edit a.ts',
    'done: Take back one call: Edit a.ts',
    'done: Take back one call',
  ]);
});

it('a flood of calls, each in a turn of its own, is counted in one row until it is over', async () => {
  const { stage, story, tell, parts, shown } = await scene();
  for (let minute = 0; minute < 60; minute++) {
    for (let at = 0; at < 20; at++) {
      story.intend(`${minute} ${at}`, 'x'.repeat(300));
      await tell({ title: `Edit ${'y'.repeat(4_000)}` }, {}, `${minute} ${at}`);
    }
    await stage.world.run(1_000);
  }
  expect(parts().length).toBeLessThan(130);
  expect(parts().reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(40_000);
  expect(shown().filter((each) => each.includes('further calls'))).not.toEqual([]);
  await stage.world.run(61_000);
  await tell({ title: 'Edit after.ts' });
  await stage.world.run(500);
  expect(shown().at(-1)).toBe('done: Edit after.ts');
});

it('titles and reasons of evil calls are one plain line, and a path that leads out is no link', async () => {
  const { stage, tell, parts } = await scene();
  const evil = '\u202etxt.exe\u2066<img src=x onerror=alert(1)>\n[x](command:evil) $(bug)\u0007';
  await tell({ title: `Edit ${evil}`, path: '../../etc/passwd' }, new EnsembleError('not-found', evil.repeat(400)));
  await tell({ title: 'Edit', path: 'C:\\windows' });
  await tell({ title: 'Edit', path: `${'a'.repeat(2_000)}.ts` });
  await stage.world.run(500);
  expect(parts().map(({ path }) => path)).toEqual(Array(4).fill(undefined));
  for (const { text } of parts()) expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(Math.max(...parts().map(({ text }) => text.length))).toBe(300);
});

it('where another program of the agent’s has its transcript, it goes into that, and none is opened', async () => {
  const { stage, bob, agent, tell, shown } = await scene(false);
  await tell({ title: 'Edit a.ts' });
  await stage.world.run(500);
  expect([bob.state.agents[agent.person!], shown()]).toEqual([undefined, []]);
  void agent.publish('agent.opened', {}, agent.person!);
  await stage.world.run(500);
  await tell({ title: 'Edit b.ts' });
  await stage.world.run(500);
  expect(bob.state.agents[agent.person!]?.takesPrompts).toBe(true);
  expect(shown()).toEqual(['Work of which no intent was told', 'done: Edit b.ts']);
});

it('work of an agent on a prompt belongs to the turn of that, which has its heading', async () => {
  const { stage, agent, shown } = await scene();
  const session = new AgentSession(agent, true);
  void agent.publish('agent.opened', {}, agent.person!);
  void agent.publish('agent.began', { turn: 'of-a-prompt', prompt: null });
  await stage.world.run(500);
  expect(session.beginTurn('mending')).toBe('of-a-prompt');
  const work = session.beginCall('edit');
  expect(work.call).not.toBe(new AgentSession(agent, true).beginCall('edit').call);
  expect([work.turn, session.beginCall('undo_mine', true).turn === work.turn]).toEqual(['of-a-prompt', false]);
  await session.story.tell(work, { title: 'Edit a.ts' }, async () => ({}));
  await stage.world.run(500);
  expect(shown()).toEqual(['done: Edit a.ts']);
  void agent.publish('agent.ended', { turn: 'of-a-prompt', reason: 'done' });
  await stage.world.run(500);
  expect(session.beginCall('edit').turn).not.toBe('of-a-prompt');
});

it('each tool that changes something tells of it, but for talk and the intent, which are told elsewhere', () => {
  const silent = tools.filter(({ isReading, tells }) => !isReading && tells === null);
  expect(silent.map(({ name }) => name)).toEqual(['set_intent', 'chat_post', 'ask_person']);
  expect(tools.filter(({ isReading, tells }) => isReading && tells !== null)).toEqual([]);
});
