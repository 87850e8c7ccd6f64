import { expect, it } from 'vitest';
import { acceptParts } from '../../../src/client/agents/judging.ts';
import { acceptFile, judgeFile } from '../../../src/client/agents/judging-files.ts';
import { openFile } from '../../../src/client/shared-file.ts';
import type { FileAct } from '../../../src/shared/capabilities/file-proposals/kinds.ts';
import { followedTranscript } from '../../lib/agents/told-transcript.ts';
import { McpStage } from './mcp-stage.ts';

it('an agent by ensemble mcp suggests edits, hears of the verdicts, and takes suggestions back', {
  timeout: 90_000,
}, async () => {
  const stage = await McpStage.open({ 'a.txt': 'one\ntwo\nthree\nfour\n' });
  const [ada, model] = await Promise.all([stage.person('Ada'), stage.agent()]);
  const { version } = (await model.call('read', { path: 'a.txt' })).facts;
  const edits = [
    { old: 'one', new: 'ONE' },
    { from_line: 4, to_line: 4, new: 'FOUR\n' },
  ];
  const made = (await model.call('propose', { path: 'a.txt', version, title: 'Louder', edits })).facts;
  expect(made).toMatchObject({ is: 'proposed', parts: 2, path: 'a.txt' });
  await ada.until(({ proposals }) => proposals[made.proposal] !== undefined);
  const document = await openFile(ada, 'a.txt');
  expect(document.toString()).toBe('one\ntwo\nthree\nfour\n');
  expect(await acceptParts(ada, ada.state.proposals[made.proposal]!, [1], document)).toBe('applied');
  expect(document.toString()).toBe('one\ntwo\nthree\nFOUR\n');
  const own = async () => (await model.call('my_proposals')).facts.proposals;
  await expect
    .poll(own)
    .toMatchObject([
      { path: 'a.txt', title: 'Louder', isOpen: true, parts: [{ is: 'open' }, { is: 'accepted', by: 'Ada' }] },
    ]);
  await expect.poll(async () => (await model.call('read', { path: 'a.txt' })).text).toBe('one\ntwo\nthree\nFOUR\n');
  const late = await model.call('propose', { path: 'a.txt', version, edits: [{ old: 'four', new: 'vier' }] });
  expect([late.facts.is, late.text]).toEqual(['stale', 'one\ntwo\nthree\nFOUR\n']);
  await model.call('withdraw_proposal', { proposal: made.proposal });
  expect(await own()).toEqual([]);
  expect((await model.call('withdraw_proposal', { proposal: made.proposal })).words).toContain('my_proposals');
});

it('new files, moves and deletions of an agent that is to suggest wait for people, and it hears of the verdicts', {
  timeout: 90_000,
}, async () => {
  const stage = await McpStage.open({ 'a.txt': 'one\n', 'b.txt': 'two\n', '.env': 'SECRET\n' });
  const [ada, model] = await Promise.all([stage.person('Ada'), stage.agent()]);
  const agent = (await model.call('who')).facts.people.find(({ isYou }: { isYou?: boolean }) => isYou);
  const { person } = Object.values(ada.state.participants).find(({ name }) => name === agent.name)!;
  await ada.publish('agent.restrained', { agent: person, suggests: true });
  await expect.poll(async () => (await model.call('session_status')).facts.suggestsEdits).toBe(true);
  const made = await model.call('create', { path: 'docs/new.txt', text: 'new\n' });
  expect(made.facts).toMatchObject({ is: 'proposed', next: expect.stringContaining('Nothing is done yet') });
  const moved = await model.call('move', { from: 'a.txt', to: 'c.txt' });
  const deleted = await model.call('delete', { path: 'b.txt' });
  const refused = [
    await model.call('create', { path: 'a.txt' }),
    await model.call('create', { path: '.env.local', text: 'x' }),
    await model.call('move', { from: '.env', to: 'shown.txt' }),
    await model.call('move', { from: 'a.txt', to: '../out.txt' }),
    await model.call('delete', { path: '.env' }),
    await model.call('create', { path: 'long.txt', text: 'x'.repeat(60_001) }),
  ];
  expect(refused.map(({ isError }) => isError)).toEqual(refused.map(() => true));
  const told = followedTranscript(ada, person);
  await expect
    .poll(() => told().flatMap(({ text, status }) => (status === 'done' ? [text] : [])))
    .toEqual(['Suggest to create docs/new.txt', 'Suggest to move a.txt to c.txt', 'Suggest to delete b.txt']);
  await ada.until(({ fileProposals }) => Object.keys(fileProposals).length === 3);
  const proposalOf = ({ facts }: { facts: { proposal: string } }) => ada.state.fileProposals[facts.proposal]!;
  const own = async () => (await model.call('my_proposals')).facts.files;
  const write = async (act: FileAct) => {
    if (act.is !== 'create') return false;
    await expect.poll(async () => (await own())[0]).toMatchObject({ is: 'accepting', by: 'Ada' });
    const content = new TextEncoder().encode(act.text);
    await ada.request('files.createFolder', { path: 'docs' });
    await ada.request('files.write', { path: act.path, content, create: true, overwrite: false });
    return true;
  };
  expect(await acceptFile(ada, proposalOf(made), write)).toBe(true);
  expect((await openFile(ada, 'docs/new.txt')).toString()).toBe('new\n');
  expect(await judgeFile(ada, moved.facts.proposal, 'rejected')).toBe(true);
  expect(proposalOf(deleted).act).toMatchObject({ is: 'delete', path: 'b.txt' });
  await expect.poll(own).toMatchObject([
    { act: 'create', path: 'docs/new.txt', is: 'accepted', by: 'Ada' },
    { act: 'move', path: 'a.txt', to: 'c.txt', is: 'rejected', by: 'Ada' },
    { act: 'delete', path: 'b.txt', is: 'open' },
  ]);
  await model.call('withdraw_proposal', { proposal: deleted.facts.proposal });
  await ada.until(({ fileProposals }) => !Object.hasOwn(fileProposals, deleted.facts.proposal));
});
