import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { commandsFor } from '../../../../src/main/terminals/command-folder.ts';
import { gitScript, realGit } from '../../../../src/main/terminals/git-shim.ts';

const path = process.env.PATH!;

/** A repository, and the script for terminals, with a program in place of ours that says what it is asked. */
function scene() {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'ensemble-shim-')));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const [folder, bin] = [join(base, 'a folder'), join(base, 'bin')];
  for (const each of [folder, bin]) mkdirSync(each);
  const program = (name: string, text: string) => {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o700);
    return join(bin, name);
  };
  const asking = program('asking', '#!/bin/sh\nprintf "asked"\nfor word do printf "|%s" "$word"; done\n');
  const script = program('git', gitScript(asking));
  const ways = { ENSEMBLE_OPEN: '/nowhere', ENSEMBLE_TERMINAL: 'x', ENSEMBLE_REAL_GIT: realGit(path)! };
  const run = (args: string[], env: Record<string, string> = {}, cwd = folder) =>
    spawnSync(script, args, {
      cwd,
      env: { PATH: `${bin}${delimiter}${path}`, HOME: base, ...ways, ...env },
      encoding: 'utf8',
    });
  execFileSync('git', ['init', '-q', folder]);
  const alias = (name: string, text: string) => execFileSync('git', ['-C', folder, 'config', `alias.${name}`, text]);
  return { base, bin, folder, script, run, alias };
}

const asked = (...words: string[]) => ['asked', realGit(path), ...words].join('|');

it('asks about what moves files, with the very words, and gives all else to Git', () => {
  const { run, folder } = scene();
  expect(run(['status', '--short']).stdout).toBe('');
  expect(run(['--version']).stdout).toMatch(/^git version /);
  const odd = ['checkout', '-f', 'evil"; rm -rf $HOME; `touch x` \\', 'two\nlines', '', "it's"];
  expect(run(odd).stdout).toBe(asked(...odd));
  const far = ['-C', folder, '-c', 'a.b=checkout', '--git-dir', '.git', 'rev-parse', '--git-dir'];
  expect(run(far).stdout).toBe('.git\n');
  const farMove = ['-C', folder, '-c', 'a.b=status', '--no-pager', 'switch', 'main'];
  expect(run(farMove).stdout).toBe(asked(...farMove));
  expect(run(['commit', '-m', 'x', '--dry-run']).stdout).toContain('nothing to commit');
  for (const words of [['commit', '--amend'], ['stash'], ['stash', 'pop'], ['reset', '--hard'], ['clean', '-fdx']])
    expect(run(words).stdout).toBe(asked(...words));
  expect(run(['stash', 'list']).stdout).toBe('');
  const missing = run(['no-such-command']);
  expect([missing.status, missing.stdout]).toEqual([1, '']);
  expect(missing.stderr).toContain("'no-such-command' is not a git command");
  expect(run([]).stdout).toContain('usage: git');
});

it('looks through aliases, those of a folder that is named among them', () => {
  const { run, alias, base, folder } = scene();
  for (const [name, text] of [
    ['co', 'checkout'],
    ['quick', '-c core.pager=cat checkout'],
    ['st', 'status --short'],
    ['again', 'commit --amend --no-edit'],
    ['say', '!echo said'],
    ['sync', '!git pull && git push'],
    ['kept', 'stash list'],
    ['odd', '* $(touch evil)'],
  ])
    alias(name!, text!);
  for (const name of ['co', 'quick', 'again', 'sync', 'odd']) expect(run([name, 'x']).stdout).toBe(asked(name, 'x'));
  for (const name of ['st', 'kept']) expect(run([name]).stdout).toBe('');
  expect(run(['say']).stdout).toBe('said\n');
  const far = ['-C', folder, 'co', 'x'];
  expect(run(far, {}, base).stdout).toBe(asked(...far));
  expect(() => statSync(join(folder, 'evil'))).toThrow();
});

it('asks nobody outside of terminals, where a person says so, and within what holds the lease', () => {
  const { run } = scene();
  const refused = 'asked';
  expect(run(['checkout', 'x'], { ENSEMBLE_OPEN: '' }).stdout).not.toContain(refused);
  expect(run(['checkout', 'x'], { ENSEMBLE_GIT_LEASE: 'off' }).stdout).not.toContain(refused);
  expect(run(['checkout', 'x'], { ENSEMBLE_GIT_LEASE: 'held', ENSEMBLE_BY_AGENT: '1' }).stdout).not.toContain(refused);
  expect(run(['checkout', 'x'], { ENSEMBLE_GIT_LEASE: 'off', ENSEMBLE_BY_AGENT: '1' }).stdout).toContain(refused);
});

it('finds the machine’s Git by itself where it was not handed in, and no script of ours', () => {
  const { run, bin } = scene();
  for (const at of ['', '/gone/git']) expect(run(['--version'], { ENSEMBLE_REAL_GIT: at }).stdout).toMatch(/^git ver/);
  const none = run(['--version'], { ENSEMBLE_REAL_GIT: '', PATH: `${bin}` });
  expect([none.status, none.stderr]).toEqual([127, 'git: not found on this machine\n']);
  expect(realGit(`${bin}${delimiter}${path}`)).toBe(realGit(path));
  expect(realGit(bin)).toBeNull();
});

it('is there for this account alone, and is not written over while it runs', () => {
  const { base } = scene();
  const { ENSEMBLE_BIN: bin, PATH, ENSEMBLE_REAL_GIT: real } = commandsFor(join(base, 'home'), path);
  expect(PATH).toBe(`${bin}${delimiter}${path}`);
  expect(real).toBe(realGit(path));
  const file = join(bin!, 'git');
  expect([statSync(bin!).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o700]);
  const { ino } = statSync(file);
  commandsFor(join(base, 'home'), path);
  expect(statSync(file).ino).toBe(ino);
  // Our program is where the script says.
  const program = /^exec '[^']+' '([^']+)' "\$real"/m.exec(readFileSync(file, 'utf8'))?.[1];
  expect(program).toMatch(/src\/cli\/typed-git\.ts$/);
  expect(statSync(program!).isFile()).toBe(true);
});

it('costs less than five milliseconds', () => {
  const { run, folder } = scene();
  // The least of many: the machine may have other work.
  const least = (once: () => void) => {
    const times = Array.from({ length: 40 }, () => {
      const startMs = performance.now();
      once();
      return performance.now() - startMs;
    });
    return Math.min(...times);
  };
  const args = ['rev-parse', '--git-dir'];
  const bare = least(() => spawnSync(realGit(path)!, args, { cwd: folder, env: { PATH: path } }));
  const ours = least(() => run(args));
  expect(ours - bare).toBeLessThan(5);
});
