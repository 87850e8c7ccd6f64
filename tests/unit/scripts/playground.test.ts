import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ensurePlayground } from '../../../scripts/lib/playground.mjs';

test('the example is a repository with history, a change, something to run and a failing test', async () => {
  const base = mkdtempSync(join(tmpdir(), 'ensemble-playground-'));
  onTestFinished(() => rmSync(base, { recursive: true }));
  const place = await ensurePlayground(join(base, 'paper-boats'));
  const git = (...args: string[]) => execFileSync('git', args, { cwd: place, encoding: 'utf8' });
  expect(git('log', '--format=%an: %s').trim().split('\n')).toEqual([
    'Lin: Begin to share a place in a race',
    'Ada: Let the boats race',
    'Grace: Let paper boats sail',
  ]);
  expect(git('status', '--porcelain')).toBe(' M boats.json\n');
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined, NO_COLOR: '1' };
  const race = spawnSync(process.execPath, ['src/run-race.js'], { cwd: place, env, encoding: 'utf8' });
  expect(race.stdout).toMatch(/1\. +Grace/);
  const tests = spawnSync(process.execPath, ['--test'], { cwd: place, env, encoding: 'utf8' });
  expect([tests.status, /pass (\d+)[\s\S]*fail (\d+)/.exec(tests.stdout)?.slice(1)]).toEqual([1, ['3', '1']]);
  writeFileSync(join(place, 'mine.txt'), 'mine');
  await ensurePlayground(place);
  expect(git('status', '--porcelain')).toContain('mine.txt');
});
