import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { folderOf, handedOver, ownArguments, placeAt, readLaunch } from '../../../../src/main/desktop/command-line.ts';

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ensemble-launch-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('the command line is read past Electron’s own arguments', () => {
  expect(ownArguments(['electron', 'main.js', '/home/ada/boats', '--no-sandbox', '--port=80'], false)).toEqual([
    '/home/ada/boats',
    '--port=80',
  ]);
  expect(ownArguments(['ensemble', '/home/ada/boats'], true)).toEqual(['/home/ada/boats']);
});

test('it names folders, files, recordings, a port and an invite', () => {
  const workingDir = temporaryFolder();
  mkdirSync(join(workingDir, 'boats'));
  writeFileSync(join(workingDir, 'boats', 'a.txt'), '');
  writeFileSync(join(workingDir, 'race.ensemble'), '');
  const args = ['boats', 'boats/a.txt', 'race.ensemble', 'gone', '--port=4000', 'ensemble://join/host/j'];
  const { places, port, join: target } = readLaunch({ args, workingDir });
  expect(places).toEqual([
    { is: 'folder', path: join(workingDir, 'boats') },
    { is: 'file', path: join(workingDir, 'boats', 'a.txt') },
    { is: 'recording', path: join(workingDir, 'race.ensemble') },
    // Its window says that it is not there.
    { is: 'folder', path: join(workingDir, 'gone') },
  ]);
  expect([port, target?.url]).toEqual([4000, 'https://host/j']);
  // As a Linux desktop names what is dropped on an icon.
  expect(readLaunch({ args: [`file://${workingDir}/bo%61ts`], workingDir }).places).toEqual([places[0]]);
  expect(readLaunch({ args: ['ensemble://nonsense'], workingDir })).toEqual({ places: [], port: 0, join: null });
});

test('a folder has one path, with a slash at its end or through a link', () => {
  const base = temporaryFolder();
  mkdirSync(join(base, 'a'));
  symlinkSync('a', join(base, 'link'));
  const paths = ['a', 'a/', 'link', './a/../a//'].map((name) => placeAt(`${base}/${name}`).path);
  expect(new Set(paths)).toEqual(new Set([join(base, 'a')]));
});

test('a file opens in the folder that is open already, else in its repository, else in its own', () => {
  const base = temporaryFolder();
  mkdirSync(join(base, 'repo', '.git'), { recursive: true });
  const file = join(base, 'repo', 'src', 'deep', 'a.ts');
  expect(folderOf(file, [base, join(base, 'repo', 'src')])).toBe(join(base, 'repo', 'src'));
  expect(folderOf(file, ['/elsewhere'])).toBe(join(base, 'repo'));
  expect(folderOf(join(base, 'notes', 'a.txt'), [])).toBe(join(base, 'notes'));
});

test('what a second start hands over is checked', () => {
  expect(handedOver.safeParse({ args: ['/a'], workingDir: '/' }).success).toBe(true);
  for (const bad of [null, {}, { args: 'x', workingDir: '/' }, { args: [1], workingDir: '/' }]) {
    expect(handedOver.safeParse(bad).success).toBe(false);
  }
});
