import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SessionClient } from '../../../src/client/session-client.ts';
import { openFile } from '../../../src/client/shared-file.ts';
import { waiting } from '../../../src/shared/capabilities/approvals/approval-state.ts';
import { LanguageWindow, seen } from '../main/languages/language-window.ts';
import { McpStage, type Model } from './mcp-stage.ts';

const files = {
  'a.txt': 'one\ntwo\nthree\n',
  'src/x.ts': 'export const x = 1;\n',
  'src/y.ts': 'export const y = 2;\n',
};

describe('the tools of ensemble mcp', { timeout: 90_000 }, () => {
  it('find, make, move and delete files, and stay in the folder', async () => {
    const stage = await McpStage.open(files);
    const model = await stage.agent();
    expect((await model.call('list_files')).facts).toEqual({ count: 2, files: ['a.txt', 'src/'] });
    expect((await model.call('list_files', { pattern: 'y.ts' })).facts.files).toEqual(['src/y.ts']);
    const found = await model.call('search', { pattern: 'const \\w', is_regexp: true, limit: 1 });
    expect(found.facts).toMatchObject({ count: 1, more: true });

    const made = await model.call('create', { path: 'src/z.ts', text: 'export const z = 3;\n' });
    expect(made.facts).toMatchObject({ created: 'src/z.ts', version: expect.any(String) });
    expect(stage.text('src/z.ts')).toBe('export const z = 3;\n');
    await model.call('move', { from: 'src/z.ts', to: 'src/w.ts' });
    expect(stage.text('src/w.ts')).toBe('export const z = 3;\n');
    await model.call('delete', { path: 'src/w.ts' });
    expect(existsSync(join(stage.folder, 'src/w.ts'))).toBe(false);

    for (const path of ['../secret', '/etc/passwd', 'src/../../up', 'C:\\windows'])
      expect(await model.call('read', { path })).toMatchObject({
        isError: true,
        words: expect.stringContaining('outside-folder'),
      });
    const huge = await model.call('create', { path: 'big.txt', text: 'x'.repeat(1_000_000) });
    expect(huge).toMatchObject({ isError: true, words: expect.stringContaining('too long') });
    const two = (await model.call('read', { path: 'a.txt', from_line: 2, lines: 1 })).facts;
    expect(two).toMatchObject({ from_line: 2, to_line: 2, line_count: 4, next_from_line: 3 });
    await model.call('edit', {
      path: 'a.txt',
      version: two.version,
      edits: [{ from_line: 2, to_line: 2, new: 'zwei\n' }],
    });
    expect(stage.text('a.txt')).toBe('one\nzwei\nthree\n');
    expect((await model.call('undo_mine', { path: 'a.txt' })).facts).toMatchObject({ undone: true });
    expect(stage.text('a.txt')).toBe('one\ntwo\nthree\n');
  });

  it('lease files: another agent is told by whom and until when, and may edit once they are released', async () => {
    const stage = await McpStage.open(files);
    const [one, two] = await Promise.all([stage.agent(stage.link, 'One'), stage.agent(stage.link, 'Two')]);
    const claimed = await one.call('claim', { glob: './src/**', seconds: 60, note: 'renaming' });
    expect(claimed.facts.claimed).toMatchObject([{ glob: 'src/**' }]);
    expect((await two.call('claim', { glob: '../src/**' })).words).toContain('is not a pattern');
    const { version } = (await two.call('read', { path: 'src/x.ts' })).facts;
    const wish = { path: 'src/x.ts', version, edits: [{ old: '1', new: '2' }] };
    const refused = await two.call('edit', wish);
    expect(refused.words).toMatch(/One has locked src\/x\.ts with all of src\/\*\* until 20.*renaming.*chat_post/);
    expect((await two.call('create', { path: 'src/new.ts', text: '' })).words).toMatch(/One has locked/);
    expect((await two.call('claim', { path: 'src/x.ts' })).words).toMatch(/One has locked/);
    const ids = claimed.facts.claimed.map(({ lock }: { lock: string }) => lock);
    const renewed = await one.call('renew', { locks: ids, seconds: 120 });
    const leased = { count: 1, locks: [{ by: 'One', glob: 'src/**' }] };
    await expect.poll(async () => (await two.call('list_locks')).facts).toMatchObject(leased);
    await one.call('release', { locks: renewed.facts.renewed.map(({ lock }: { lock: string }) => lock) });
    expect((await two.call('edit', wish)).facts.is).toBe('applied');
  });

  it('comment on lines, say what they mean to do, and tell Git', async () => {
    const stage = await McpStage.open(files);
    const [ada, model] = await Promise.all([stage.person('Ada'), stage.agent()]);
    await model.call('set_intent', { intent: 'tidying up' });
    await ada.until(({ agents }) => Object.values(agents).some(({ intent }) => intent === 'tidying up'));
    const { thread } = (await model.call('comment_add', { path: 'a.txt', from_line: 2, words: 'Why two?' })).facts;
    await openFile(ada, 'a.txt');
    await ada.until(({ comments }) => comments.threads[thread] !== undefined);
    await model.call('comment_add', { thread, words: 'Never mind.' });
    const listed = (await model.call('comment_list', { path: 'a.txt' })).facts;
    expect(listed).toMatchObject({
      count: 1,
      threads: [{ from: 2, to: 2, comments: [{ words: 'Why two?' }, { by: 'Helper' }] }],
    });
    await model.call('comment_resolve', { thread });
    expect((await model.call('comment_list')).facts.count).toBe(0);
    expect((await model.call('git_status')).isError).toBe(false);
    expect((await model.call('terminal_run', { line: 'ls' })).words).toMatch(/have just been asked to share one/);
    expect((await model.call('who', { nonsense: 1 })).isError).toBe(true);
  });
});

describe('turns by ensemble mcp', { timeout: 90_000 }, () => {
  it('are taken back as one in all files, but for lines in which others have written since', async () => {
    const stage = await McpStage.open(files);
    const [ada, model] = await Promise.all([stage.person('Ada'), stage.agent()]);
    const edit = async (path: string, old: string, words: string) => {
      const { version } = (await model.call('read', { path })).facts;
      await model.call('edit', { path, version, edits: [{ old, new: words }] });
    };
    const { turn } = (await model.call('set_intent', { intent: 'first' })).facts;
    await edit('a.txt', 'one', 'ONE');
    await edit('a.txt', 'three', 'THREE');
    await edit('src/x.ts', '1', '11');
    const next = (await model.call('set_intent', { intent: 'second' })).facts.turn;
    await edit('a.txt', 'two', 'TWO');
    const document = await openFile(ada, 'a.txt');
    document.edit([{ offset: document.toString().indexOf('THREE') + 5, deleteLength: 0, insertText: ' of Ada' }]);
    await ada.settled();
    const undone = (await model.call('undo_mine', { turn })).facts;
    expect(undone).toMatchObject({
      undone: true,
      files: expect.arrayContaining([
        { path: 'a.txt', lines: [1], keptSinceOthersWroteThere: [3] },
        { path: 'src/x.ts', lines: [1] },
      ]),
    });
    expect(stage.text('a.txt')).toBe('one\nTWO\nTHREE of Ada\n');
    expect(stage.text('src/x.ts')).toBe(files['src/x.ts']);
    expect((await model.call('undo_mine', { turn: next })).facts.undone).toBe(true);
    expect(stage.text('a.txt')).toBe('one\ntwo\nTHREE of Ada\n');
    expect((await model.call('undo_mine', { turn: 'none' })).facts).toMatchObject({ undone: false, files: [] });
    expect((await model.call('undo_mine', { turn, path: 'a.txt' })).words).toContain('Give either path, or turn');
    expect((await model.call('undo_mine', { turn: 'x'.repeat(1_000_000) })).words).toContain('too long');
  });

  it('leave files in which others have locked lines of them as they are, and say so beside those that are undone', async () => {
    const stage = await McpStage.open(files);
    const [one, two] = await Promise.all([stage.agent(stage.link, 'One'), stage.agent(stage.link, 'Two')]);
    const { turn } = (await one.call('set_intent', { intent: 'first' })).facts;
    const edits = { 'a.txt': ['two', 'TWO'], 'src/x.ts': ['1', '11'] };
    for (const [path, [old, words]] of Object.entries(edits)) {
      const { version } = (await one.call('read', { path })).facts;
      await one.call('edit', { path, version, edits: [{ old, new: words }] });
    }
    const claimed = await two.call('claim', { path: 'a.txt', lines: { from: 2, to: 2 } });
    await expect.poll(async () => (await one.call('list_locks')).facts.count).toBe(1);
    const locked = {
      path: 'a.txt',
      lines: [],
      notUndone: expect.stringContaining('Two has locked lines 2–2 of a.txt'),
    };
    expect((await one.call('undo_mine', { turn })).facts).toMatchObject({
      undone: true,
      files: expect.arrayContaining([locked, { path: 'src/x.ts', lines: [1] }]),
    });
    expect(stage.text('a.txt')).toBe('one\nTWO\nthree\n');
    expect(stage.text('src/x.ts')).toBe(files['src/x.ts']);
    await two.call('release', { locks: claimed.facts.claimed.map(({ lock }: { lock: string }) => lock) });
    await expect.poll(async () => (await one.call('list_locks')).facts.count).toBe(0);
    expect((await one.call('undo_mine', { turn })).facts).toMatchObject({ undone: true, files: [{ path: 'a.txt' }] });
    expect(stage.text('a.txt')).toBe(files['a.txt']);
  });
});

describe('the terminals of ensemble mcp', { timeout: 90_000 }, () => {
  it('run a line where the agent may type, show what came of it, and propose one where it may not', async () => {
    const stage = await McpStage.open(files);
    const model = await stage.agent();
    const first = await stage.terminal('write');
    await expect.poll(async () => (await model.call('terminal_output')).isError).toBe(false);
    const ran = await model.call('terminal_run', { line: 'echo $((6*7)) is it' });
    expect(ran.facts).toEqual({ is: 'typed', terminal: first });
    await expect.poll(async () => (await model.call('terminal_output', { lines: 5 })).text).toContain('42 is it');
    const second = await stage.terminal('approve');
    await expect
      .poll(async () => (await model.call('terminal_run', { line: 'ls' })).words)
      .toMatch(/Say which terminal/);
    const proposed = await model.call('terminal_run', { line: 'ls', terminal: second });
    expect(proposed.facts).toMatchObject({ is: 'proposed', terminal: second });
  });

  it('run a proposed line once a person agrees, and not where one says no', async () => {
    const stage = await McpStage.open(files);
    const [model, { client: owner }] = await Promise.all([stage.agent(), stage.owner()]);
    const terminal = await stage.terminal('approve');
    const propose = async (line: string, agrees: boolean) => {
      await expect.poll(async () => (await model.call('terminal_run', { line })).facts?.is).toBe('proposed');
      await owner.until((state) => waiting(state).length > 0);
      const [question] = waiting(owner.state);
      expect(question).toMatchObject({ wish: { is: 'line' }, asker: expect.any(String) });
      const { choice } = question!.choices.find(({ allows }) => allows === agrees)!;
      await owner.publish('approval.answered', { approval: question!.id, choice });
      await owner.until((state) => waiting(state).length === 0);
    };
    const shown = async () => (await model.call('terminal_output', { terminal })).text;
    await propose('echo $((6*7)) denied', false);
    await propose('echo $((6*8)) agreed', true);
    await expect.poll(shown).toContain('48 agreed');
    expect(await shown()).not.toContain('42 denied');
  });
});

describe('the diagnostics of ensemble mcp', { timeout: 90_000 }, () => {
  it('are those of a language server, which go once the agent has mended the text', async () => {
    const stage = await McpStage.open({ 'main.ts': "export const wrong: number = 'text';\n", 'tsconfig.json': '{}' });
    const [model, { client, direct }] = await Promise.all([stage.agent(), stage.owner()]);
    const { ref } = await direct.request('documents.open', { path: 'main.ts' });
    const document = await client.documents.open(ref);
    const window = await LanguageWindow.open(direct, 'typescript');
    const where = { textDocument: { uri: 'folder:/main.ts' }, position: { line: 0, character: 14 } };
    await window.ask('textDocument/hover', where, seen(client, document));
    const problems = async () => (await model.call('diagnostics', { path: 'main.ts' })).facts.problems;
    await expect
      .poll(problems, { timeout: 30_000 })
      .toMatchObject([{ path: 'main.ts', line: 1, severity: 'error', code: '2322' }]);
    expect((await model.call('diagnostics', { path: 'tsconfig.json' })).facts).toMatchObject({ count: 0 });
    const { version } = (await model.call('read', { path: 'main.ts' })).facts;
    await model.call('edit', { path: 'main.ts', version, edits: [{ old: "'text'", new: '1' }] });
    await expect.poll(problems, { timeout: 30_000 }).toEqual([]);
  });
});

describe('the arguments of a call by ensemble mcp', { timeout: 90_000 }, () => {
  it('are bounded together as well, in words, and then nothing is changed', async () => {
    const stage = await McpStage.open({ 'a.txt': 'one\n' });
    const model = await stage.agent();
    const { version } = (await model.call('read', { path: 'a.txt' })).facts;
    const edits = Array.from({ length: 6 }, () => ({ old: 'one', new: 'x'.repeat(199_000) }));
    const { words, isError } = await model.call('edit', { path: 'a.txt', version, edits });
    expect([isError, words]).toEqual([true, expect.stringMatching(/^too-large: .*1,000,000 characters together/)]);
    expect((await model.call('read', { path: 'a.txt' })).text).toBe('one\n');
    const one = await model.call('edit', { path: 'a.txt', version, edits: edits.slice(0, 1) });
    expect(one.facts).toMatchObject({ is: 'applied' });
  });
});

/** Calls of the loop: ten thousand in the long run. */
const most = process.env.ENSEMBLE_LONG_ATTACKS === '1' ? 10_000 : 3_000;

describe('a model in a loop', { timeout: 120_000 }, () => {
  it('is told to wait, whatever it asks thousands of times, while people see one another type as before', async () => {
    const stage = await McpStage.open(files);
    const [ada, bo, wild, calm] = await Promise.all([
      ...['Ada', 'Bo'].map((name) => stage.person(name)),
      ...['Wild', 'Calm'].map((name) => stage.agent(stage.link, name)),
    ] as [Promise<SessionClient>, Promise<SessionClient>, Promise<Model>, Promise<Model>]);
    const [mine, theirs] = [await openFile(ada, 'a.txt'), await openFile(bo, 'a.txt')];
    /** Times until another person sees a typed letter, in milliseconds. */
    const latencies = async (count: number): Promise<number[]> => {
      const times: number[] = [];
      for (let i = 0; i < count; i++) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const stop = theirs.onChange(() => theirs.length === mine.length && resolve());
        const beganMs = performance.now();
        mine.edit([{ offset: 0, deleteLength: 0, insertText: 'x' }]);
        await promise;
        times.push(performance.now() - beganMs);
        stop();
      }
      return times.toSorted((a, b) => a - b);
    };
    const before = await latencies(20);
    const asked: [string, object][] = [
      ['session_status', {}],
      ['task_list', {}],
      ['search', { pattern: 'x' }],
      ['read', { path: 'a.txt' }],
    ];
    const calls = Promise.all(
      Array.from({ length: most }, (_, i) => wild.call(asked[i % 4]![0], { ...asked[i % 4]![1] })),
    );
    const during = await latencies(60);
    expect((await calm.call('session_status')).isError).toBe(false);
    const refused = (await calls).filter(({ isError }) => isError);
    console.log(
      `Typing seen by another: median ${before[10]!.toFixed(1)} ms, and ${during[30]!.toFixed(1)} ms beside ${most} calls`,
    );
    expect(refused.filter(({ words }) => /^too-fast: Too many calls: wait \d+ s/.test(words)).length).toBeGreaterThan(
      most - 2_000,
    );
    expect(refused.filter(({ words }) => !words.startsWith('too-fast'))).toEqual([]);
    const reads = Array.from({ length: 300 }, () => wild.client.readResource({ uri: 'ensemble://files/a.txt' }));
    const unread = (await Promise.allSettled(reads)).flatMap((each) =>
      each.status === 'rejected' ? [String(each.reason)] : [],
    );
    expect(unread.join()).toContain('Too many calls');
    expect(during[30]!).toBeLessThan(250);
  });
});
