import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { openFile } from '../../../../src/client/shared-file.ts';
import { readProgressSettings } from '../../../../src/main/tasks/progress-settings.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { decodeBody } from '../../../../src/shared/session/table.ts';
import { guestOf, SharedFolder, textBecomes } from '../host/host-fixture.ts';

const [first, second] = ['ab12cd34', 'xy34zw56'] as const;
const [firstPath, secondPath] = [`.tasks/${first}-one.md`, `.tasks/${second}-two.md`] as const;
const taskOf = (more = '') => `---\ntitle: One # as it is\n\nstatus: todo\n${more}---\n`;
const statusOf = (text: string) => /^status: (.*)$/m.exec(text)?.[1];

/** A shared repository with two tasks, and what the host has told of them. */
async function stage(files: Record<string, string> = {}) {
  const folder = new SharedFolder({
    'a.txt': 'one\n',
    'b.txt': 'two\n',
    [firstPath]: taskOf('\npaths: [a.txt]\n'),
    [secondPath]: taskOf(),
    ...files,
  });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder.folder, encoding: 'utf8', stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  for (const [name, value] of [
    ['user.name', 'Olga'],
    ['user.email', 'olga@example.org'],
    ['commit.gpgSign', 'false'],
  ] as const)
    git('config', name, value);
  git('add', '--all');
  git('commit', '-q', '-m', `Begin ${second}`);
  const host = await folder.host();
  const ada = await guestOf(await host.share(), 'Ada');
  await ada.until(({ git }) => (git?.repositories.length ?? 0) > 0);
  const commit = (message: string) => git('commit', '-q', '--allow-empty', '-m', message);
  const disk = (path: string) => readFileSync(join(folder.folder, path), 'utf8');
  return { folder, git, ada, commit, disk };
}

/** Resolves with the next word of the host's about a task, once its file is saved. */
function advanced(client: SessionClient, path: string) {
  return new Promise<{ was: string; is: string; by: string; person: string | null }>((resolve) => {
    let told: { was: string; is: string; by: string; person: string | null } | null = null;
    const stop = client.events.on('entry', ({ kind, ref, body }) => {
      if (ref === null || client.state.documents[ref]?.path !== path) return;
      if (kind === 'task.advanced') told = decodeBody(kind, body);
      if (kind !== 'doc.saved' || told === null) return;
      stop();
      const { was, is, by, person } = told;
      resolve({ was, is, by, person });
    });
  });
}

async function claim(client: SessionClient, path: string): Promise<void> {
  const { ref } = await client.request('documents.open', { path });
  await client.publish('task.claimed', { untilMs: null }, ref);
}

const append = async (client: SessionClient, path: string, insertText: string) => {
  const document = await openFile(client, path);
  document.edit([{ offset: document.length, deleteLength: 0, insertText }]);
  await client.settled();
};

describe('tasks that go on by what happens', { timeout: 60_000 }, () => {
  it('are in progress with the first edit of their files under a claim, and keep all else of their text', async () => {
    const { ada, disk } = await stage();
    await claim(ada, firstPath);
    const told = advanced(ada, firstPath);
    await append(ada, 'b.txt', 'no file of the task\n');
    await append(ada, 'a.txt', 'more\n');
    expect(await told).toEqual({ was: 'todo', is: 'in-progress', by: 'edited', person: ada.person });
    expect(disk(firstPath)).toBe(taskOf('\npaths: [a.txt]\n').replace('todo', 'in-progress'));
  });

  it('are in progress with an edit of what a pattern fits, or a path from the folder names', async () => {
    const { ada } = await stage({
      'styles/deep/a.css': 'a {}\n',
      [firstPath]: taskOf('\npaths: ["**/*.css"]\n'),
      [secondPath]: taskOf('\npaths: [./b.txt]\n'),
    });
    const told = [firstPath, secondPath].map((path) => advanced(ada, path));
    for (const path of [firstPath, secondPath]) await claim(ada, path);
    await append(ada, 'a.txt', 'no file of theirs\n');
    await append(ada, 'styles/deep/a.css', 'b {}\n');
    await append(ada, 'b.txt', 'more\n');
    expect((await Promise.all(told)).map(({ is, by }) => [is, by])).toEqual([
      ['in-progress', 'edited'],
      ['in-progress', 'edited'],
    ]);
  });

  it('stay where somebody edits without the claim, and are in review with a commit that names them', async () => {
    const { ada, commit, disk } = await stage();
    await append(ada, 'a.txt', 'more\n');
    const told = advanced(ada, firstPath);
    commit(`Do it\n\nTask: ${first.toUpperCase()}, not a${second}`);
    expect(await told).toEqual({ was: 'todo', is: 'in-review', by: 'committed', person: null });
    expect(statusOf(disk(secondPath))).toBe('todo');
  });

  it.each(['--ff-only', '--no-ff'])(
    'are done once the default branch has the commits of another, by %s',
    async (how) => {
      const { ada, git, commit } = await stage();
      const reviewed = [advanced(ada, firstPath), advanced(ada, secondPath)];
      git('checkout', '-q', '-b', 'work');
      commit(`${first}: begin`);
      commit(`${second}: begin`);
      expect((await Promise.all(reviewed)).map(({ is }) => is)).toEqual(['in-review', 'in-review']);
      const done = [advanced(ada, firstPath), advanced(ada, secondPath)];
      git('checkout', '-q', 'main');
      git('merge', '-q', how, 'work');
      expect(await Promise.all(done)).toMatchObject([
        { was: 'in-review', is: 'done', by: 'merged' },
        { was: 'in-review', is: 'done', by: 'merged' },
      ]);
    },
  );

  it('stay where somebody else has locked their file, also by a pattern', async () => {
    const { ada, commit, disk } = await stage();
    const place = { path: null, pattern: `.tasks/${first}*`, selection: null, lines: null };
    const terms = { beside: [], untilMs: null, note: '' };
    await ada.publish('lock.acquired', { lock: newId(ada.options.environment), ...place, ...terms });
    const told = advanced(ada, secondPath);
    commit(`${first} ${second}`);
    expect((await told).is).toBe('in-review');
    expect(statusOf(disk(firstPath))).toBe('todo');
  });

  it('are found by a commit among any number of files', async () => {
    const others = Array.from(
      { length: 6000 },
      (_, index) => [`.tasks/${10_000_000 + index}-other.md`, 'no task'] as const,
    );
    const ids = Array.from({ length: 12 }, (_, index) => `zz00zz${10 + index}`);
    const tasks = ids.map((id) => [`.tasks/${id}-one.md`, taskOf()] as const);
    const ignored = ['.gitignore', '.tasks/1*\n'] as const;
    const { ada, commit } = await stage(Object.fromEntries([...others, ...tasks, ignored]));
    const told = tasks.map(([path]) => advanced(ada, path));
    commit(ids.join(' '));
    expect((await Promise.all(told)).map(({ is }) => is)).toEqual(ids.map(() => 'in-review'));
  });

  it('never go back, and a status that has no place in the order stays', async () => {
    const later = (status: string) => taskOf().replace('todo', status);
    const third = '.tasks/cc11cc11-three.md';
    const { ada, commit, disk } = await stage({
      [firstPath]: later('done'),
      [secondPath]: later('waits'),
      [third]: taskOf(),
    });
    const told = advanced(ada, third);
    commit(`${first} ${second} cc11cc11`);
    expect((await told).is).toBe('in-review');
    expect([firstPath, secondPath].map((path) => statusOf(disk(path)))).toEqual(['done', 'waits']);
  });

  it('goes by the settings of the folder', async () => {
    const { ada, folder, commit } = await stage();
    folder.write('.ensemble/tasks.json', '{"columns": ["todo", "testing", "done"], "committed": "testing"}');
    const told = advanced(ada, firstPath);
    commit(first);
    expect((await told).is).toBe('testing');
  });

  it('stops where the settings are not understood, and says so', () => {
    const folder = new SharedFolder();
    const read = () => readProgressSettings(folder.folder, (message) => void folder.reports.push(message));
    expect(read()).toMatchObject({ follow: true, committed: 'in-review' });
    for (const text of ['{"committed": 3}', '{', '{"others": true}', `"${'x'.repeat(100_000)}"`]) {
      folder.write('.ensemble/tasks.json', text);
      expect(read().follow).toBe(false);
      expect(folder.reports.pop()).toContain('.ensemble/tasks.json was not understood');
    }
  });

  it('is typed into the live text, beside what people type there, which stays theirs to save', async () => {
    const { ada, commit, disk } = await stage();
    const document = await openFile(ada, firstPath);
    document.edit([{ offset: document.length, deleteLength: 0, insertText: 'unsaved words\n' }]);
    await ada.until(({ documents }) => (documents[document.ref]?.unsaved?.length ?? 0) > 0);
    commit(first);
    await textBecomes(document, (text) => statusOf(text) === 'in-review');
    expect(document.toString()).toContain('unsaved words');
    expect(disk(firstPath)).not.toContain('unsaved words');
  });
});
