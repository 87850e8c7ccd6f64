import { expect, it } from 'vitest';
import { openFile } from '../../../../src/client/shared-file.ts';
import { waiting } from '../../../../src/shared/capabilities/approvals/approval-state.ts';
import { textBecomes } from '../host/host-fixture.ts';
import { runs } from '../terminals/attached.ts';
import { prompt, type Scene, scene, transcriptWith } from './agent-scene.ts';

/** Another agent of the same program, in the same session. */
async function another(here: Scene): Promise<Scene> {
  const { agent } = await here.direct.open('agents.start', { program: 'Scripted', role: 'editor' }).result;
  await here.owner.until((state) => typeof state.agents[agent]?.transcript === 'string');
  return { ...here, agent };
}

const answer = async ({ owner }: Scene, title: string, choice: string) => {
  await owner.until((state) => waiting(state)[0]?.title === title);
  await owner.publish('approval.answered', { approval: waiting(owner.state)[0]!.id, choice });
};

it('several agents work in one tree at once, each with its own turns, and none over the lines of another', async () => {
  const one = await scene();
  const [two, three] = [await another(one), await another(one)];
  const document = await openFile(one.owner, 'a.txt');
  const ends = await Promise.all([
    prompt(one, 'replace a.txt one=>ONE', 'say I am the first'),
    prompt(two, 'replace a.txt two=>TWO', 'say I am the second'),
    prompt(three, 'replace a.txt three=>THREE', 'say I am the third'),
  ]);
  expect(ends).toEqual(['done', 'done', 'done']);
  const told = await Promise.all([
    transcriptWith(one, 'first'),
    transcriptWith(two, 'second'),
    transcriptWith(three, 'third'),
  ]);
  // Lines beside each other: an agent whose lines were just changed is told, and changes nothing.
  const refused = told.filter((words) => words.includes('failed: ')).length;
  const changed = ['ONE', 'TWO', 'THREE'].filter((words) => document.toString().includes(words)).length;
  expect([document.toString().split('\n').length, refused + changed]).toEqual([4, 3]);
  expect(told.map((words) => words.match(/I am the \w+/g))).toEqual([
    ['I am the first'],
    ['I am the second'],
    ['I am the third'],
  ]);
  const turns = [one, two, three].map(({ owner, agent }) => owner.state.agents[agent]!.ended!.turn);
  expect(new Set(turns).size).toBe(3);
});

it('all are paused at once: none writes, people go on, and all go on later', async () => {
  const one = await scene();
  const two = await another(one);
  const { owner } = one;
  const document = await openFile(owner, 'a.txt');
  const running = prompt(one, 'wait 300', 'replace a.txt one=>ONE', 'say end of one');
  await owner.until(({ agents }) => agents[one.agent]?.turn !== null);
  await owner.publish('agent.paused', { person: null, isPaused: true });
  const waitingTurn = prompt(two, 'replace a.txt two=>TWO');
  await running;
  expect(await transcriptWith(one, 'end of one')).toContain('failed: ');
  document.edit([{ offset: 0, deleteLength: 0, insertText: 'typed ' }]);
  await owner.settled();
  expect(document.toString()).toBe('typed one\ntwo\nthree\n');
  expect(owner.state.agents[two.agent]).toMatchObject({ turn: null, queue: [{ text: 'replace a.txt two=>TWO' }] });
  await owner.publish('agent.paused', { person: null, isPaused: false });
  expect(await waitingTurn).toBe('done');
  await textBecomes(document, (text) => text === 'typed one\nTWO\nthree\n');
});

it('“always” to edits of a file holds for that agent and that file', async () => {
  const here = await scene();
  const working = prompt(here, 'ask-edit a.txt', 'ask-edit a.txt', 'ask-edit b.txt', 'say end');
  await answer(here, 'Edit a.txt', 'always');
  await answer(here, 'Edit b.txt', 'no');
  expect(await working).toBe('done');
  expect((await transcriptWith(here, 'end')).match(/answered \w+/g)).toEqual([
    'answered always',
    'answered always',
    'answered no',
  ]);
  const other = await another(here);
  const asked = prompt(other, 'ask-edit a.txt');
  await answer(other, 'Edit a.txt', 'no');
  expect(await asked).toBe('done');
});

it('its program ends with the host', async () => {
  const here = await scene();
  await prompt(here, 'pid');
  const pid = Number(/pid (\d+)/.exec(await transcriptWith(here, 'pid '))![1]);
  expect(runs(pid)).toBe(true);
  await here.close();
  await expect.poll(() => runs(pid)).toBe(false);
});
