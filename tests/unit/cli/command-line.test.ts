import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceNode } from '../../../scripts/lib/pinned-node.mjs';
import { commands } from '../../../src/cli/commands.ts';
import { completionFor } from '../../../src/cli/completion.ts';
import { helpOf, usageOf } from '../../../src/cli/help.ts';
import { program, RunningCommand, temporaryFolder } from './command-fixture.ts';

function run(args: readonly string[], { home = temporaryFolder(), input = '' } = {}) {
  const env = { ...process.env, ENSEMBLE_HOME: home };
  const { status, stdout, stderr } = spawnSync(sourceNode(), [program, ...args], { env, input, encoding: 'utf8' });
  return { code: status, out: stdout, problem: stderr };
}

describe('help', () => {
  it('names every command in the usage, and tells arguments, options, exit codes and examples of each', () => {
    const usage = usageOf(commands);
    for (const row of commands) {
      expect(usage).toContain(`  ${row.name}`);
      const help = helpOf(row);
      expect(help.split('\n')[0]).toBe(`Usage: ensemble ${row.name}${row.args === '' ? '' : ` ${row.args}`} [OPTIONS]`);
      for (const name of Object.keys(row.options)) expect(help).toContain(`--${name}`);
      expect(help).toMatch(/Exit codes:\n {2}0 /);
    }
  });

  it('is asked for in three ways, and a wrong call has exit code 2 with the help of its command', {
    timeout: 60_000,
  }, () => {
    expect(run(['help'])).toMatchObject({ code: 0, out: expect.stringContaining('ensemble COMMAND --help') });
    expect(run(['who', '--help'])).toMatchObject({ code: 0, out: expect.stringContaining('Usage: ensemble who LINK') });
    expect(run(['help', 'lock'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('somebody else has locked it'),
    });
    expect(run(['nonsense'])).toMatchObject({
      code: 2,
      out: '',
      problem: expect.stringContaining('no command “nonsense”'),
    });
    expect(run(['who', '--nonsense'])).toMatchObject({
      code: 2,
      problem: expect.stringContaining('Usage: ensemble who'),
    });
    expect(run(['who'])).toMatchObject({ code: 1, problem: expect.stringContaining('Give the invite link') });
  });
});

describe('completion', { timeout: 60_000 }, () => {
  it('offers commands, options and values in bash', () => {
    const script = completionFor('bash', commands);
    const complete = (...words: string[]) => {
      const typed = `COMP_WORDS=(${words.map((each) => `'${each}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _ensemble; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return spawnSync('bash', ['-c', `${script}\n${typed}`], { encoding: 'utf8' })
        .stdout.trim()
        .split('\n');
    };
    expect(complete('ensemble', 're')).toEqual(['recording', 'replay', 'report']);
    expect(complete('ensemble', 'lock', '--h')).toEqual(['--hold', '--help']);
    expect(complete('ensemble', 'host', '--role', 'v')).toEqual(['viewer']);
    expect(complete('ensemble', 'completion', 'f')).toEqual(['fish']);
  });

  it.each(['zsh', 'fish'] as const)('is a script that %s reads, where it is installed', (shell) => {
    const script = completionFor(shell, commands);
    for (const { name } of commands) expect(script).toContain(name);
    const file = join(temporaryFolder(), 'completion');
    writeFileSync(file, script);
    const { error, status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8' });
    if (!error) expect([status, stderr]).toEqual([0, '']);
  });
});

describe('commands in a session', { timeout: 180_000 }, () => {
  it('share, who, chat, lock and report, as lines and as JSON, with their exit codes', async () => {
    const base = temporaryFolder();
    const folder = join(base, 'project');
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.txt'), 'one\n');
    const home = join(base, 'home');
    expect(run(['share', folder], { home })).toMatchObject({ code: 4, out: '' });
    const host = new RunningCommand(['host', folder, '--address', '127.0.0.1', '--no-open'], home);
    await host.printed(/^ready: /m);
    const shared = run(['share', folder, '--admit-everyone', '--json'], { home });
    expect(shared).toMatchObject({ code: 0, problem: '' });
    const { link } = JSON.parse(shared.out) as { link: string };
    expect(run(['share', folder], { home }).out).toBe(`${link}\n`);

    const ada = { home: join(base, 'ada') };
    const bob = { home: join(base, 'bob') };
    expect(run(['chat', link, '-', '--name', 'Ada'], { ...ada, input: 'Ahoy!\n' })).toMatchObject({ code: 0, out: '' });
    expect(run(['chat', link, '--name', 'Bob'], bob).out).toMatch(/^\S+\tAda\tAhoy!\n$/);
    const said = JSON.parse(run(['chat', link, '--name', 'Bob', '--json'], bob).out);
    expect(said).toMatchObject([{ from: 'Ada', to: null, text: 'Ahoy!' }]);

    expect(run(['lock', link, 'a.txt', '--name', 'Ada', '--note', 'mine'], ada)).toMatchObject({ code: 0 });
    const refused = run(['lock', link, 'a.txt', '--name', 'Bob'], bob);
    expect(refused).toMatchObject({ code: 5, problem: expect.stringMatching(/^Ada has locked a\.txt until /) });
    const locks = JSON.parse(run(['lock', link, '--name', 'Bob', '--json'], bob).out);
    expect(locks).toMatchObject([{ path: 'a.txt', by: 'Ada', note: 'mine' }]);
    expect(run(['lock', link, 'a.txt', '--release', '--name', 'Ada'], ada)).toMatchObject({ code: 0 });

    const everybody = JSON.parse(run(['who', link, '--name', 'Bob', '--all', '--json'], bob).out);
    expect(everybody.map(({ name }: { name: string }) => name)).toContain('Ada');
    expect(run(['report', link, '--name', 'Bob'], bob).out).toContain('Session of project');
    expect(JSON.parse(run(['report', link, '--name', 'Bob', '--json'], bob).out)).toMatchObject({ folder: 'project' });

    expect(run(['share', folder, '--stop'], { home })).toMatchObject({ code: 0 });
    const late = run(['who', link, '--name', 'Eve'], { home: join(base, 'eve') });
    expect(late).toMatchObject({ code: 3, out: '' });
    expect(late.problem).not.toBe('');
  });
});
