import { constants, type Stats } from 'node:fs';
import { type FileHandle, link, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EnsembleError } from '../../shared/core/errors.ts';
import { systemCode } from './os-errors.ts';
import { temporaryName } from './temporary-names.ts';
import { type BeforeInPlace, hasOtherNames, mayNotBeReplaced, writeInPlace } from './write-in-place.ts';

export const writeSteps = ['opened', 'written', 'synced', 'replaced'] as const;

export type WriteStep = (typeof writeSteps)[number];

export interface AtomicWriteOptions {
  /** Refuses with EEXIST when there is a file already, also one that appears meanwhile. */
  readonly mustBeNew?: boolean;
  /** Runs the step that gives the file its new content, in turn with others who use the file. */
  readonly placing?: (put: () => Promise<void>) => Promise<void>;
  /** Called before a file is overwritten in place, since it has other names or cannot be replaced. */
  readonly beforeInPlace?: BeforeInPlace;
  /** Called after each step; an error of it is a fault at that place. For tests and for journals. */
  readonly afterStep?: (step: WriteStep) => void | Promise<void>;
}

/**
 * Replaces a file's content atomically: readers see the old file or the new one, also after a crash, and a full disk
 * leaves the old one as it was. Mode bits, and the owner where the system allows it, are kept. A file with other hard
 * links, and one that may be written but not replaced (in a folder that may not be, mounted by itself), is overwritten
 * in place instead.
 * @param absolutePath a real path: a link there is replaced, not followed
 * @throws EnsembleError `no-access` when the file is write-protected, `is-a-folder`; else the system's own errors
 */
export async function writeAtomically(
  absolutePath: string,
  content: Uint8Array,
  options: AtomicWriteOptions = {},
): Promise<void> {
  const old = await statOrNull(absolutePath);
  if (old?.isDirectory()) throw new EnsembleError('is-a-folder', 'This is a folder, not a file.');
  if (old?.isFile() && (old.mode & 0o222) === 0) {
    throw new EnsembleError('no-access', 'This file is write-protected on the host.');
  }
  const { placing = (put: () => Promise<void>) => put() } = options;
  if (options.mustBeNew || !old?.isFile()) return replace(absolutePath, content, old, options);
  const inPlace = () => placing(() => writeInPlace(absolutePath, content, old, options.beforeInPlace));
  if (hasOtherNames(old)) return inPlace();
  try {
    await replace(absolutePath, content, old, options);
  } catch (error) {
    if (!mayNotBeReplaced(error)) throw error;
    await inPlace();
  }
}

async function replace(
  absolutePath: string,
  content: Uint8Array,
  old: Stats | null,
  options: AtomicWriteOptions,
): Promise<void> {
  const temporary = join(dirname(absolutePath), temporaryName());
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
  // A secret's new content must not be readable for others before its mode is set.
  const handle = await open(temporary, flags, old ? 0o600 : 0o666);
  try {
    try {
      await options.afterStep?.('opened');
      await handle.writeFile(content);
      if (old?.isFile()) await takeOver(handle, old);
      await options.afterStep?.('written');
      await handle.sync();
      await options.afterStep?.('synced');
    } finally {
      await handle.close();
    }
    const put = () => (options.mustBeNew ? renameToNew(temporary, absolutePath) : rename(temporary, absolutePath));
    await (options.placing?.(put) ?? put());
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(absolutePath));
  await options.afterStep?.('replaced');
}

async function takeOver(handle: FileHandle, old: { mode: number; uid: number; gid: number }): Promise<void> {
  // Only root may give files away; for others the owner is the same already. It goes first, since it clears set-id
  // bits.
  await handle.chown(old.uid, old.gid).catch(() => {});
  await handle.chmod(old.mode & 0o7777);
}

/** Renames without replacing: a rename would silently replace a file that appeared meanwhile; a hard link refuses. */
async function renameToNew(temporary: string, absolutePath: string): Promise<void> {
  try {
    await link(temporary, absolutePath);
  } catch (error) {
    if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(systemCode(error))) throw error;
    // This disk has no hard links: look, then rename.
    if (await statOrNull(absolutePath)) {
      throw Object.assign(new Error('exists'), { code: 'EEXIST' });
    }
    await rename(temporary, absolutePath);
    return;
  }
  await rm(temporary);
}

/** Makes the rename itself durable, where the system can. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY).catch(() => null);
  if (handle === null) return;
  await handle.sync().catch(() => {});
  await handle.close();
}

async function statOrNull(absolutePath: string) {
  try {
    return await lstat(absolutePath);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}
