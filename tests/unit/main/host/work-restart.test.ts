import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { AgentTexts } from '../../../../src/client/agents/agent-texts.ts';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import { stateFolderOf } from '../../../../src/main/machine/state-folder.ts';
import { RunningHost } from '../../../e2e/lib/running-host.ts';
import { guestOf, SharedFolder, textBecomes, windowOf } from './host-fixture.ts';

const five = 'one\ntwo\nthree\nfour\nfive\n';

const put = (offset: number, insertText: string) => [{ offset, deleteLength: 0, insertText }];

/** Ada, Bo and an agent of Ada's, who edits a file by turns. */
async function people(link: string) {
  const [ada, bo] = [await guestOf(link, 'Ada'), await guestOf(link, 'Bo')];
  const invite = await ada.request('agents.invite', { role: 'editor' });
  const agent = await guestOf(invite.link, 'Agent', 'agent');
  const texts = new AgentTexts(agent);
  const replace = async (old: string, insertText: string, turn: string, path = 'a.txt') => {
    const { text, version } = await texts.read(path);
    const edit = { offset: text.indexOf(old), deleteLength: old.length, insertText };
    const outcome = await texts.edit(path, version, [edit], { turn, call: `call of ${turn}` });
    expect(outcome.is).toBe('applied');
  };
  return { ada, bo, agent, replace, adas: await openFile(ada, 'a.txt'), bos: await openFile(bo, 'a.txt') };
}

it('has the turns of before after its host was killed: taken back by their ids, beside later edits, and committed', {
  timeout: 90_000,
}, async () => {
  const host = await RunningHost.start();
  onTestFinished(() => host.close());
  for (const path of ['a.txt', 'still.txt']) writeFileSync(join(host.folder, path), five);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: host.folder, encoding: 'utf8' });
  git('init', '-q', '-b', 'main');
  for (const [name, value] of [
    ['user.name', 'Olga'],
    ['user.email', 'olga@example.org'],
    ['commit.gpgSign', 'false'],
  ] as const)
    git('config', name, value);
  git('add', '--all');
  git('commit', '-q', '-m', 'Begin');
  const { ada, bo, agent, replace, adas, bos } = await people(host.link);
  await replace('one\n', '', 'turn-1');
  await replace('two', 'TWO', 'turn-1');
  await replace('four', 'FOUR', 'turn-2');
  await replace('five', 'FIVE', 'turn-1', 'still.txt');
  await saveFile(ada, await openFile(ada, 'still.txt'));
  await textBecomes(bos, (text) => text.includes('FOUR'));
  bos.edit(put(bos.toString().indexOf('TWO') + 3, ' of Bo'));
  await bo.settled();
  await textBecomes(adas, (text) => text.includes('of Bo'));
  await saveFile(ada, adas);
  // After an orderly end, texts that are on the disk are not brought into memory again.
  for (const [signal, term] of [
    ['SIGTERM', 2],
    ['SIGKILL', 3],
  ] as const) {
    await host.end(signal);
    await host.restart();
    for (const client of [ada, bo, agent]) client.reconnect();
    await ada.until(({ host }) => host?.term === term);
  }
  bos.edit(put(bos.length, 'after\n'));
  await bo.settled();

  const { people: known } = await ada.request('documents.workers', { sinceMs: 0 });
  expect(known.find(({ person }) => person === agent.person)?.calls).toEqual([
    { turn: 'turn-1', call: 'call of turn-1' },
    { turn: 'turn-2', call: 'call of turn-2' },
  ]);
  const asked = { person: agent.person!, sinceMs: 0, turn: 'turn-1' };
  const [found, still] = (await ada.request('documents.workOf', asked)).texts;
  expect(still!.parts).toMatchObject([{ line: 5, gone: 'FIVE', back: 'five' }]);
  expect(found!.parts).toMatchObject([{ line: 1, gone: '', back: 'one\n' }]);
  expect(found!.overlaps).toEqual([{ line: 1, people: [bo.person] }]);
  await ada.request('git.commitWork', {
    repository: '',
    person: agent.person!,
    turn: 'turn-2',
    message: 'Second turn',
    takesBoth: false,
    takesUnsigned: false,
    paths: [],
  });
  expect(git('show', 'HEAD:a.txt')).toBe('one\ntwo\nthree\nFOUR\nfive\n');
  for (const { step } of found!.parts) adas.revert({ ...step, group: null }, 'reverted');
  await ada.settled();
  await textBecomes(bos, (text) => text === 'one\nTWO of Bo\nthree\nFOUR\nfive\nafter\n');
});

it('has nothing of what was hidden, or cleared while it was kept', async () => {
  const folder = new SharedFolder({ 'a.txt': five, 'b.txt': five });
  const first = await folder.host();
  const ada = await guestOf(await first.share(), 'Ada');
  for (const path of ['a.txt', 'b.txt']) {
    const text = await openFile(ada, path);
    text.edit(put(0, 'of Ada\n'));
    await saveFile(ada, text);
  }
  const stored = () => {
    const database = new DatabaseSync(join(stateFolderOf(folder.folder, folder.home), 'journal.db'), {
      readOnly: true,
    });
    const refs = database.prepare('SELECT DISTINCT ref FROM work_edits').all().length;
    database.close();
    return refs;
  };
  const found = async () => (await ada.request('documents.workOf', { person: ada.person!, sinceMs: 0 })).texts.length;
  const again = async (from: typeof first) => {
    await from.close();
    const term = (ada.state.host?.term ?? 0) + 1;
    const next = await folder.host();
    ada.reconnect();
    await ada.until(({ host }) => host?.term === term);
    return next;
  };
  const second = await again(first);
  expect([await found(), stored()]).toEqual([2, 2]);
  folder.write('.ensemble/sharing.json', JSON.stringify({ hidden: ['b.txt'] }));
  await expect.poll(stored).toBe(1);
  const third = await again(second);
  expect(await found()).toBe(1);
  const owner = await windowOf(third.host.url);
  await owner.direct.request('storage.clear', {});
  expect([await found(), stored()]).toEqual([0, 0]);
});
