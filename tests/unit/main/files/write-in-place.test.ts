import { execFile, execFileSync } from 'node:child_process';
import { chmod, chown, link, lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { writeAtomically } from '../../../../src/main/files/atomic-write.ts';
import { bytes, never, owner, refusal, serve, temporaryFolder, textOf } from './folder-fixture.ts';

const isRoot = process.getuid?.() === 0;
const nobody = 65534;

/** Mounts something for the test; where that is not allowed, the test ends there. */
function mount(...args: string[]): boolean {
  try {
    execFileSync('mount', args, { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => void execFileSync('umount', [args.at(-1)!]));
  return true;
}

function write(path: string, text: string) {
  return { path, content: bytes(text), create: false, overwrite: true };
}

test('a file with several links keeps them, and who it is', async () => {
  const root = await temporaryFolder({ a: 'old and long' });
  await link(join(root, 'a'), join(root, 'b'));
  const { ino } = await lstat(join(root, 'a'));
  const { files } = await serve(root);
  for (const text of ['new', 'new and longer than before']) {
    await files['files.write'](write('a', text), owner, never);
    expect(await readFile(join(root, 'b'), 'utf8')).toBe(text);
  }
  expect(await lstat(join(root, 'a'))).toMatchObject({ ino, nlink: 2 });
});

test('what the file held is told before the first byte is written, and only where it is written over', async () => {
  const root = await temporaryFolder({ a: 'old', alone: 'old' });
  await link(join(root, 'a'), join(root, 'b'));
  const told: string[] = [];
  const beforeInPlace = async (before: Uint8Array) => {
    told.push(`${textOf(before)}, ${await readFile(join(root, 'a'), 'utf8')}`);
  };
  await writeAtomically(join(root, 'a'), bytes('new'), { beforeInPlace });
  await writeAtomically(join(root, 'alone'), bytes('new'), { beforeInPlace });
  expect(told).toEqual(['old, old']);
});

test('a failed note leaves the file as it was', async () => {
  const root = await temporaryFolder({ a: 'old' });
  await link(join(root, 'a'), join(root, 'b'));
  const beforeInPlace = () => Promise.reject(new Error('journal'));
  await expect(writeAtomically(join(root, 'a'), bytes('new'), { beforeInPlace })).rejects.toThrow('journal');
  expect(await readFile(join(root, 'a'), 'utf8')).toBe('old');
});

describe.skipIf(!isRoot || process.platform !== 'linux')('as an account that', () => {
  /** Writes through the service as somebody who is not root; gives what came of it. */
  async function writeAsNobody(root: string, path: string, text: string): Promise<string> {
    const at = (file: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, file)).href);
    const script = `
      import { FolderBoundary } from ${at('../../../../src/main/files/folder-boundary.ts')};
      import { createFileService } from ${at('../../../../src/main/files/file-service.ts')};
      import { createVisibility, sharingSettings } from ${at('../../../../src/main/files/visibility.ts')};
      const boundary = await FolderBoundary.open(${JSON.stringify(root)});
      const visibility = createVisibility(sharingSettings.parse({}));
      const files = createFileService({ boundary, visibility: () => visibility });
      const caller = { person: 'a', replica: 'a', isOwner: true, rights: new Set() };
      const path = ${JSON.stringify(path)};
      const { readOnly } = await files['files.stat']({ path }, caller, new AbortController().signal);
      const params = { path, content: new TextEncoder().encode(${JSON.stringify(text)}), create: false, overwrite: true };
      const outcome = await files['files.write'](params, caller, new AbortController().signal).then(() => 'written', (error) => error.code);
      console.log((readOnly ? 'read-only, ' : '') + outcome);`;
    const args = ['--no-warnings', '--input-type=module', '-e', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { uid: nobody, gid: nobody, cwd: '/' });
    return stdout.trim();
  }

  async function folderOfRoot(): Promise<string> {
    const root = await temporaryFolder({ mine: 'old', theirs: 'old' });
    await chmod(dirname(root), 0o755);
    await chmod(root, 0o755);
    await chown(join(root, 'mine'), nobody, nobody);
    return root;
  }

  test('may write a file and not its folder, the file is written, and only that', async () => {
    const root = await folderOfRoot();
    expect(await writeAsNobody(root, 'mine', 'new')).toBe('written');
    expect(await readFile(join(root, 'mine'), 'utf8')).toBe('new');
    expect(await writeAsNobody(root, 'theirs', 'new')).toBe('read-only, no-access');
    expect(await readFile(join(root, 'theirs'), 'utf8')).toBe('old');
  });

  test('may write a file in a folder where everybody keeps their own, the file is written', async () => {
    const root = await folderOfRoot();
    await chmod(root, 0o1777);
    await chmod(join(root, 'theirs'), 0o666);
    expect(await writeAsNobody(root, 'theirs', 'new')).toBe('written');
    expect(await readFile(join(root, 'theirs'), 'utf8')).toBe('new');
  });
});

describe.skipIf(!isRoot || process.platform !== 'linux')('what is mounted', () => {
  test('as one file is written, and stays mounted', async ({ skip }) => {
    const root = await temporaryFolder({ a: 'old', '../source': 'old' });
    if (!mount('--bind', join(root, '../source'), join(root, 'a'))) return skip('mounting is not allowed here');
    const { files } = await serve(root);
    await files['files.write'](write('a', 'new'), owner, never);
    expect(await readFile(join(root, '../source'), 'utf8')).toBe('new');
  });

  test('and has no room for all of a new text keeps the old one', async ({ skip }) => {
    const root = await temporaryFolder({ 'small/': '' });
    if (!mount('-t', 'tmpfs', '-o', 'size=64k', 'none', join(root, 'small')))
      return skip('mounting is not allowed here');
    await mkdir(join(root, 'small/in'));
    await writeFile(join(root, 'small/in/a'), 'old'.repeat(1000));
    await link(join(root, 'small/in/a'), join(root, 'small/in/b'));
    const { files } = await serve(root);
    const tried = files['files.write'](write('small/in/a', 'new'.repeat(100_000)), owner, never);
    expect((await refusal(tried)).code).toBe('no-space');
    expect(await readFile(join(root, 'small/in/b'), 'utf8')).toBe('old'.repeat(1000));
  });
});
