import type { Stats } from 'node:fs';
import { lstat, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EnsembleError } from '../../shared/protocol/errors.ts';
import { exists, refuseReadOnly } from './file-writing.ts';
import { foldName } from './folded-path.ts';
import type { FolderBoundary, Place } from './folder-boundary.ts';
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
): Promise<void> {
  const from = await boundary.findName(params.from, view);
  const to = await boundary.findName(params.to, view);
  refuseReadOnly(view, from);
  refuseReadOnly(view, to);
  const moved = await lstat(from.absolute);
  await refuseUnsharedInside(view, from, to.realPath);
  const replaced = await checkReplaced(view, to, params.overwrite, { place: from, stats: moved });
  const source = await boundary.holdFolderOf(from);
  try {
    const target = await boundary.holdFolderOf(to);
    try {
      await putInPlace(join(source.path, basename(from.absolute)), join(target.path, basename(to.absolute)), replaced);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/**
 * Removes a file, a link (not what it leads to) or a folder.
 * @throws EnsembleError `not-found`, `hidden`, `no-access`, `bad-request` for a full folder unless recursive …
 */
export async function removeFile(
  boundary: FolderBoundary,
  view: View,
  params: { path: string; recursive: boolean },
): Promise<void> {
  const place = await boundary.findName(params.path, view);
  refuseReadOnly(view, place);
  const stats = await lstat(place.absolute);
  if (params.recursive) await refuseUnsharedInside(view, place);
  const held = await boundary.holdFolderOf(place);
  try {
    const target = join(held.path, basename(place.absolute));
    if (stats.isDirectory() && !params.recursive) await rmdir(target);
    else await rm(target, { recursive: params.recursive });
  } finally {
    await held.close();
  }
}

/**
 * Looks at what a move or a copy would replace.
 * @returns it, or null when nothing is in the way
 * @throws EnsembleError `exists`, `bad-request` for a folder into itself, `hidden` or `no-access`
 */
export async function checkReplaced(
  view: View,
  to: Place,
  overwrite: boolean,
  from: { place: Place; stats: Stats },
): Promise<Stats | null> {
  if (from.stats.isDirectory() && to.realPath !== from.place.realPath && isWithin(from.place.realPath, to.realPath)) {
    throw new EnsembleError('bad-request', 'A folder cannot be put into itself.');
  }
  const found = await lstat(to.absolute).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return null;
  const sameFile = found.ino === from.stats.ino && found.dev === from.stats.dev;
  // On a disk that ignores case, the new spelling of a name finds the old one.
  if (sameFile && to.realPath !== from.place.realPath && foldName(to.realPath) === foldName(from.place.realPath)) {
    return null;
  }
  if (!overwrite || to.realPath === from.place.realPath) throw exists(to.path);
  if (isWithin(to.realPath, from.place.realPath)) {
    throw new EnsembleError('bad-request', 'A folder cannot be replaced by something that is inside it.');
  }
  await refuseUnsharedInside(view, to);
  return found;
}
