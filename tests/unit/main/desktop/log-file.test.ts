import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LogFile } from '../../../../src/main/desktop/log-file.ts';

function logFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('a log keeps whole lines with their source, and no address, in whatever pieces it comes', () => {
  const folder = logFolder();
  const log = new LogFile(folder);
  log.add('/home/ada/boats', 'ready: http://127.0.0.1:4000/#tok');
  log.add('app', 'Ensemble starts\n');
  log.add('/home/ada/boats', 'en=secret\nsecond line\nthird');
  const lines = readFileSync(join(folder, 'ensemble.log'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => line.replace(/^\S+ /, ''))).toEqual([
    '[app] Ensemble starts',
    '[/home/ada/boats] ready: (an address)',
    '[/home/ada/boats] second line',
  ]);
});

test('a log grows to a limit, and a folder that cannot be written stops nothing', () => {
  const folder = logFolder();
  writeFileSync(join(folder, 'ensemble.log'), 'x'.repeat(2_100_000));
  new LogFile(folder).add('app', 'new\n');
  expect(readFileSync(join(folder, 'ensemble.log'), 'utf8')).toMatch(/\[app\] new\n$/);
  expect(readFileSync(join(folder, 'ensemble.old.log'), 'utf8')).toHaveLength(2_100_000);
  writeFileSync(join(folder, 'file'), '');
  expect(() => new LogFile(join(folder, 'file', 'logs')).add('app', 'x\n')).not.toThrow();
});
