import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { FolderChanges, type FolderChangesOptions } from '../../../../src/main/host/folder-changes.ts';
import { temporaryFolder } from '../files/folder-fixture.ts';

/** The changes of a folder with one open document, and what was made of them. */
async function stage(purposes = ['host', 'disk']) {
  const root = await temporaryFolder({ 'open.txt': 'one\n', 'other.txt': 'one\n' });
  const looked: string[] = [];
  const told: string[] = [];
  const options = {
    root,
    client: {
      state: {
        documents: { ref: { path: 'open.txt' } },
        replicas: Object.fromEntries(purposes.map((purpose) => [purpose, { purpose }])),
        host: { term: 1 },
      },
      publish: async (_: string, { changes }: { changes: { path: string }[] }) =>
        void told.push(...changes.map(({ path }) => path)),
    },
    keeper: {
      isBehind: false,
      diskChanged: async (path: string) => void looked.push(path),
      filesArrived: () => undefined,
      applySettings: async () => undefined,
    },
    rules: { reload: () => false, visibility: { isHidden: () => false } },
    onFiles: () => undefined,
    report: (message: string) => void told.push(message),
  };
  const changes = new FolderChanges(options as unknown as FolderChangesOptions);
  onTestFinished(() => changes.stop());
  return { root, changes, looked, told };
}

it('looks at open documents once more when the watch stands: what changed before was not told', async () => {
  const { changes, looked, told } = await stage();
  changes.watch();
  expect(looked).toEqual([]);
  await vi.waitFor(() => expect(looked).toEqual(['open.txt']), { timeout: 20_000 });
  // A folder that was watched at once was listed by nobody before: explorers need not look again.
  expect(told).toEqual([]);
});

it('has explorers look again where somebody is there before the watch stands, however soon that is', async () => {
  const { changes, told } = await stage(['host', 'disk', 'window']);
  changes.watch();
  await vi.waitFor(() => expect(told).toEqual(['']), { timeout: 20_000 });
});

it('tells of what changes from then on', async () => {
  const { root, changes, looked, told } = await stage();
  changes.watch();
  await vi.waitFor(() => expect(looked).toEqual(['open.txt']), { timeout: 20_000 });
  await writeFile(join(root, 'new.txt'), 'new\n');
  await vi.waitFor(() => expect(told).toEqual(['new.txt']), { timeout: 20_000 });
  expect(changes.lists.isWatched).toBe(true);
});

it('can be stopped before the watch stands', async () => {
  const { changes, looked } = await stage();
  changes.watch();
  await changes.stop();
  expect([looked, changes.lists.isWatched]).toEqual([[], false]);
});
