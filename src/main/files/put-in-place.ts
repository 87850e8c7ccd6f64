import type { Stats } from 'node:fs';
import { cp, lstat, rename, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemCode } from './os-errors.ts';
import { temporaryName } from './temporary-names.ts';

/**
 * Moves a file or folder to a name, in the place of what is there. What was there is gone only when the new one
 * stands: until then a failure leaves both as they were.
 * @param from absolute, or by a held folder
 * @param to absolute, or by a held folder; links are replaced, not followed
 * @param replaced what stands at `to`, null for nothing
 * @throws the system's error
 */
export async function putInPlace(from: string, to: string, replaced: Stats | null): Promise<void> {
  if (replaced === null) return renameAcrossDisks(from, to);
  const moved = await lstat(from);
  if (!replaced.isDirectory() && !moved.isDirectory()) {
    // Renaming one hard link to another of the same file does nothing and says nothing.
    if (replaced.ino === moved.ino && replaced.dev === moved.dev) await unlink(to);
    return renameAcrossDisks(from, to);
  }
  const aside = join(dirname(to), temporaryName());
  await rename(to, aside);
  try {
    await renameAcrossDisks(from, to);
  } catch (error) {
    await rename(aside, to);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

/** A folder inside the shared one may be another disk, to which nothing can be renamed. */
async function renameAcrossDisks(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (systemCode(error) !== 'EXDEV') throw error;
    const arriving = join(dirname(to), temporaryName());
    try {
      await cp(from, arriving, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
      await rename(arriving, to);
    } catch (failure) {
      await rm(arriving, { recursive: true, force: true });
      throw failure;
    }
    await rm(from, { recursive: true });
  }
}
