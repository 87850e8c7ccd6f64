import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileChange } from '../../shared/capabilities/files/methods.ts';
import { anchorFolder } from './anchored-folder.ts';
import { joinPath } from './wire-path.ts';

/** Contents of a folder at a time: for each path a word that changes with the file. */
export type Snapshot = ReadonlyMap<string, string>;

/**
 * Lists the contents of a folder, links not followed; files that go away meanwhile are left out.
 * @param maxEntries where to stop, so that a huge folder does not fill the memory
 */
export async function scanFolder(
  root: string,
  isIgnored: (path: string) => boolean,
  maxEntries: number,
): Promise<Snapshot> {
  const found = new Map<string, string>();
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined && found.size < maxEntries; folder = folders.pop()) {
    // A link in a folder's place would give away names from elsewhere.
    const held = await anchorFolder(join(root, folder)).catch(() => null);
    if (held === null) continue;
    const entries: Dirent[] = await readdir(held.path, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = joinPath(folder, entry.name);
      if (isIgnored(path)) continue;
      const stats = await lstat(join(held.path, entry.name), { bigint: true }).catch(() => null);
      if (stats === null) continue;
      // A folder's own times change with its contents, which are told by themselves.
      found.set(path, entry.isDirectory() ? 'folder' : `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`);
      if (entry.isDirectory()) folders.push(path);
    }
    await held.close();
  }
  return found;
}

/** Lists the differences between two snapshots of a folder. */
export function changesBetween(before: Snapshot, after: Snapshot): FileChange[] {
  const changes: FileChange[] = [];
  for (const path of before.keys()) if (!after.has(path)) changes.push({ path, type: 'deleted' });
  for (const [path, mark] of after) {
    const old = before.get(path);
    if (old === undefined) changes.push({ path, type: 'created' });
    else if (old !== mark) changes.push({ path, type: 'changed' });
  }
  return changes;
}
