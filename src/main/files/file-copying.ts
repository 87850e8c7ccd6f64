import { constants, type Dirent, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EnsembleError } from '../../shared/protocol/errors.ts';
import { checkReplaced } from './file-moving.ts';
import { refuseReadOnly } from './file-writing.ts';
import type { FolderBoundary, Place } from './folder-boundary.ts';
import { putInPlace } from './put-in-place.ts';
import { temporaryName } from './temporary-names.ts';
import type { View } from './visibility.ts';
import { isWireName, joinPath } from './wire-path.ts';

/**
 * Copies a file, a folder or a link (as a link). The copy appears all at once, under a temporary name before.
 * What the caller may not see, here or under its new name, and links that lead nowhere shared are left out.
 * @throws EnsembleError `exists`, `not-found`, `cancelled` …, or the system's error
 */
export async function copyFile(
  boundary: FolderBoundary,
  view: View,
  params: { from: string; to: string; overwrite: boolean },
  signal?: AbortSignal,
): Promise<void> {
  const from = await boundary.findName(params.from, view);
  const to = await boundary.findName(params.to, view);
  refuseReadOnly(view, to);
  const stats = await lstat(from.absolute);
  if (!view.isOwner) await boundary.find(params.from, view);
  const replaced = await checkReplaced(view, to, params.overwrite, { place: from, stats });
  const held = await boundary.holdFolderOf(to);
  const arriving = join(held.path, temporaryName());
  try {
    await copyTree({ boundary, view, signal }, from, stats, arriving, to.realPath);
    await putInPlace(arriving, join(held.path, basename(to.absolute)), replaced);
  } finally {
    await rm(arriving, { recursive: true, force: true });
    await held.close();
  }
}

interface Copying {
  readonly boundary: FolderBoundary;
  readonly view: View;
  readonly signal: AbortSignal | undefined;
}

/** `kind` is what was found when it was decided to copy: what takes its place meanwhile is refused. */
async function copyTree(
  copying: Copying,
  from: Place,
  kind: Stats | Dirent,
  target: string,
  targetPath: string,
): Promise<void> {
  copying.signal?.throwIfAborted();
  if (kind.isSymbolicLink()) return symlink(await readlink(from.absolute), target);
  if (kind.isFile()) return copyContent(copying, from, target);
  if (!kind.isDirectory()) throw new EnsembleError('bad-request', `This cannot be copied: “${from.path}”.`);
  const held = await copying.boundary.holdFolder(from);
  const entries = await readdir(held.path, { withFileTypes: true }).finally(() => held.close());
  await mkdir(target, (await lstat(from.absolute)).mode | 0o700);
  for (const entry of entries) {
    if (!entry.isFile() && !entry.isDirectory() && !entry.isSymbolicLink()) continue;
    const path = joinPath(from.path, entry.name);
    const realPath = joinPath(from.realPath, entry.name);
    const newPath = joinPath(targetPath, entry.name);
    if (![path, realPath, newPath].every(copying.view.sees)) continue;
    if (entry.isSymbolicLink() && !(await mayCopyLink(copying, path))) continue;
    const place = { path, realPath, absolute: join(from.absolute, entry.name) };
    await copyTree(copying, place, entry, join(target, entry.name), newPath);
  }
}

async function copyContent({ boundary, signal }: Copying, from: Place, target: string): Promise<void> {
  const source = await boundary.openFile(from);
  let copy: FileHandle | undefined;
  try {
    const { mode } = await source.stat();
    copy = await open(target, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode & 0o777);
    const piece = new Uint8Array(1024 * 1024);
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await source.read(piece, 0, piece.length, null);
      if (bytesRead === 0) break;
      await copy.writeFile(piece.subarray(0, bytesRead));
    }
  } finally {
    await source.close();
    await copy?.close();
  }
}

async function mayCopyLink({ boundary, view }: Copying, path: string): Promise<boolean> {
  if (view.isOwner) return true;
  return isWireName(basename(path)) && boundary.find(path, view).then(Boolean, () => false);
}
