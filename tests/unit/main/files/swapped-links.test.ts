import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { scanFolder } from '../../../../src/main/files/folder-scan.ts';
import { FolderWatcher } from '../../../../src/main/files/folder-watcher.ts';
import { SearchedFolder } from '../../../../src/main/files/searched-folder.ts';
import { viewOf } from '../../../../src/main/files/visibility.ts';
import { createSearchService } from '../../../../src/main/search/search-service.ts';
import { workspaceMethods } from '../../../../src/shared/session/contract.ts';
import { searchWith } from '../../../lib/search-text.ts';
import { guest, never, serve, temporaryFolder, textOf } from './folder-fixture.ts';

/** Swaps a file, a folder and a folder above for links that lead out or to what is hidden, and back, without rest. */
const swapper = `
const fs = require('node:fs');
const [root, outside] = process.argv.slice(1);
process.chdir(root);
const places = [['a.txt', outside + '/secret'], ['d', outside], ['top/mid', outside], ['b.txt', '.env'], ['e', '.ssh']];
let ended = false;
process.stdin.on('data', () => { ended = true; });
function round() {
  for (let count = 0; count < 50; count++) {
    for (const [place, target] of places) {
      try { fs.renameSync(place, place + '.aside'); } catch {}
      try { fs.symlinkSync(target, place); } catch {}
      try { fs.unlinkSync(place); } catch {}
      try { fs.renameSync(place + '.aside', place); } catch {}
    }
  }
  if (ended) process.exit(0);
  setImmediate(round);
}
process.stdout.write('ready');
round();
`;

const secret = /OUTSIDE|HIDDEN|others-name/;
const durationMs = process.env.ENSEMBLE_LONG_ATTACKS === '1' ? 5_000 : 700;

async function attacked() {
  const inside = { 'a.txt': 'inside', 'b.txt': 'inside', 'd/secret': 'inside', 'top/mid/secret': 'inside' };
  const root = await temporaryFolder({ ...inside, 'e/config': 'inside', '.env': 'HIDDEN', '.ssh/config': 'HIDDEN' });
  const outside = join(dirname(root), 'outside');
  await mkdir(join(outside, 'sub'), { recursive: true });
  for (const name of ['secret', 'others-name', 'sub/others-name']) await writeFile(join(outside, name), 'OUTSIDE');
  const child = spawn(process.execPath, ['-e', swapper, root, outside], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => end(child));
  await once(child.stdout, 'data');
  const { boundary, files, visibility } = await serve(root);
  const folder = new SearchedFolder(boundary);
  const search = createSearchService({ folder, viewFor: (caller) => viewOf(caller, visibility) });
  return { root, outside, files, search, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.stdin?.write('end');
  await exited;
}

/** Does something again and again; gives how often it was answered and all that it told. */
async function again(work: (round: number) => Promise<unknown>): Promise<{ answered: number; told: Set<string> }> {
  const told = new Set<string>();
  let answered = 0;
  const endMs = performance.now() + durationMs;
  for (let round = 0; performance.now() < endMs; round++) {
    try {
      told.add(JSON.stringify(await work(round)));
      answered++;
    } catch (error) {
      told.add(String(error));
    }
  }
  return { answered, told };
}

// Elsewhere nothing tells where an open file is.
describe.skipIf(process.platform !== 'linux')('while another process swaps links', () => {
  test('what is read, listed and looked at is inside', async () => {
    const { files } = await attacked();
    const read = (path: string) =>
      again(async () => textOf((await files['files.read']({ path }, guest, never)).content));
    const results = await Promise.all([
      ...['a.txt', 'b.txt', 'd/secret', 'top/mid/secret', 'e/config'].map(read),
      again(() => files['files.list']({ path: 'd' }, guest, never)),
      again(() => files['files.list']({ path: 'top/mid' }, guest, never)),
      again(() => files['files.stat']({ path: 'd/others-name' }, guest, never)),
      again(() => files['files.stat']({ path: 'top/mid/sub' }, guest, never)),
    ]);
    for (const { told } of results) expect([...told].join('\n')).not.toMatch(/OUTSIDE|HIDDEN/);
    for (const { told } of results.slice(5, 7)) expect([...told].join('\n')).not.toMatch(secret);
    for (const { answered } of results.slice(7)) expect(answered).toBe(0);
    for (const { answered } of results.slice(0, 7)) expect(answered).toBeGreaterThan(0);
  });

  test('what is copied is inside, files and trees alike', async () => {
    const { root, files, stop } = await attacked();
    const copy = (from: string, into: string) =>
      again(async (round) => {
        await files['files.copy']({ from, to: `${into}-${round}`, overwrite: true }, guest, never);
      });
    await Promise.all([copy('a.txt', 'copied-a'), copy('d', 'copied-d'), copy('top', 'copied-top')]);
    await stop();
    const copies = (await readdir(root)).filter((name) => name.startsWith('copied'));
    expect(copies.length).toBeGreaterThan(0);
    for (const name of await readdir(root, { recursive: true, withFileTypes: true })) {
      if (!name.parentPath.includes('copied-') && !name.name.startsWith('copied')) continue;
      expect(name.name).not.toMatch(secret);
      // A link is copied as a link, which is judged when it is followed.
      if (name.isFile()) expect(await readFile(join(name.parentPath, name.name), 'utf8')).toBe('inside');
    }
  });

  test('what is removed is inside', async () => {
    const { root, outside, files } = await attacked();
    const name = (round: number) => `new-${round}/x`;
    await again(async (round) => {
      await files['files.createFolder']({ path: `new-${round}` }, guest, never);
      await files['files.copy']({ from: 'top', to: name(round), overwrite: true }, guest, never).catch(() => {});
      await files['files.remove']({ path: `new-${round}`, recursive: true }, guest, never);
      await files['files.remove']({ path: 'top/mid/sub', recursive: true }, guest, never).catch(() => {});
    });
    expect((await readdir(outside, { recursive: true })).sort()).toEqual([
      'others-name',
      'secret',
      'sub',
      'sub/others-name',
    ]);
    expect(await readFile(join(root, '.env'), 'utf8')).toBe('HIDDEN');
  });

  test('what a search finds is inside', async () => {
    const { search } = await attacked();
    const text = { pattern: 'OUTSIDE|HIDDEN|inside', isRegExp: true };
    const names = workspaceMethods['search.files'].params.parse({ pattern: '' });
    const results = await Promise.all([
      again(() => searchWith(search, text, guest, never)),
      again(() => search['search.files'](names, { ...guest, person: 'Eve' }, never)),
    ]);
    for (const { answered, told } of results) {
      expect(answered).toBeGreaterThan(0);
      expect([...told].join('\n')).not.toMatch(secret);
    }
  });

  test('what a watcher or a scan tells is inside', async () => {
    const { root } = await attacked();
    const told = new Set<string>();
    const watcher = await FolderWatcher.start({
      root,
      onChanges: (changes) => changes.map(({ path }) => told.add(path)),
      onProblem: () => {},
      settleMs: 1,
    });
    const { answered } = await again(async () => {
      for (const path of (await scanFolder(root, () => false, 1000)).keys()) told.add(path);
    });
    await watcher.close();
    expect(answered).toBeGreaterThan(0);
    expect(told.size).toBeGreaterThan(0);
    expect([...told].join('\n')).not.toMatch(secret);
  });
});
