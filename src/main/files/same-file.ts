import { type FileHandle, lstat, realpath } from 'node:fs/promises';

/**
 * Says whether an open file or folder is the one that stands at a real path now, with no link on the way to it.
 * Both are needed: the path alone could have been swapped and swapped back around the opening.
 */
export async function isSameFile(handle: FileHandle, realAbsolute: string): Promise<boolean> {
  const opened = await handle.stat({ bigint: true });
  if ((await realpath(realAbsolute)) !== realAbsolute) return false;
  const found = await lstat(realAbsolute, { bigint: true });
  return found.ino === opened.ino && found.dev === opened.dev;
}
