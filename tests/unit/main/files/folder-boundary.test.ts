import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FolderBoundary } from '../../../../src/main/files/folder-boundary.ts';
import { bytes, guest, never, owner, refusal, refusedWith, serve, temporaryFolder, textOf } from './folder-fixture.ts';

/** A folder with links of every sort beside a place outside that holds a secret. */
async function linkedFolder() {
  const root = await temporaryFolder({ 'src/a.ts': 'inside', '.env': 'KEY=1', 'real/x': 'x' });
  const outside = join(dirname(root), 'outside');
  await mkdir(outside);
  await writeFile(join(outside, 'secret'), 'outside');
  await symlink(join(outside, 'secret'), join(root, 'out-file'));
  await symlink(join(outside, 'nothing'), join(root, 'out-nothing'));
  await symlink(outside, join(root, 'out-folder'));
  await symlink('../outside', join(root, 'out-relative'));
  await symlink('.env', join(root, 'to-hidden'));
  await symlink('nothing', join(root, 'to-nothing'));
  await symlink('loop', join(root, 'loop'));
  await symlink('src/a.ts', join(root, 'in-file'));
  await symlink('real', join(root, 'in-folder'));
  return { root, outside };
}

describe('links', () => {
  test('inside of the folder are followed', async () => {
    const { root } = await linkedFolder();
    const { files } = await serve(root);
    const { content } = await files['files.read']({ path: 'in-file' }, guest, never);
    expect(textOf(content)).toBe('inside');
    expect(textOf((await files['files.read']({ path: 'in-folder/x' }, guest, never)).content)).toBe('x');
    expect((await files['files.stat']({ path: 'in-folder' }, guest, never)).type).toBe('link-to-folder');
  });

  test('a guest gets one and the same answer for links that lead out, to nothing, to themselves or to what is hidden', async () => {
    const { root } = await linkedFolder();
    const { files } = await serve(root);
    const paths = [
      'out-file',
      'out-nothing',
      'out-folder',
      'out-folder/secret',
      'out-folder/nothing',
      'out-relative/secret',
    ];
    const answers = await Promise.all(
      [...paths, 'to-hidden', 'to-nothing', 'loop'].map((path) => refusal(files['files.read']({ path }, guest, never))),
    );
    expect(new Set(answers.map(({ code, message }) => `${code}: ${message}`))).toEqual(
      new Set(['outside-folder: This link is broken: it leads to nothing that is shared.']),
    );
  });

  test('that lead out are not followed for the owner either, by any method', async () => {
    const { root, outside } = await linkedFolder();
    const { files } = await serve(root);
    const content = bytes('new');
    const write = { content, create: true, overwrite: true };
    expect(await refusedWith(files['files.write']({ path: 'out-file', ...write }, owner, never))).toBe(
      'outside-folder',
    );
    expect(await refusedWith(files['files.write']({ path: 'out-nothing', ...write }, owner, never))).toBe(
      'outside-folder',
    );
    expect(await refusedWith(files['files.write']({ path: 'out-folder/new', ...write }, owner, never))).toBe(
      'outside-folder',
    );
    expect(await refusedWith(files['files.createFolder']({ path: 'out-folder/new' }, owner, never))).toBe(
      'outside-folder',
    );
    expect(await refusedWith(files['files.list']({ path: 'out-folder' }, owner, never))).toBe('outside-folder');
    expect(await refusedWith(files['files.remove']({ path: 'out-folder/secret', recursive: true }, owner, never))).toBe(
      'outside-folder',
    );
    const move = { from: 'out-folder/secret', to: 'got', overwrite: true };
    expect(await refusedWith(files['files.move'](move, owner, never))).toBe('outside-folder');
    expect(await refusedWith(files['files.copy'](move, owner, never))).toBe('outside-folder');
    expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('outside');
  });

  test('a link that leads nowhere shared is listed, and tells only about itself', async () => {
    const { root } = await linkedFolder();
    const { files } = await serve(root);
    const { entries } = await files['files.list']({ path: '' }, guest, never);
    const types = Object.fromEntries(entries.map(({ name, type }) => [name, type]));
    expect(types).toMatchObject({
      'in-file': 'link-to-file',
      'in-folder': 'link-to-folder',
      'out-folder': 'other',
      'to-hidden': 'other',
      'to-nothing': 'other',
    });
    expect(await files['files.stat']({ path: 'out-file' }, guest, never)).toMatchObject({
      type: 'other',
      sizeBytes: 0,
    });
  });

  test('removing one leaves what it leads to', async () => {
    const { root, outside } = await linkedFolder();
    const { files } = await serve(root);
    await files['files.remove']({ path: 'out-folder', recursive: true }, owner, never);
    await files['files.remove']({ path: 'in-folder', recursive: true }, guest, never);
    expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('outside');
    expect(await readFile(join(root, 'real/x'), 'utf8')).toBe('x');
  });
});

describe('swapping between finding and opening', () => {
  test('a file swapped for a link out is not read', async () => {
    const { root, outside } = await linkedFolder();
    const swap = async (absolute: string) => {
      await rm(absolute, { force: true });
      await symlink(join(outside, 'secret'), absolute);
    };
    const { files } = await serve(root, {}, { beforeOpen: swap });
    expect(await refusedWith(files['files.read']({ path: 'src/a.ts' }, guest, never))).toBe('outside-folder');
  });

  test('a folder swapped for a link out is not read, not listed, not written to', async () => {
    type Files = Awaited<ReturnType<typeof serve>>['files'];
    const attacks: ((files: Files) => Promise<unknown>)[] = [
      (files) => files['files.read']({ path: 'src/secret' }, guest, never),
      (files) => files['files.list']({ path: 'src' }, guest, never),
      (files) =>
        files['files.write']({ path: 'src/secret', content: bytes('x'), create: true, overwrite: true }, guest, never),
      (files) => files['files.createFolder']({ path: 'src/new' }, guest, never),
      (files) => files['files.remove']({ path: 'src/secret', recursive: true }, guest, never),
      (files) => files['files.move']({ from: 'src/secret', to: 'got', overwrite: true }, guest, never),
      (files) => files['files.copy']({ from: 'src', to: 'got', overwrite: true }, guest, never),
    ];
    for (const attack of attacks) {
      const { root, outside } = await linkedFolder();
      await writeFile(join(root, 'src/secret'), 'inside');
      let isSwapped = false;
      const beforeOpen = async () => {
        if (isSwapped) return;
        isSwapped = true;
        await rename(join(root, 'src'), join(root, 'moved-away'));
        await symlink(outside, join(root, 'src'));
      };
      const { files } = await serve(root, {}, { beforeOpen });
      const code = await attack(files).then(
        () => 'done',
        (error: { code: string }) => error.code,
      );
      expect.soft(code, String(attack)).toBe('outside-folder');
      expect.soft(await readFile(join(outside, 'secret'), 'utf8')).toBe('outside');
    }
  });

  test('a file that is being saved all the time can still be read', async () => {
    const root = await temporaryFolder({ a: 'save 0' });
    const { files } = await serve(root);
    let isSaving = true;
    const saving = (async () => {
      for (let count = 1; isSaving; count++) {
        const content = bytes(`save ${count}`);
        await files['files.write']({ path: 'a', content, create: false, overwrite: true }, owner, never);
      }
    })();
    for (let count = 0; count < 100; count++) {
      expect(textOf((await files['files.read']({ path: 'a' }, guest, never)).content)).toMatch(/^save \d+$/);
    }
    isSaving = false;
    await saving;
  });
});

test('no message names a place on the disk of the host', async () => {
  const { root } = await linkedFolder();
  const { files } = await serve(root);
  const asked = ['nothing', 'src/a.ts/b', 'out-file', '../x', '.env', `${'x'.repeat(300)}`, 'loop', 'src'];
  for (const path of asked) {
    const { message, code } = await refusal(files['files.read']({ path }, guest, never));
    expect(message).not.toContain(dirname(root));
    expect(message).not.toMatch(/\/proc|ENOENT|EACCES/);
    expect(code).not.toBe('internal');
  }
});

test('what is hidden is refused alike whether it is there or not', async () => {
  const root = await temporaryFolder({ '.env': 'KEY=1', '.ssh/id_rsa': 'k' });
  const { files } = await serve(root);
  for (const [there, absent] of [
    ['.env', '.env.nothing'],
    ['.ssh/id_rsa', '.ssh/nothing'],
    ['.ssh', '.aws'],
  ] as const) {
    for (const ask of [files['files.read'], files['files.stat'], files['files.list']]) {
      const [one, other] = [
        await refusal(ask({ path: there }, guest, never)),
        await refusal(ask({ path: absent }, guest, never)),
      ];
      expect([one.code, one.message]).toEqual([other.code, other.message]);
      expect(one.code).toBe('hidden');
    }
  }
});

test.skipIf(process.platform === 'win32')('a pipe is refused, not waited for', async () => {
  const root = await temporaryFolder();
  execFileSync('mkfifo', [join(root, 'pipe')]);
  const { files } = await serve(root);
  expect(await refusedWith(files['files.read']({ path: 'pipe' }, guest, never))).toBe('bad-request');
  expect((await files['files.stat']({ path: 'pipe' }, guest, never)).type).toBe('other');
});

test('a folder that is gone, or is a file, is said to be so', async () => {
  const root = await temporaryFolder({ a: 'x' });
  const { files } = await serve(root);
  expect(await refusedWith(FolderBoundary.open(join(root, 'nothing')))).toBe('not-found');
  expect(await refusedWith(FolderBoundary.open(join(root, 'a')))).toBe('not-a-folder');
  await rm(root, { recursive: true });
  expect(await refusedWith(files['files.read']({ path: 'a' }, owner, never))).toBe('not-found');
  expect(await files['workspace.describe']({}, owner, never)).toMatchObject({ name: 'folder', readable: false });
});
