import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ChangedMeanwhile } from '../../../../src/main/documents/disk.ts';
import { folderDisk } from '../../../../src/main/documents/folder-disk.ts';
import { FolderBoundary } from '../../../../src/main/files/folder-boundary.ts';
import { hashBytes } from '../../../../src/shared/text/hash.ts';

const bytes = (text: string) => Buffer.from(text);

async function diskOf(text: string | null) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ensemble-disk-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'a.txt');
  if (text !== null) writeFileSync(file, text);
  const visibility = { isHidden: () => false, isReadOnly: () => false, hiddenGlobs: [] };
  return { file, disk: folderDisk(await FolderBoundary.open(folder), () => visibility) };
}

it('writes over the bytes that were read', async () => {
  const { file, disk } = await diskOf('before');
  await disk.write('a.txt', bytes('after'), { expected: hashBytes(bytes('before')) });
  expect(readFileSync(file, 'utf8')).toBe('after');
});

it('leaves alone what another program has written since', async () => {
  const { file, disk } = await diskOf('from outside');
  const written = disk.write('a.txt', bytes('after'), { expected: hashBytes(bytes('before')) });
  await expect(written).rejects.toThrow(ChangedMeanwhile);
  expect(readFileSync(file, 'utf8')).toBe('from outside');
});

it('leaves alone a file that is there though none was', async () => {
  const { file, disk } = await diskOf('from outside');
  await expect(disk.write('a.txt', bytes('after'), { expected: null })).rejects.toThrow(ChangedMeanwhile);
  expect(readFileSync(file, 'utf8')).toBe('from outside');
});

it('makes a file where none was, as expected', async () => {
  const { file, disk } = await diskOf(null);
  await disk.write('a.txt', bytes('after'), { expected: null });
  expect(readFileSync(file, 'utf8')).toBe('after');
});
