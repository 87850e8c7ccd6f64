import { chmod, lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bytes, guest, never, owner, refusal, refusedWith, serve, temporaryFolder, textOf } from './folder-fixture.ts';

async function tree(root: string): Promise<string[]> {
  return (await readdir(root, { recursive: true })).sort();
}

describe('reading', () => {
  test('a folder is described, listed and its files read', async () => {
    const root = await temporaryFolder({ 'a.txt': 'hello', 'b/': '', '.env': 'KEY=1', '.~ensemble-1': 'half' });
    const { files } = await serve(root);
    expect(await files['workspace.describe']({}, guest, never)).toMatchObject({ name: 'folder', readable: true });
    const named = async (caller: typeof owner) =>
      (await files['files.list']({ path: '' }, caller, never)).entries
        .map(({ name, type }) => `${name} ${type}`)
        .sort();
    expect(await named(owner)).toEqual(['.env file', 'a.txt file', 'b folder']);
    expect(await named(guest)).toEqual(['a.txt file', 'b folder']);
    expect(textOf((await files['files.read']({ path: 'a.txt' }, guest, never)).content)).toBe('hello');
    expect(await files['files.stat']({ path: 'a.txt' }, guest, never)).toMatchObject({
      type: 'file',
      sizeBytes: 5,
      readOnly: false,
    });
    expect((await files['files.stat']({ path: '' }, guest, never)).type).toBe('folder');
  });

  test('a file is given in parts, which end where it ends', async () => {
    const root = await temporaryFolder({ 'a.txt': 'hello' });
    const { files } = await serve(root, {}, { maxReadBytes: 4 });
    const part = async (offsetBytes: number, lengthBytes?: number) => {
      const params = { path: 'a.txt', offsetBytes, ...(lengthBytes === undefined ? {} : { lengthBytes }) };
      return textOf((await files['files.read'](params, guest, never)).content);
    };
    expect([await part(0, 2), await part(2, 2), await part(4, 2), await part(5, 2), await part(9, 2)]).toEqual([
      'he',
      'll',
      'o',
      '',
      '',
    ]);
    expect(await part(3)).toBe('lo');
    expect(await refusedWith(part(0, 5))).toBe('too-large');
  });

  test.skipIf(process.platform === 'win32')('a name with a backslash is a name like any other', async () => {
    const root = await temporaryFolder({ 'a\\b.txt': 'one', '.ssh\\config': 'SECRET' });
    const { files } = await serve(root);
    const { entries } = await files['files.list']({ path: '' }, guest, never);
    expect(entries).toEqual([{ name: 'a\\b.txt', type: 'file' }]);
    expect(textOf((await files['files.read']({ path: 'a\\b.txt' }, guest, never)).content)).toBe('one');
    await files['files.move']({ from: 'a\\b.txt', to: 'c\\d', overwrite: false }, guest, never);
    expect(await readdir(root)).toEqual(['.ssh\\config', 'c\\d']);
  });

  test('a path that is longer or deeper than any is refused at once', async () => {
    const { files } = await serve(await temporaryFolder());
    const startMs = performance.now();
    for (let count = 0; count < 20; count++) {
      for (const path of ['~'.repeat(4090), 'x/'.repeat(2045), '/'.repeat(4090), '. '.repeat(2045)]) {
        await refusal(files['files.stat']({ path }, guest, never));
      }
    }
    expect(performance.now() - startMs).toBeLessThan(2000);
  });

  test('what cannot be read is refused by its kind', async () => {
    const root = await temporaryFolder({ 'a.txt': 'hello', 'b/': '' });
    const { files } = await serve(root, {}, { maxReadBytes: 4 });
    expect(await refusedWith(files['files.read']({ path: 'b' }, guest, never))).toBe('is-a-folder');
    expect(await refusedWith(files['files.read']({ path: 'a.txt' }, guest, never))).toBe('too-large');
    expect(await refusedWith(files['files.read']({ path: 'nothing' }, guest, never))).toBe('not-found');
    expect(await refusedWith(files['files.read']({ path: 'a.txt/b' }, guest, never))).toBe('not-a-folder');
    expect(await refusedWith(files['files.list']({ path: 'a.txt' }, guest, never))).toBe('not-a-folder');
    expect(await refusedWith(files['files.read']({ path: 'a.txt' }, guest, AbortSignal.abort()))).toBe('cancelled');
  });
});

describe('writing', () => {
  test('create and overwrite say what may be', async () => {
    const root = await temporaryFolder({ a: 'old' });
    const { files } = await serve(root);
    const write = (path: string, create: boolean, overwrite: boolean) =>
      files['files.write']({ path, content: bytes('new'), create, overwrite }, guest, never);
    expect(await refusedWith(write('b', false, true))).toBe('not-found');
    expect(await refusedWith(write('a', true, false))).toBe('exists');
    expect(await refusedWith(write('x/y', true, true))).toBe('not-found');
    expect(await refusedWith(write('a/y', true, true))).toBe('not-a-folder');
    expect(await refusedWith(write('', true, true))).toBe('is-a-folder');
    await write('a', false, true);
    await write('b', true, false);
    expect([await readFile(join(root, 'a'), 'utf8'), await readFile(join(root, 'b'), 'utf8')]).toEqual(['new', 'new']);
  });

  test('folders are made once, in folders that are there', async () => {
    const root = await temporaryFolder();
    const { files } = await serve(root);
    await files['files.createFolder']({ path: 'a' }, guest, never);
    expect(await refusedWith(files['files.createFolder']({ path: 'a' }, guest, never))).toBe('exists');
    expect(await refusedWith(files['files.createFolder']({ path: 'b/c' }, guest, never))).toBe('not-found');
    expect(await refusedWith(files['files.createFolder']({ path: '.ssh' }, guest, never))).toBe('hidden');
  });

  test('what is read-only for guests is so by every method, and not for the owner', async () => {
    const root = await temporaryFolder({ 'docs/a': 'old', 'src/b.lock': 'old', c: 'c' });
    const { files } = await serve(root, { readOnly: ['docs', '*.lock'] });
    const write = { content: bytes('new'), create: true, overwrite: true };
    expect((await files['files.stat']({ path: 'docs/a' }, guest, never)).readOnly).toBe(true);
    expect(await refusedWith(files['files.write']({ path: 'docs/a', ...write }, guest, never))).toBe('no-access');
    expect(await refusedWith(files['files.createFolder']({ path: 'docs/b' }, guest, never))).toBe('no-access');
    expect(await refusedWith(files['files.remove']({ path: 'src', recursive: true }, guest, never))).toBe('no-access');
    const move = (from: string, to: string) => files['files.move']({ from, to, overwrite: true }, guest, never);
    expect(await refusedWith(move('docs/a', 'x'))).toBe('no-access');
    expect(await refusedWith(move('c', 'docs/a'))).toBe('no-access');
    expect(await refusedWith(move('src', 'lib'))).toBe('no-access');
    await files['files.write']({ path: 'docs/a', ...write }, owner, never);
    expect(await readFile(join(root, 'docs/a'), 'utf8')).toBe('new');
  });
});

describe('moving', () => {
  test('a file or folder gets its new name, and replaces only when told to', async () => {
    const root = await temporaryFolder({ a: 'a', b: 'b', 'x/1': '1', 'y/2': '2' });
    const { files } = await serve(root);
    const move = (from: string, to: string, overwrite = false) =>
      files['files.move']({ from, to, overwrite }, guest, never);
    expect(await refusedWith(move('a', 'b'))).toBe('exists');
    await move('a', 'b', true);
    await move('x', 'y', true);
    await move('y', 'z');
    expect(await tree(root)).toEqual(['b', 'z', 'z/1']);
    expect(await readFile(join(root, 'b'), 'utf8')).toBe('a');
    expect(await refusedWith(move('z', 'z/z'))).toBe('bad-request');
    expect(await refusedWith(move('z/1', 'z', true))).toBe('bad-request');
    expect(await refusedWith(move('nothing', 'n'))).toBe('not-found');
    expect(await refusedWith(move('', 'n'))).toBe('bad-request');
    expect(await tree(root)).toEqual(['b', 'z', 'z/1']);
  });

  test('a guest can move nothing onto a hidden name, nor a folder with something hidden in it', async () => {
    const root = await temporaryFolder({ a: 'a', 'app/.env': 'KEY', 'app/b': 'b', 'plans/private/p': 'p' });
    const { files } = await serve(root, { hidden: ['plans/private', 'elsewhere/secret'] });
    const move = (from: string, to: string) => files['files.move']({ from, to, overwrite: true }, guest, never);
    expect(await refusedWith(move('a', '.env'))).toBe('hidden');
    expect(await refusedWith(move('a', '.git/hooks/pre-commit'))).toBe('hidden');
    expect(await refusedWith(move('app', 'b'))).toBe('hidden');
    expect(await refusedWith(move('plans', 'b'))).toBe('hidden');
    expect(await refusedWith(move('a', 'app'))).toBe('hidden');
    await mkdir(join(root, 'open'));
    await writeFile(join(root, 'open/secret'), '');
    expect(await refusedWith(move('open', 'elsewhere'))).toBe('hidden');
    await files['files.move']({ from: 'app', to: 'b', overwrite: false }, owner, never);
    expect(await readFile(join(root, 'b/.env'), 'utf8')).toBe('KEY');
  });
});

describe('copying', () => {
  test('a folder is copied with its modes and links; a guest gets it without what is hidden', async () => {
    const root = await temporaryFolder({ 'app/run': '#!', 'app/.env': 'KEY', 'app/sub/c': 'c', 'app/sub/id_rsa': 'k' });
    await chmod(join(root, 'app/run'), 0o755);
    await symlink('sub/c', join(root, 'app/link'));
    await symlink('.env', join(root, 'app/trick'));
    const { files } = await serve(root);
    await files['files.copy']({ from: 'app', to: 'mine', overwrite: false }, guest, never);
    expect(await tree(join(root, 'mine'))).toEqual(['link', 'run', 'sub', 'sub/c']);
    expect((await lstat(join(root, 'mine/run'))).mode & 0o777).toBe(0o755);
    expect(await readlink(join(root, 'mine/link'))).toBe('sub/c');
    await files['files.copy']({ from: 'app', to: 'whole', overwrite: false }, owner, never);
    expect(await tree(join(root, 'whole'))).toEqual(['.env', 'link', 'run', 'sub', 'sub/c', 'sub/id_rsa', 'trick']);
    expect((await tree(root)).filter((name) => name.includes('.~ensemble'))).toEqual([]);
  });

  test('a copy replaces only when told to, and leaves nothing when it is cancelled', async () => {
    const root = await temporaryFolder({ a: 'a', b: 'b', 'x/1': '1' });
    const { files } = await serve(root);
    const copy = (from: string, to: string, overwrite: boolean) =>
      files['files.copy']({ from, to, overwrite }, guest, never);
    expect(await refusedWith(copy('a', 'b', false))).toBe('exists');
    await copy('a', 'b', true);
    expect(await readFile(join(root, 'b'), 'utf8')).toBe('a');
    expect(await refusedWith(copy('x', 'x/y', true))).toBe('bad-request');
    expect(await refusedWith(copy('a', 'a', true))).toBe('exists');
    expect(await refusedWith(copy('a', '.npmrc', true))).toBe('hidden');
    expect(await tree(root)).toEqual(['a', 'b', 'x', 'x/1']);
  });
});

test("a guest's work on a tree ends when its time is over, in words, and a copy leaves nothing", async () => {
  const root = await temporaryFolder({ 'tree/a': 'a', 'tree/b': 'b' });
  const { files } = await serve(root, {}, { guestTimeoutMs: 0 });
  const stopped = async (attempt: () => Promise<unknown>) => {
    // The time is over with the next turn of the loop.
    const { code, message } = await refusal(new Promise(setImmediate).then(attempt));
    expect(code).toBe('too-large');
    expect(message).toContain('was stopped');
  };
  await stopped(() => files['files.copy']({ from: 'tree', to: 'copy', overwrite: false }, guest, never));
  expect(await tree(root)).toEqual(['tree', 'tree/a', 'tree/b']);
  // A file may have gone before its time was over.
  await stopped(() => files['files.remove']({ path: 'tree', recursive: true }, guest, never));
  expect(await tree(root)).toContain('tree');
  await files['files.copy']({ from: 'tree', to: 'copy', overwrite: false }, owner, never);
});

test('a folder of many thousand entries is listed up to a limit, and others have their turns meanwhile', async () => {
  const root = await temporaryFolder();
  await Promise.all(Array.from({ length: 3000 }, (_, count) => writeFile(join(root, `f${count}`), '')));
  const { files } = await serve(root);
  let turns = 0;
  const counting = setInterval(() => turns++);
  const { entries } = await files['files.list']({ path: '' }, guest, never);
  clearInterval(counting);
  expect(entries.length).toBe(3000);
  expect(turns).toBeGreaterThan(3);
  const { files: few } = await serve(root, {}, { maxEntries: 2999 });
  const { code, message } = await refusal(few['files.list']({ path: '' }, owner, never));
  expect([code, message]).toEqual(['too-large', 'This folder has more than 2999 entries, too many to be listed.']);
});

describe('removing', () => {
  test('a full folder goes only when told to', async () => {
    const root = await temporaryFolder({ 'x/1': '1', 'y/': '', a: 'a' });
    const { files } = await serve(root);
    const remove = (path: string, recursive: boolean) => files['files.remove']({ path, recursive }, guest, never);
    expect(await refusedWith(remove('x', false))).toBe('bad-request');
    expect(await refusedWith(remove('', true))).toBe('bad-request');
    expect(await refusedWith(remove('nothing', true))).toBe('not-found');
    await remove('y', false);
    await remove('a', false);
    await remove('x', true);
    expect(await tree(root)).toEqual([]);
  });

  test('a guest cannot remove a folder with something hidden in it, the owner can', async () => {
    const root = await temporaryFolder({ 'app/deep/.env': 'KEY', 'app/a': 'a' });
    const { files } = await serve(root);
    expect(await refusedWith(files['files.remove']({ path: 'app', recursive: true }, guest, never))).toBe('hidden');
    expect(await tree(root)).toContain('app/deep/.env');
    await files['files.remove']({ path: 'app', recursive: true }, owner, never);
    expect(await tree(root)).toEqual([]);
  });
});
