import { describe, expect, it } from 'vitest';
import { openFile, saveFile } from '../../../src/client/shared-file.ts';
import { McpStage, type Model } from './mcp-stage.ts';

const files = { 'a.txt': 'one\ntwo\nthree\nfour\nfive\n', 'b.txt': 'bee\n' };

async function edit(model: Model, path: string, old: string, words: string): Promise<void> {
  const { version } = (await model.call('read', { path })).facts;
  const done = await model.call('edit', { path, version, edits: [{ old, new: words }] });
  expect(done.facts.saved).toBe(true);
}

/** An agent of Grace's, and Ada, who have both changed lines of a file, one of them together; all of it is saved. */
async function worked() {
  const stage = await McpStage.open(files, (each) => each.commitAll());
  const [ada, model] = await Promise.all([stage.person('Ada'), stage.agent()]);
  await ada.until(({ git }) => git?.repositories.length === 1);
  const document = await openFile(ada, 'a.txt');
  const put = async (before: string, words: string) => {
    document.edit([{ offset: document.toString().indexOf(before), deleteLength: 0, insertText: words }]);
    await saveFile(ada, document);
  };
  await put('two', 'of Ada ');
  await edit(model, 'a.txt', 'four\n', '');
  await edit(model, 'a.txt', 'one', 'ONE');
  await put('ONE', 'half ');
  await edit(model, 'b.txt', 'bee', 'BEE');
  await expect.poll(async () => (await model.call('git_status')).facts.repositories?.[0]?.count).toBe(2);
  return { stage, model };
}

describe('the own work of an agent by ensemble mcp', { timeout: 90_000 }, () => {
  it('is told apart from that of others, and committed for its owner with the agent as co-author', async () => {
    const { stage, model } = await worked();
    expect((await model.call('git_status_mine')).facts).toEqual({
      count: 2,
      files: [
        { path: 'a.txt', lines: 1, sharedLines: [1], others: [{ name: 'Ada', lines: 2 }] },
        { path: 'b.txt', lines: 1 },
      ],
    });
    const { text } = await model.call('git_diff_mine', { paths: ['a.txt'] });
    expect(text).toBe('--- a/a.txt\n+++ b/a.txt\n@@ -1,5 +1,4 @@\n one\n two\n three\n-four\n five\n');
    const one = await model.call('git_commit_mine', { message: 'Mend\n\nIt was broken.', paths: ['a.txt'] });
    expect(one.facts).toMatchObject({ author: 'Grace', files: ['a.txt'], sharedLinesLeftIn: ['a.txt'] });
    expect(stage.git('show', 'HEAD:a.txt')).toBe('one\ntwo\nthree\nfive\n');
    expect(stage.git('show', 'HEAD:b.txt')).toBe('bee\n');
    const said = () =>
      stage.git('log', '-1', '--format=%an by %cn%n%s%n%(trailers:key=Co-authored-by,valueonly)').trim();
    const helper = 'Helper <helper@users.noreply.ensemble.invalid>';
    expect(said()).toBe(`Grace by Olga\nMend\n${helper}`);
    await model.call('git_commit_mine', { message: 'Both', include_shared: true });
    expect(said()).toBe(`Grace by Olga\nBoth\nAda <ada@users.noreply.ensemble.invalid>\n${helper}`);
    expect(stage.git('show', 'HEAD:a.txt')).toBe('half ONE\ntwo\nthree\nfive\n');
    expect(stage.text('a.txt')).toBe('half ONE\nof Ada two\nthree\nfive\n');
    expect((await model.call('git_status_mine')).facts).toEqual({ count: 0, files: [] });
    expect((await model.call('git_commit_mine', { message: 'None' })).words).toContain('nothing was committed');
  });

  it('is taken back, looked at and committed call by call', async () => {
    const stage = await McpStage.open(files, (each) => each.commitAll());
    const model = await stage.agent();
    await expect.poll(async () => (await model.call('git_status')).facts.repositories?.length).toBe(1);
    const put = async (old: string, words: string) => {
      const { version } = (await model.call('read', { path: 'a.txt' })).facts;
      const { turn, call } = (await model.call('edit', { path: 'a.txt', version, edits: [{ old, new: words }] })).facts;
      return { turn, call };
    };
    const [first, second, third] = [await put('one', 'ONE'), await put('three', 'THREE'), await put('five', 'FIVE')];
    expect(new Set([first, second, third].map(({ turn }) => turn)).size).toBe(1);
    await expect.poll(async () => (await model.call('git_status_mine')).facts.count).toBe(1);
    expect((await model.call('undo_mine', first)).facts).toMatchObject({ undone: true, files: [{ path: 'a.txt' }] });
    expect(stage.text('a.txt')).toBe('one\ntwo\nTHREE\nfour\nFIVE\n');
    expect((await model.call('git_diff_mine', second)).text).toContain('-three\n+THREE\n four\n five\n');
    await model.call('git_commit_mine', { message: 'Third', ...third });
    expect(stage.git('show', 'HEAD:a.txt')).toBe('one\ntwo\nthree\nfour\nFIVE\n');
    const again = await model.call('git_commit_mine', { message: 'Third', ...third });
    expect(again.words).toContain('nothing was committed');
    for (const name of ['undo_mine', 'git_diff_mine'])
      expect(
        (await model.call(name, { call: second.call, ...(name === 'undo_mine' ? { path: 'a.txt' } : {}) })).words,
      ).toContain('Give the turn with the call');
  });

  it('names files that it has made, and is refused for what leaves the folder, is misspelt or too long', async () => {
    const stage = await McpStage.open(files, (each) => each.commitAll());
    const model = await stage.agent();
    await expect.poll(async () => (await model.call('git_status')).facts.repositories?.length).toBe(1);
    await model.call('create', { path: 'new.txt', text: 'new\n' });
    await expect.poll(async () => (await model.call('git_status_mine')).facts.count).toBe(1);
    expect((await model.call('git_diff_mine')).text).toBe('--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1,1 @@\n+new\n');
    const head = stage.git('rev-parse', 'HEAD');
    const refusal = async (name: string, args: object) => {
      const { isError, words } = await model.call(name, { ...args });
      expect(isError).toBe(true);
      return words;
    };
    for (const name of ['git_status_mine', 'git_diff_mine', 'git_commit_mine']) {
      const message = name === 'git_commit_mine' ? { message: 'm' } : {};
      expect(await refusal(name, { ...message, repository: '../other' })).toContain('outside-folder');
      expect(await refusal(name, { ...message, repository: 'none' })).toContain('no repository');
      expect(await refusal(name, { ...message, mesage: 'm' })).toContain('mesage');
      expect(await refusal(name, { ...message, repository: 'x'.repeat(1_000_000) })).toContain('too long');
    }
    for (const name of ['git_diff_mine', 'git_commit_mine']) {
      const message = name === 'git_commit_mine' ? { message: 'm' } : {};
      expect(await refusal(name, { ...message, paths: ['../../secret'] })).toContain('outside-folder');
    }
    expect(await refusal('git_commit_mine', { message: 'x'.repeat(1_000_000) })).toContain('too long');
    expect(stage.git('rev-parse', 'HEAD')).toBe(head);
  });
});
