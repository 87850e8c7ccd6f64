import { constants, existsSync } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { isSameFile } from './same-file.ts';

/** A folder that is held open. */
export interface AnchoredFolder {
  /** A path by which the held folder is reached; names are put behind it. */
  readonly path: string;
  close(): Promise<void>;
}

/**
 * Holds a folder. On Linux the path given goes through the open handle, so it stays this folder whatever happens to
 * its name; elsewhere Node has no such path, and only what was swapped before now is noticed.
 * @returns null when the folder is no longer at its place, or a link has taken it
 */
export async function anchorFolder(realAbsolute: string): Promise<AnchoredFolder | null> {
  if ((await realpath(realAbsolute)) !== realAbsolute) return null;
  if (process.platform === 'win32') return { path: realAbsolute, close: async () => {} };
  const handle = await open(realAbsolute, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    if (!(await isSameFile(handle, realAbsolute))) {
      await handle.close();
      return null;
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  const byHandle = `/proc/self/fd/${handle.fd}`;
  return { path: existsSync(byHandle) ? byHandle : realAbsolute, close: () => handle.close() };
}
