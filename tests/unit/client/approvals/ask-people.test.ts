import { expect, it } from 'vitest';
import { hashSecret } from '../../../../server/session/secrets.ts';
import { askPeople } from '../../../../src/client/approvals/ask-people.ts';
import { answeredLast, waiting } from '../../../../src/shared/capabilities/approvals/approval-state.ts';
import { owner, Stage } from '../../server/session/session-fixture.ts';
import { windowOf } from '../windows.ts';

const secret = 'an-invite-for-an-agent-of-somebody';
const waitMs = 60_000;
const choices = [{ choice: 'yes', name: 'Yes', allows: true }];
const question = { title: 'May I?', detail: '', choices, waitMs };

/** An agent that asks in a session in which nothing else happens. */
async function scene() {
  const stage = await Stage.open();
  const terms = {
    role: 'editor',
    expiresMs: stage.world.nowMs + 86_400_000,
    once: true,
    used: 0,
    isLink: false,
  } as const;
  stage.access.addInvite('s', { hash: hashSecret(secret), ...terms, agentOf: owner });
  const agent = await windowOf(stage, 'Agent', { purpose: 'agent', invite: secret });
  const ending = new AbortController();
  const asking = askPeople(agent, question, ending.signal);
  await stage.world.run(1_000);
  expect(waiting(stage.session.state)).toHaveLength(1);
  return { stage, agent, asking, ending };
}

it('ends with its time in a session in which nobody says anything, and everybody sees that nobody has answered', async () => {
  const { stage, asking } = await scene();
  await stage.world.run(waitMs);
  expect(await asking).toBeNull();
  expect(answeredLast(stage.session.state)).toMatchObject([
    { title: 'May I?', answer: { choice: null, person: null } },
  ]);
});

it('gives the answer that came in time, and says nothing more when the time is over', async () => {
  const { stage, asking } = await scene();
  const { id: approval } = waiting(stage.session.state)[0]!;
  await stage.host.say('approval.answered', { approval, choice: 'yes' });
  expect(await asking).toEqual({ choice: 'yes', person: owner });
  const { head } = stage.session;
  await stage.world.run(2 * waitMs);
  expect(stage.session.head).toBe(head);
});

it('takes its question back once it is not needed any more', async () => {
  const { stage, asking, ending } = await scene();
  ending.abort();
  expect(await asking).toBeNull();
  await stage.world.run(1_000);
  expect(stage.session.state.approvals).toEqual({});
});

it('says no question that would be refused: those on their way count, and not those that it has just taken back', async () => {
  const { stage, agent, asking, ending } = await scene();
  const refusals: string[] = [];
  agent.events.on('entry', ({ kind }) => void (kind === 'entry.refused' && refusals.push(kind)));
  const more = new AbortController();
  const ask = () => askPeople(agent, question, more.signal).then(String, ({ code }) => code);
  const all = Array.from({ length: 25 }, ask);
  expect(await Promise.all(all.slice(19))).toEqual(Array(6).fill('too-fast'));
  await stage.world.run(1_000);
  expect(waiting(stage.session.state)).toHaveLength(20);
  more.abort();
  expect(await Promise.all(all.slice(0, 19))).toEqual(Array(19).fill('null'));
  ending.abort();
  await asking;
  const again = new AbortController();
  const anew = Array.from({ length: 20 }, () => askPeople(agent, question, again.signal));
  await stage.world.run(1_000);
  expect([waiting(stage.session.state).length, refusals]).toEqual([20, []]);
  again.abort();
  await Promise.all(anew);
});
