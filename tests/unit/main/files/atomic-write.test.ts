import { chmod, lstat, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeAtomically, writeSteps } from '../../../../src/main/files/atomic-write.ts';
import { fromSystemError } from '../../../../src/main/files/os-errors.ts';
import { bytes, guest, never, owner, refusedWith, serve, temporaryFolder } from './folder-fixture.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: no, open '/home/someone/folder/a'`), { code });
}

test.each(['opened', 'written', 'synced'] as const)(
  'a full disk when %s leaves the old file and nothing else',
  async (step) => {
    const root = await temporaryFolder({ a: 'old' });
    const afterStep = (at: string) => {
      if (at === step) throw systemError('ENOSPC');
    };
    await expect(writeAtomically(join(root, 'a'), bytes('new'), { afterStep })).rejects.toMatchObject({
      code: 'ENOSPC',
    });
    expect(await readFile(join(root, 'a'), 'utf8')).toBe('old');
    expect(await readdir(root)).toEqual(['a']);
  },
);

test('a full disk is told in words by the service', async () => {
  const root = await temporaryFolder({ a: 'old' });
  const fault = () => {
    throw systemError('ENOSPC');
  };
  const { files } = await serve(root, {}, { afterWriteStep: fault });
  const write = files['files.write']({ path: 'a', content: bytes('new'), create: true, overwrite: true }, guest, never);
  await expect(write).rejects.toMatchObject({ code: 'no-space', message: expect.stringContaining('disk is full') });
  expect(await readFile(join(root, 'a'), 'utf8')).toBe('old');
});

test('whoever looks between the steps sees the old file or the new one', async () => {
  const root = await temporaryFolder({ a: 'old' });
  const seen: string[] = [];
  const afterStep = async (step: string) => void seen.push(`${step} ${await readFile(join(root, 'a'), 'utf8')}`);
  await writeAtomically(join(root, 'a'), bytes('new'), { afterStep });
  expect(seen).toEqual(['opened old', 'written old', 'synced old', 'replaced new']);
  expect(seen.length).toBe(writeSteps.length);
});

describe('modes', () => {
  test('are kept, and the new content is never open to more than the old', async () => {
    const root = await temporaryFolder({ run: 'old', key: 'old' });
    await chmod(join(root, 'run'), 0o755);
    await chmod(join(root, 'key'), 0o600);
    await writeAtomically(join(root, 'run'), bytes('new'));
    const afterStep = async () => {
      for (const name of await readdir(root)) {
        if (name.startsWith('.~')) expect((await lstat(join(root, name))).mode & 0o077).toBe(0);
      }
    };
    await writeAtomically(join(root, 'key'), bytes('new'), { afterStep });
    expect((await lstat(join(root, 'run'))).mode & 0o777).toBe(0o755);
    expect((await lstat(join(root, 'key'))).mode & 0o777).toBe(0o600);
  });

  test('a write-protected file is left alone', async () => {
    const root = await temporaryFolder({ a: 'old' });
    await chmod(join(root, 'a'), 0o444);
    const { files } = await serve(root);
    expect((await files['files.stat']({ path: 'a' }, owner, never)).readOnly).toBe(true);
    const write = files['files.write'](
      { path: 'a', content: bytes('new'), create: true, overwrite: true },
      owner,
      never,
    );
    expect(await refusedWith(write)).toBe('no-access');
  });
});

test('a file that appears while a new one is written is not replaced', async () => {
  const root = await temporaryFolder();
  const afterStep = async (step: string) => {
    if (step === 'synced') await writeFile(join(root, 'a'), 'theirs');
  };
  const write = writeAtomically(join(root, 'a'), bytes('mine'), { mustBeNew: true, afterStep });
  await expect(write).rejects.toMatchObject({ code: 'EEXIST' });
  expect(await readFile(join(root, 'a'), 'utf8')).toBe('theirs');
  expect(await readdir(root)).toEqual(['a']);
});

test('writing through a link inside of the folder changes the file, and the link stays', async () => {
  const root = await temporaryFolder({ 'real/a': 'old' });
  await symlink('real/a', join(root, 'link'));
  const { files } = await serve(root);
  await files['files.write']({ path: 'link', content: bytes('new'), create: false, overwrite: true }, guest, never);
  expect(await readFile(join(root, 'real/a'), 'utf8')).toBe('new');
  expect((await lstat(join(root, 'link'))).isSymbolicLink()).toBe(true);
  expect(await readdir(join(root, 'real'))).toEqual(['a']);
});

test.each([
  ['EACCES', 'no-access'],
  ['EPERM', 'no-access'],
  ['EROFS', 'no-access'],
  ['ENOSPC', 'no-space'],
  ['EDQUOT', 'no-space'],
  ['ENOENT', 'not-found'],
  ['EEXIST', 'exists'],
  ['ENOTDIR', 'not-a-folder'],
  ['EISDIR', 'is-a-folder'],
  ['ELOOP', 'outside-folder'],
  ['ENOTEMPTY', 'bad-request'],
  ['ENAMETOOLONG', 'bad-request'],
  ['ESOMETHING', 'internal'],
])('the system says %s, people are told %s and no place on the disk', (systemCode, code) => {
  const told = fromSystemError(systemError(systemCode), 'a/b');
  expect(told.code).toBe(code);
  expect(told.message).toContain('a/b');
  expect(told.message).not.toContain('/home');
});
