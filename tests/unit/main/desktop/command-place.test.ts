import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { putOnPath } from '../../../../src/main/desktop/command-place.ts';

const script = '/opt/Ensemble/resources/bin/ensemble';

function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'ensemble-bin-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  return home;
}

test('the command is a link in everybody’s folder, else in one’s own, and says what a PATH lacks', () => {
  const home = temporaryHome();
  const shared = join(home, 'shared');
  const own = join(home, '.local', 'bin', 'ensemble');
  const put = (path: string) => putOnPath({ script, home, path, platform: 'linux', shared });
  writeFileSync(shared, 'no folder');
  chmodSync(shared, 0o400);
  expect(put('/usr/bin')).toBe(
    `The command “ensemble” is at ${own}. Add ${join(home, '.local', 'bin')} to your PATH, so that terminals find it.`,
  );
  rmSync(shared);
  mkdirSync(shared);
  const said = `The command “ensemble” is at ${join(shared, 'ensemble')}: a new terminal finds it.`;
  // Again after an update, over the link of before.
  expect([put(shared), put(shared)]).toEqual([said, said]);
  expect(readlinkSync(join(shared, 'ensemble'))).toBe(script);
});

test('another program of that name stays', () => {
  const home = temporaryHome();
  writeFileSync(join(home, 'ensemble'), 'somebody’s');
  expect(putOnPath({ script, home: '/nowhere', path: home, platform: 'darwin', shared: home })).toBe(
    `There is another “ensemble” at ${join(home, 'ensemble')}: nothing was changed.`,
  );
  expect(readFileSync(join(home, 'ensemble'), 'utf8')).toBe('somebody’s');
});

test('on Windows the command is a file in the folder that every PATH has', () => {
  const home = temporaryHome();
  const target = join(home, 'Microsoft', 'WindowsApps', 'ensemble.cmd');
  const said = putOnPath({ script, home, path: '', platform: 'win32' });
  expect(said).toBe(`The command “ensemble” is at ${target}: a new terminal finds it.`);
  expect(readFileSync(target, 'utf8')).toContain(`call "${script}" %*`);
});
