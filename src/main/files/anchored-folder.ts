import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { forHolding, openExactly, pathOf } from './exact-open.ts';

/** A folder that is held open. */
export interface AnchoredFolder {
  /** Path by which the held folder is reached, for names below it. */
  readonly path: string;
  /** Path of the folder when it was held. */
  readonly absolute: string;
  close(): Promise<void>;
}

/**
 * Holds a folder. On Linux the path given goes through the open handle, so it stays this folder whatever happens to its
 * name; elsewhere Node has no such path, and only a swap before now is noticed.
 * @param via the way to it: the path itself, or a name in a held folder
 * @returns null when the folder is no longer at its place, or a link has taken it
 * @throws the system's error, ENOTDIR for anything but a folder
 */
export async function anchorFolder(realAbsolute: string, via = realAbsolute): Promise<AnchoredFolder | null> {
  if (process.platform === 'win32') {
    const isThere = (await realpath(realAbsolute)) === realAbsolute;
    return isThere ? { path: realAbsolute, absolute: realAbsolute, close: async () => {} } : null;
  }
  const handle = await openExactly(realAbsolute, forHolding, via);
  if (handle === null) return null;
  const stats = await handle.stat();
  if (stats.isDirectory()) {
    return { path: pathOf(handle) ?? realAbsolute, absolute: realAbsolute, close: () => handle.close() };
  }
  await handle.close();
  if (stats.isSymbolicLink()) return null;
  throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
}

/** Holds a folder that is in a held one; as `anchorFolder`. */
export function anchorBelow(folder: AnchoredFolder, name: string): Promise<AnchoredFolder | null> {
  return anchorFolder(join(folder.absolute, name), join(folder.path, name));
}
