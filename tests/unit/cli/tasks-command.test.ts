import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunningCommand, temporaryFolder } from './command-fixture.ts';

const task = (id: string, title: string) =>
  `---\nid: ${id}\ntitle: ${title}\nstatus: To Do\nassignee: []\nlabels: []\ndependencies: []\n---\n\n## Description\n\nWords.\n`;

async function run(...args: string[]) {
  const command = new RunningCommand(['tasks', ...args], temporaryFolder());
  return { code: await command.ended(), output: command.output };
}

describe('ensemble tasks', { timeout: 60_000 }, () => {
  it('takes a folder of Backlog.md in, once, and gives it out again', async () => {
    const [project, there, back] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    writeFileSync(join(there, 'task-1 - One.md'), task('TASK-1', 'One'));
    writeFileSync(join(there, 'notes.md'), 'no task\n');
    const take = () => run('import', '--format', 'backlog', '--folder', project, there);
    const taken = await take();
    expect(taken).toMatchObject({ code: 4, output: expect.stringContaining('notes.md was left out') });
    expect(taken.output).toMatch(/^added\t\.tasks\/[0-9a-z]{8}-one\.md\tbacklog:TASK-1/m);
    expect((await take()).output).toMatch(/^same\t/m);
    expect(readdirSync(join(project, '.tasks'))).toHaveLength(1);
    const give = (...more: string[]) => run('export', '--format', 'backlog', '--folder', project, back, ...more);
    expect((await give()).code).toBe(0);
    const path = join(back, 'task-1 - One.md');
    expect(readFileSync(path, 'utf8')).toBe(task('TASK-1', 'One'));
    writeFileSync(path, 'of somebody else');
    expect(await give()).toMatchObject({ code: 4, output: expect.stringContaining('--overwrite') });
    expect(readFileSync(path, 'utf8')).toBe('of somebody else');
    expect((await give('--overwrite')).code).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(task('TASK-1', 'One'));
  });

  it('takes issues in, and prints them again', async () => {
    const project = temporaryFolder();
    const issues = join(temporaryFolder(), 'issues.json');
    writeFileSync(issues, JSON.stringify([{ number: 7, title: 'A fault', body: 'Words', state: 'OPEN' }]));
    expect((await run('import', '--format', 'github', '--folder', project, issues)).code).toBe(0);
    const { output } = await run('export', '--format', 'github', '--folder', project, '-');
    expect(JSON.parse(output)).toMatchObject([{ number: 7, title: 'A fault', body: 'Words', state: 'OPEN' }]);
  });

  it('follows no link in place of the tasks, and says what is missing in a call', async () => {
    const [project, elsewhere] = [temporaryFolder(), temporaryFolder()];
    symlinkSync(elsewhere, join(project, '.tasks'));
    const there = join(temporaryFolder(), 'task-1 - One.md');
    writeFileSync(there, task('TASK-1', 'One'));
    const refused = await run('import', '--format', 'backlog', '--folder', project, there);
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('.tasks is no folder') });
    expect(readdirSync(elsewhere)).toEqual([]);
    mkdirSync(join(elsewhere, 'x'));
    expect((await run('import', there)).output).toContain('In which format?');
    expect((await run('export', '--format', 'github')).output).toContain('Where to?');
    expect((await run('list')).output).toContain('ensemble tasks import');
  });
});
