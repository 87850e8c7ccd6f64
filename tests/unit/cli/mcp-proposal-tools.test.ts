import { expect, it } from 'vitest';
import { acceptParts } from '../../../src/client/agents/judging.ts';
import { openFile } from '../../../src/client/shared-file.ts';
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
