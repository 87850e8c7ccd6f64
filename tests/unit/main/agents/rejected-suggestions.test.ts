import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { waiting } from '../../../../src/shared/capabilities/approvals/approval-state.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { first, prompt, type Scene, scene, transcriptWith } from './agent-scene.ts';

const textIn = ({ folder }: Scene) => readFileSync(join(folder.folder, 'a.txt'), 'utf8');
/** A whole text that has in it what the agent has suggested. */
const builtOnIt = 'write a.txt ONE\\nTWO\\nthree\\n';

/** Has a person reject all that waits, and the agent edit by itself from now on. */
async function rejectAndLetEdit({ owner, agent }: Scene): Promise<void> {
  const [{ id, ref, parts } = expect.unreachable('nothing is suggested')] = Object.values(owner.state.proposals);
  const all = parts.map((_, index) => index);
  const judgement = newId(nodeEnvironment);
  await owner.publish('proposal.judged', { proposal: id, judgement, parts: all, verdict: 'rejected' }, ref);
  await owner.publish('agent.restrained', { agent, suggests: false });
}

it('what a person has rejected does not come in with the next whole text that the agent writes', async () => {
  const here = await scene('propose');
  const { owner } = here;
  const working = prompt(here, 'replace a.txt two=>TWO', 'read a.txt', 'ask go on', builtOnIt, 'read a.txt', 'say end');
  await owner.until((state) => waiting(state).length === 1);
  await rejectAndLetEdit(here);
  await owner.publish('approval.answered', { approval: waiting(owner.state)[0]!.id, choice: 'yes' });
  await working;
  const told = await transcriptWith(here, 'end');
  expect(told).toContain('read "one\\nTWO\\nthree\\n"');
  expect(told).toContain('has rejected a part of what you suggested for a.txt');
  expect(told.slice(told.indexOf('failed: '))).toContain('read "one\\ntwo\\nthree\\n"');
  expect(textIn(here)).toBe(first);
  await prompt(here, 'replace a.txt one=>ONE');
  await expect.poll(() => textIn(here)).toBe('ONE\ntwo\nthree\n');
});

it('nor with one that it writes in its next turn: it reads first what is there', async () => {
  const here = await scene('propose');
  await prompt(here, 'replace a.txt two=>TWO', 'read a.txt');
  await rejectAndLetEdit(here);
  await prompt(here, builtOnIt, 'say end');
  expect(await transcriptWith(here, 'end')).toContain('you have not read it');
  expect(textIn(here)).toBe(first);
});

it('of a new file, what was rejected is told at the next write; what was accepted is read as it is', async () => {
  const here = await scene('propose');
  const { owner, folder } = here;
  const writes = ['write no.txt x', 'write yes.txt x', 'ask go on'];
  const working = prompt(here, ...writes, 'write no.txt y', 'write no.txt z', 'read yes.txt', 'say end');
  await owner.until((state) => waiting(state).length === 1);
  const idOf = (path: string) =>
    Object.values(owner.state.fileProposals).find(({ act }) => act.is === 'create' && act.path === path)!.id;
  const judge = (path: string, verdict: 'accepted' | 'rejected') =>
    owner.publish('fileProposal.judged', { proposal: idOf(path), judgement: newId(nodeEnvironment), verdict });
  await judge('no.txt', 'rejected');
  await judge('yes.txt', 'accepted');
  folder.write('yes.txt', 'as accepted\n');
  await owner.publish('approval.answered', { approval: waiting(owner.state)[0]!.id, choice: 'yes' });
  await working;
  const told = await transcriptWith(here, 'end');
  expect(told).toContain('has rejected a part of what you suggested for no.txt');
  expect(told).toContain('read "as accepted\\n"');
  const open = Object.values(owner.state.fileProposals).filter(({ judged }) => judged === null);
  expect(open.map(({ act }) => act)).toEqual([{ is: 'create', path: 'no.txt', text: 'z' }]);
});
