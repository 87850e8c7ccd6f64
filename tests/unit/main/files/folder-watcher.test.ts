import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { writeAtomically } from '../../../../src/main/files/atomic-write.ts';
import { ChangeBatch } from '../../../../src/main/files/change-batch.ts';
import type { ChangeSourceOptions } from '../../../../src/main/files/change-source.ts';
import { FolderWatcher, type FolderWatcherOptions } from '../../../../src/main/files/folder-watcher.ts';
import { startNativeWatch } from '../../../../src/main/files/native-watch.ts';
import { startTreeWatch } from '../../../../src/main/files/tree-watch.ts';
import type { FileChange } from '../../../../src/shared/capabilities/files/methods.ts';
import { bytes, never, owner, serve, temporaryFolder } from './folder-fixture.ts';

const deadlineMs = 8000;

/** Watches a folder and lets a test wait until what it has been told so far passes a check. */
async function watch(root: string, options: Partial<FolderWatcherOptions> = {}) {
  const told: FileChange[] = [];
  const problems: string[] = [];
  let check = () => {};
  const watcher = await FolderWatcher.start({
    root,
    scanEveryMs: 50,
    onChanges: (changes) => {
      told.push(...changes);
      check();
    },
    onProblem: ({ message }) => {
      problems.push(message);
      check();
    },
    ...options,
  });
  onTestFinished(() => watcher.close());
  const until = (isEnough: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`told only ${JSON.stringify(told)} and ${JSON.stringify(problems)}`)),
        deadlineMs,
      );
      check = () => {
        if (!isEnough()) return;
        clearTimeout(timer);
        resolve();
      };
      check();
    });
  const untilTold = (path: string, ...types: FileChange['type'][]) =>
    until(() => told.some((change) => change.path === path && types.includes(change.type)));
  return { watcher, told, problems, until, untilTold };
}

const failing = { startSource: () => Promise.reject(new Error('inotify_add_watch failed: No space left on device')) };

describe.each([
  ['folder by folder', { startSource: startTreeWatch }],
  ['by one subscription', { startSource: startNativeWatch }],
  ['by looking through the folder', failing],
] as const)('%s', (_how, options) => {
  test('what appears, changes and goes is told by its relative path', async () => {
    const root = await temporaryFolder({ a: '1', 'sub/b': '1' });
    const { untilTold } = await watch(root, options);
    await writeFile(join(root, 'sub/new'), '1');
    await untilTold('sub/new', 'created');
    await writeFile(join(root, 'a'), 'longer');
    await untilTold('a', 'changed');
    await rm(join(root, 'sub/b'));
    await untilTold('sub/b', 'deleted');
    await rename(join(root, 'a'), join(root, 'sub/a'));
    await untilTold('a', 'deleted');
    await untilTold('sub/a', 'created');
  });

  test('our temporary files, Git and dependencies are not told, what replaces a file is', async () => {
    const root = await temporaryFolder({ a: '1', '.git/': '', 'node_modules/x/': '', 'sub/': '' });
    const { told, untilTold } = await watch(root, options);
    await writeFile(join(root, '.git/HEAD'), '1');
    await writeFile(join(root, 'node_modules/x/y'), '1');
    await writeAtomically(join(root, 'a'), bytes('two'));
    await untilTold('a', 'changed', 'created');
    await writeFile(join(root, 'last'), '1');
    await untilTold('last', 'created');
    expect(new Set(told.map(({ path }) => path))).toEqual(new Set(['a', 'last']));
  });

  test('a folder that is copied in whole is told with what is in it', async () => {
    const root = await temporaryFolder({ 'x/deep/1': '1' });
    const { untilTold } = await watch(root, options);
    const { files } = await serve(root);
    await files['files.copy']({ from: 'x', to: 'y', overwrite: false }, owner, never);
    await untilTold('y', 'created');
    await untilTold('y/deep/1', 'created');
  });

  // Our library lacks this on Linux, which is the reason for another source there.
  const knowsMoves = !(options.startSource === startNativeWatch && process.platform === 'linux');
  test.runIf(knowsMoves)(
    'what changes in folders that were moved, or made with folders in them, is told by its path now',
    async () => {
      const root = await temporaryFolder({ 'old/deep/1': '1' });
      const { told, untilTold } = await watch(root, options);
      await rename(join(root, 'old'), join(root, 'new'));
      await mkdir(join(root, 'a/b/c'), { recursive: true });
      await untilTold('new/deep/1', 'created');
      await untilTold('a/b/c', 'created');
      told.length = 0;
      await writeFile(join(root, 'new/deep/1'), 'longer');
      await writeFile(join(root, 'a/b/c/d'), '1');
      await untilTold('new/deep/1', 'changed');
      await untilTold('a/b/c/d', 'created');
      expect(told.filter(({ path, type }) => path.startsWith('old') && type !== 'deleted')).toEqual([]);
    },
  );

  test('the folder may go and come back', async () => {
    const root = await temporaryFolder({ a: '1' });
    const { watcher, problems, until, untilTold } = await watch(root, options);
    const mode = watcher.mode;
    await rm(root, { recursive: true });
    await untilTold('', 'deleted');
    expect(problems.at(-1)).toContain('gone');
    expect(watcher.mode).toBe('gone');
    await mkdir(root);
    await untilTold('', 'created');
    await until(() => watcher.mode === mode);
    await writeFile(join(root, 'again'), '1');
    await untilTold('again', 'created', 'changed');
  });

  test('nothing is told once it is closed', async () => {
    const root = await temporaryFolder();
    const { watcher, told } = await watch(root, options);
    await watcher.close();
    await writeFile(join(root, 'a'), '1');
    const other = await watch(root);
    await writeFile(join(root, 'b'), '1');
    await other.untilTold('b', 'created');
    expect(told).toEqual([]);
    expect(watcher.mode).toBe('closed');
  });
});

test('a system that cannot watch is told in words', async () => {
  const root = await temporaryFolder();
  const { watcher, problems } = await watch(root, failing);
  expect(watcher.mode).toBe('scan');
  expect(problems).toEqual([
    expect.stringMatching(/as many as its limit allows.*it is looked through every 1 s or more/),
  ]);
});

test('watching may go on to begin while the folder is used, tells what it has noticed by then, and ends with it', async () => {
  const root = await temporaryFolder();
  const begun = Promise.withResolvers<ChangeSourceOptions>();
  const going = Promise.withResolvers<never>();
  const told: FileChange[] = [];
  const watcher = FolderWatcher.begin({
    root,
    settleMs: 0,
    onChanges: (changes) => told.push(...changes),
    onProblem: () => told.push({ path: 'a problem', type: 'changed' }),
    startSource: (options) => {
      options.signal.addEventListener('abort', () => going.reject(new Error('ended')));
      begun.resolve(options);
      return going.promise;
    },
  });
  expect(watcher.mode).toBe('starting');
  (await begun.promise).onChange({ path: 'a', type: 'created' });
  await vi.waitFor(() => expect(told).toEqual([{ path: 'a', type: 'created' }]), { timeout: 20_000 });
  await watcher.close();
  await watcher.started;
  expect([watcher.mode, told.length]).toEqual(['closed', 1]);
});

test('when the system has missed something, all is to be looked at again', async () => {
  const root = await temporaryFolder();
  const given: ChangeSourceOptions[] = [];
  const startSource = async (options: ChangeSourceOptions) => {
    given.push(options);
    return { close: async () => {} };
  };
  const { problems, untilTold } = await watch(root, { startSource });
  given[0]?.onMissed(new Error('Events were dropped'));
  await untilTold('', 'changed');
  expect(problems).toEqual([expect.stringContaining('missed')]);
});

test('when the system gives up, the folder is looked through instead', async () => {
  const root = await temporaryFolder();
  const given: ChangeSourceOptions[] = [];
  const startSource = async (options: ChangeSourceOptions) => {
    given.push(options);
    return { close: async () => {} };
  };
  const { watcher, untilTold } = await watch(root, { startSource });
  expect(watcher.mode).toBe('system');
  given[0]?.onFailed(new Error('No space left on device'));
  await untilTold('', 'changed');
  expect(watcher.mode).toBe('scan');
  await writeFile(join(root, 'a'), '1');
  await untilTold('a', 'created');
});

describe('a batch', () => {
  function gathered(...changes: FileChange[]): FileChange[][] {
    const given: FileChange[][] = [];
    const batch = new ChangeBatch(1000, (all) => given.push(all));
    for (const change of changes) batch.add(change);
    batch.flush();
    return given;
  }

  test('has one change per path', () => {
    expect(
      gathered(
        { path: 'a', type: 'created' },
        { path: 'a', type: 'changed' },
        { path: 'b', type: 'deleted' },
        { path: 'b', type: 'created' },
        { path: 'c', type: 'created' },
        { path: 'c', type: 'deleted' },
      ),
    ).toEqual([
      [
        { path: 'a', type: 'created' },
        { path: 'b', type: 'changed' },
        { path: 'c', type: 'deleted' },
      ],
    ]);
  });

  test('has no more changes than an entry may carry', () => {
    const many = Array.from({ length: 1001 }, (_, index): FileChange => ({ path: `f${index}`, type: 'created' }));
    expect(gathered(...many).map(({ length }) => length)).toEqual([500, 500, 1]);
  });
});
