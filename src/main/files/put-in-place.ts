import type { BigIntStats } from 'node:fs';
import { lstat, rename, unlink } from 'node:fs/promises';
import { copyTree, type HeldName, removeTree, wayTo } from './held-tree.ts';
import { systemCode } from './os-errors.ts';
import { temporaryName } from './temporary-names.ts';

/**
 * Moves a file or folder to a name, and replaces the thing there. The old one is gone only when the new one stands:
 * until then a failure leaves both as they were.
 * @param to links are replaced, not followed
 * @param replaced the thing at `to`, null for nothing
 * @throws the system's error
 */
export async function putInPlace(from: HeldName, to: HeldName, replaced: BigIntStats | null): Promise<void> {
  if (replaced === null) return renameAcrossDisks(from, to);
  const moved = await lstat(wayTo(from), { bigint: true });
  if (!replaced.isDirectory() && !moved.isDirectory()) {
    // Renaming one hard link to another of the same file does nothing and reports no error.
    if (replaced.ino === moved.ino && replaced.dev === moved.dev) await unlink(wayTo(to));
    return renameAcrossDisks(from, to);
  }
  const aside = { folder: to.folder, name: temporaryName() };
  await rename(wayTo(to), wayTo(aside));
  try {
    await renameAcrossDisks(from, to);
  } catch (error) {
    await rename(wayTo(aside), wayTo(to));
    throw error;
  }
  await removeTree(aside);
}

/** Copies instead: a folder inside the shared one may be another disk, to which nothing can be renamed. */
async function renameAcrossDisks(from: HeldName, to: HeldName): Promise<void> {
  try {
    await rename(wayTo(from), wayTo(to));
  } catch (error) {
    if (systemCode(error) !== 'EXDEV') throw error;
    const arriving = { folder: to.folder, name: temporaryName() };
    try {
      await copyTree(from, arriving, await lstat(wayTo(from)), { keepsTimes: true });
      await rename(wayTo(arriving), wayTo(to));
    } catch (failure) {
      await removeTree(arriving).catch(() => {});
      throw failure;
    }
    await removeTree(from);
  }
}
