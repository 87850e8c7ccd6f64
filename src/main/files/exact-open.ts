import {
  type BigIntStats,
  closeSync,
  constants,
  type Dirent,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  type Stats,
} from 'node:fs';
import { access, type FileHandle, lstat, open, readlink, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EnsembleError } from '../../shared/core/errors.ts';
import { systemCode } from './os-errors.ts';

/**
 * Folder of the process's open files on Linux. A file opened by its path may have been swapped for a link since the
 * path was judged, and swapped back before it is looked at again (TOCTOU): only the open file itself can say where it
 * is. Linux tells that, and finds names below an open folder; elsewhere Node has nothing of the kind, and the path is
 * compared before and after.
 */
const byDescriptor = '/proc/self/fd';
const tellsPaths = process.platform === 'linux' && existsSync(byDescriptor);

const noFollow = constants.O_NOFOLLOW ?? 0;
const noBlocking = constants.O_NONBLOCK ?? 0;
/**
 * Flag (O_PATH) for opening the place and not its content, for which Node has no name: for links themselves, unreadable
 * files, pipes.
 */
const placeOnly = 0o10000000;

/** Flags for reading a file. Without the second one, opening a pipe would wait for its other end. */
export const forReading = constants.O_RDONLY | noBlocking;

/** Flags for holding a folder, or for looking at anything where the system tells paths. */
export const forHolding = tellsPaths ? placeOnly : forReading;

/** Path by which an open folder's names are found whatever happens to its own; null where there is none. */
export function pathOf(handle: FileHandle): string | null {
  return tellsPaths ? `${byDescriptor}/${handle.fd}` : null;
}

/**
 * Opens the thing at a real path, and nothing else.
 * @param via the way to it: the path itself, or a name in a held folder
 * @returns the handle, which the caller closes; null when something else was there, such as a link
 * @throws the system's error
 */
export async function openExactly(realAbsolute: string, flags: number, via = realAbsolute): Promise<FileHandle | null> {
  const handle = await open(via, flags | noFollow).catch((error: unknown) => {
    if (systemCode(error) === 'ELOOP') return null;
    throw error;
  });
  if (handle === null) return null;
  try {
    if (await isAt(handle, realAbsolute)) return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return null;
}

async function isAt(handle: FileHandle, realAbsolute: string): Promise<boolean> {
  const path = pathOf(handle);
  if (path !== null) return (await readlink(path)) === realAbsolute;
  const opened = await handle.stat({ bigint: true });
  if ((await realpath(realAbsolute)) !== realAbsolute) return false;
  const found = await lstat(realAbsolute, { bigint: true });
  return found.ino === opened.ino && found.dev === opened.dev;
}

/** Kind of file at a place. */
export interface Sight {
  readonly stats: BigIntStats;
  /** True if the host's account may write to it; false for a link. */
  readonly isWritable: boolean;
}

/**
 * Looks at the thing at a real path, a link not followed.
 * @returns null when the way there leads elsewhere by now
 * @throws the system's error
 */
export async function lookExactly(realAbsolute: string, via = realAbsolute): Promise<Sight | null> {
  if (!tellsPaths) {
    const stats = await lstat(realAbsolute, { bigint: true });
    const isWritable = !stats.isSymbolicLink() && (await mayWrite(realAbsolute));
    const folder = dirname(realAbsolute);
    return (await realpath(folder)) === folder ? { stats, isWritable } : null;
  }
  const handle = await openExactly(realAbsolute, forHolding, via);
  if (handle === null) return null;
  try {
    const stats = await handle.stat({ bigint: true });
    return { stats, isWritable: !stats.isSymbolicLink() && (await mayWrite(`${byDescriptor}/${handle.fd}`)) };
  } finally {
    await handle.close();
  }
}

/**
 * Opens as `openExactly`, synchronously: for thousands of small files that were read a moment ago.
 * @returns the descriptor, which the caller closes; null when something else was there, or nothing
 */
export function openExactlySync(realAbsolute: string, flags: number): number | null {
  let descriptor: number;
  try {
    descriptor = openSync(realAbsolute, flags | noFollow);
  } catch {
    return null;
  }
  try {
    if (isAtSync(descriptor, realAbsolute)) return descriptor;
  } catch {
    // A place that cannot be looked at is not known to be there.
  }
  closeSync(descriptor);
  return null;
}

function isAtSync(descriptor: number, realAbsolute: string): boolean {
  if (tellsPaths) return readlinkSync(`${byDescriptor}/${descriptor}`) === realAbsolute;
  if (realpathSync(realAbsolute) !== realAbsolute) return false;
  const [opened, found] = [fstatSync(descriptor, { bigint: true }), lstatSync(realAbsolute, { bigint: true })];
  return found.ino === opened.ino && found.dev === opened.dev;
}

/** Looks as `lookExactly`, synchronously; null when nothing is there, or the way there leads elsewhere by now. */
export function lookExactlySync(realAbsolute: string): Stats | null {
  if (!tellsPaths) {
    const folder = dirname(realAbsolute);
    const stats = lstatSync(realAbsolute, { throwIfNoEntry: false });
    return stats && realpathSync(folder) === folder ? stats : null;
  }
  const descriptor = openExactlySync(realAbsolute, forHolding);
  if (descriptor === null) return null;
  try {
    return fstatSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Lists the folder at a real path, synchronously; empty when it is not there without a link on the way. */
export function readFolderExactlySync(realAbsolute: string): Dirent[] {
  if (!tellsPaths) {
    const entries = readdirSync(realAbsolute, { withFileTypes: true });
    return realpathSync(realAbsolute) === realAbsolute ? entries : [];
  }
  const descriptor = openExactlySync(realAbsolute, forHolding);
  if (descriptor === null) return [];
  try {
    return readdirSync(`${byDescriptor}/${descriptor}`, { withFileTypes: true });
  } finally {
    closeSync(descriptor);
  }
}

function mayWrite(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** Error for a path that is not shared, or was swapped while it was asked for. */
export function leadsNowhere(): EnsembleError {
  return new EnsembleError('outside-folder', 'This link is broken: it leads to nothing that is shared.');
}
