import type { Dirent } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { basename } from 'node:path';
import { checkReplaced } from './file-moving.ts';
import { type Placing, refuseReadOnly } from './file-writing.ts';
import type { FolderBoundary } from './folder-boundary.ts';
import { copyTree, type HeldName, removeTree, wayTo } from './held-tree.ts';
import { putInPlace } from './put-in-place.ts';
import { temporaryName } from './temporary-names.ts';
import type { View } from './visibility.ts';
import { isWireName } from './wire-path.ts';

/**
 * Copies a file, a folder or a link (as a link). The copy appears all at once, under a temporary name before. Files
 * that the caller may not see, here or under their new names, and links that lead nowhere shared are left out.
 * @throws EnsembleError `exists`, `not-found`, `cancelled` …, or the system's error
 */
export async function copyFile(
  boundary: FolderBoundary,
  view: View,
  params: { from: string; to: string; overwrite: boolean },
  signal?: AbortSignal,
  placing: Placing = (_to, _has, put) => put(),
): Promise<void> {
  const from = await boundary.findName(params.from, view);
  const to = await boundary.findName(params.to, view);
  refuseReadOnly(view, to);
  const { stats } = await boundary.look(from);
  if (!view.isOwner) await boundary.find(params.from, view);
  const replaced = await checkReplaced(boundary, view, to, params.overwrite, { place: from, stats });
  const takes = async (below: string, entry: Dirent) => {
    if (!entry.isFile() && !entry.isDirectory() && !entry.isSymbolicLink()) return false;
    if (![from.path, from.realPath, to.realPath].every((path) => view.sees(path + below))) return false;
    if (view.isOwner || !entry.isSymbolicLink()) return true;
    return isWireName(entry.name) && boundary.find(from.path + below, view).then(Boolean, () => false);
  };
  const source = await boundary.holdFolderOf(from);
  try {
    const target = await boundary.holdFolderOf(to);
    const arriving = { folder: target, name: temporaryName() };
    try {
      const copied = { folder: source, name: basename(from.absolute) };
      await copyTree(copied, arriving, stats, { signal, takes });
      const has = (below: string) => isFileAt(arriving, below);
      await placing(to.realPath, has, () =>
        putInPlace(arriving, { folder: target, name: basename(to.absolute) }, replaced),
      );
    } finally {
      await removeTree(arriving).finally(() => target.close());
    }
  } finally {
    await source.close();
  }
}

/** Says whether a copy has something that is no folder at a place below it: a file, or a link that may lead to one. */
async function isFileAt(copy: HeldName, below: string): Promise<boolean> {
  const found = await lstat(`${wayTo(copy)}${below}`).catch(() => null);
  return found !== null && !found.isDirectory();
}
