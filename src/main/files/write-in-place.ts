import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { EnsembleError } from '../../shared/core/errors.ts';
import { systemCode } from './os-errors.ts';

/** Called with a file's bytes before it is overwritten. Content that it does not keep is lost in a crash. */
export type BeforeInPlace = (before: Uint8Array) => void | Promise<void>;

/** Error of a file that holds part of its new content and part of the old, which could not be put back. */
export class HalfWritten extends EnsembleError {}

/** Error codes of a file that may be written but not replaced: because of its folder, or since it is mounted. */
const cannotReplace = new Set(['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV']);

/** Says whether a file is to be written in place: a new one would part it from its other names. */
export function hasOtherNames(file: Stats): boolean {
  return file.isFile() && file.nlink > 1;
}

/** Says whether a file is to be written in place, since a new one could not take its place. */
export function mayNotBeReplaced(error: unknown): boolean {
  return cannotReplace.has(systemCode(error));
}

/**
 * Overwrites a file's content, from its beginning on; the surplus of the old one is cut off last. Readers meanwhile see
 * a mixture. After a failure the old content is put back.
 * @param old the file found at the path: any other that is there by now is left alone
 * @throws HalfWritten when that failed too; the system's error
 */
export async function writeInPlace(
  absolutePath: string,
  content: Uint8Array,
  old: Stats,
  beforeInPlace?: BeforeInPlace,
): Promise<void> {
  const handle = await open(absolutePath, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
  try {
    const { ino, dev } = await handle.stat();
    if (ino !== old.ino || dev !== old.dev) throw Object.assign(new Error('replaced meanwhile'), { code: 'EBUSY' });
    const before = await handle.readFile();
    await beforeInPlace?.(before);
    try {
      await overwrite(handle, content);
    } catch (error) {
      await overwrite(handle, before).catch(() => {
        throw new HalfWritten(
          systemCode(error) === 'ENOSPC' ? 'no-space' : 'no-access',
          'The host could write only a part of this file, and could not put back what was there. The text is safe here: make room on the host, then save again.',
        );
      });
      throw error;
    }
  } finally {
    await handle.close();
  }
}

async function overwrite(handle: FileHandle, content: Uint8Array): Promise<void> {
  let at = 0;
  while (at < content.length) at += (await handle.write(content, at, content.length - at, at)).bytesWritten;
  await handle.truncate(content.length);
  await handle.sync();
}
