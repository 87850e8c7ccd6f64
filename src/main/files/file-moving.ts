import type { BigIntStats } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { EnsembleError } from '../../shared/core/errors.ts';
import { foldName } from '../../shared/text/folded-name.ts';
import { exists, refuseReadOnly } from './file-writing.ts';
import type { FolderBoundary, Place } from './folder-boundary.ts';
import { removeTree, wayTo } from './held-tree.ts';
import { systemCode } from './os-errors.ts';
import { putInPlace } from './put-in-place.ts';
import { refuseUnsharedInside } from './shared-tree.ts';
import type { View } from './visibility.ts';
import { isWithin } from './wire-path.ts';

/**
 * Renames or moves a file, a folder or a link.
 * @throws EnsembleError `exists`, `not-found`, `hidden`, `no-access` …, or the system's error
 */
export async function moveFile(
  boundary: FolderBoundary,
  view: View,
  params: { from: string; to: string; overwrite: boolean },
  signal?: AbortSignal,
): Promise<void> {
  const from = await boundary.findName(params.from, view);
  const to = await boundary.findName(params.to, view);
  refuseReadOnly(view, from);
  refuseReadOnly(view, to);
  const { stats } = await boundary.look(from);
  await refuseUnsharedInside(boundary, view, from, to.realPath, signal);
  const replaced = await checkReplaced(boundary, view, to, params.overwrite, { place: from, stats });
  const source = await boundary.holdFolderOf(from);
  try {
    const target = await boundary.holdFolderOf(to);
    try {
      const moved = { folder: source, name: basename(from.absolute) };
      await putInPlace(moved, { folder: target, name: basename(to.absolute) }, replaced);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/**
 * Removes a file, a link (not its target) or a folder.
 * @throws EnsembleError `not-found`, `hidden`, `no-access`, `bad-request` for a full folder unless recursive …
 */
export async function removeFile(
  boundary: FolderBoundary,
  view: View,
  params: { path: string; recursive: boolean },
  signal?: AbortSignal,
): Promise<void> {
  const place = await boundary.findName(params.path, view);
  refuseReadOnly(view, place);
  const { stats } = await boundary.look(place);
  if (params.recursive) await refuseUnsharedInside(boundary, view, place, undefined, signal);
  const held = await boundary.holdFolderOf(place);
  try {
    const target = { folder: held, name: basename(place.absolute) };
    if (stats.isDirectory() && !params.recursive) await rmdir(wayTo(target));
    else await removeTree(target, signal);
  } finally {
    await held.close();
  }
}

/**
 * Looks at the thing that a move or a copy would replace.
 * @returns it, or null when nothing is in the way
 * @throws EnsembleError `exists`, `bad-request` for a folder into itself, `hidden` or `no-access`
 */
export async function checkReplaced(
  boundary: FolderBoundary,
  view: View,
  to: Place,
  overwrite: boolean,
  from: { place: Place; stats: BigIntStats },
): Promise<BigIntStats | null> {
  if (from.stats.isDirectory() && to.realPath !== from.place.realPath && isWithin(from.place.realPath, to.realPath)) {
    throw new EnsembleError('bad-request', 'A folder cannot be put into itself.');
  }
  const sight = await boundary.look(to).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (sight === null) return null;
  const found = sight.stats;
  const sameFile = found.ino === from.stats.ino && found.dev === from.stats.dev;
  // On a disk that ignores case, the new spelling of a name finds the old one.
  if (sameFile && to.realPath !== from.place.realPath && foldName(to.realPath) === foldName(from.place.realPath)) {
    return null;
  }
  if (!overwrite || to.realPath === from.place.realPath) throw exists(to.path);
  if (isWithin(to.realPath, from.place.realPath)) {
    throw new EnsembleError('bad-request', 'A folder cannot be replaced by something that is inside it.');
  }
  await refuseUnsharedInside(boundary, view, to);
  return found;
}
