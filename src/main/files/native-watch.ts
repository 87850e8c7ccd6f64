import { lstat } from 'node:fs/promises';
import { sep } from 'node:path';
import type { Event } from '@parcel/watcher';
import PQueue from 'p-queue';
import type { ChangeSource, ChangeSourceOptions } from './change-source.ts';
import { scanFolder } from './folder-scan.ts';
import { temporaryGlob } from './temporary-names.ts';

const maxScanned = 100_000;

/**
 * Watches by one subscription to the whole tree, where the system has such a thing (macOS, Windows). For a folder that
 * arrives with content only the folder is told by it; the content is looked up.
 */
export async function startNativeWatch(options: ChangeSourceOptions): Promise<ChangeSource> {
  const { root, ignoredNames, isIgnored, onChange, onRootTouched, onMissed } = options;
  let isClosed = false;
  const queue = new PQueue({ concurrency: 1 });

  async function tell({ path: absolute, type }: Event): Promise<void> {
    const path = absolute.slice(root.length).replaceAll(sep, '/').replace(/^\//, '');
    if (isClosed || isIgnored(path)) return;
    if (path === '') return onRootTouched();
    // An event may be out of date: only a file that is there now is told as being there.
    const stats = type === 'delete' ? null : await lstat(absolute).catch(() => null);
    onChange({ path, type: stats === null ? 'deleted' : type === 'create' ? 'created' : 'changed' });
    if (!stats?.isDirectory() || type !== 'create') return;
    const content = await scanFolder(absolute, (below) => isIgnored(`${path}/${below}`), maxScanned);
    for (const below of content.keys()) onChange({ path: `${path}/${below}`, type: 'created' });
  }

  // Imported late: where its native part is missing, importing it throws.
  const { default: watcher } = await import('@parcel/watcher');
  const ignore = [`**/${temporaryGlob}`, ...ignoredNames.map((name) => `**/${name}/**`)];
  const subscription = await watcher.subscribe(
    root,
    (error, events) => {
      if (isClosed) return;
      if (error) onMissed(error);
      else
        void queue.add(async () => {
          for (const event of events) await tell(event);
        });
    },
    { ignore },
  );
  return {
    close: async () => {
      isClosed = true;
      await queue.onIdle();
      // A subscription to a folder that is gone may fail to end; there is nothing left to do about it.
      await subscription.unsubscribe().catch(() => {});
    },
  };
}
