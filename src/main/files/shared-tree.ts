import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { FolderBoundary, Place } from './folder-boundary.ts';
import { type HeldName, within } from './held-tree.ts';
import { systemCode } from './os-errors.ts';
import { isTemporary } from './temporary-names.ts';
import type { View } from './visibility.ts';

/**
 * Refuses a guest's move or removal of a folder that holds files which the guest may not see or change: moving it could
 * bring a hidden file to a name that is not hidden, removing it would destroy files of which the guest cannot know.
 * @param destination where it is to be moved, relative: nothing may end at a name that is hidden or read-only there
 * @throws EnsembleError `hidden` or `no-access`, the signal's reason, or the system's error
 */
export async function refuseUnsharedInside(
  boundary: FolderBoundary,
  view: View,
  place: Place,
  destination?: string,
  signal?: AbortSignal,
): Promise<void> {
  if (view.isOwner || !(await isFolder(boundary, place))) return;
  const folder = await boundary.holdFolderOf(place);
  try {
    await everyBelow({ folder, name: basename(place.absolute) }, '', check);
  } finally {
    await folder.close();
  }
  function check(below: string): void {
    signal?.throwIfAborted();
    const seen = view.sees(place.realPath + below) && view.sees(place.path + below);
    if (!seen || (destination !== undefined && !view.sees(destination + below))) {
      throw new EnsembleError('hidden', `Only the host can do this: not all of “${place.path}” is shared.`);
    }
    if (
      !view.mayChange(place.realPath + below) ||
      (destination !== undefined && !view.mayChange(destination + below))
    ) {
      throw new EnsembleError('no-access', `Only the host can do this: a part of “${place.path}” is read-only.`);
    }
  }
}

async function isFolder(boundary: FolderBoundary, place: Place): Promise<boolean> {
  const sight = await boundary.look(place).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  });
  return sight?.stats.isDirectory() ?? false;
}

/** Lists the paths of everything below a folder, each with a leading `/`; links are named but not followed. */
async function everyBelow(at: HeldName, prefix: string, tell: (below: string) => void): Promise<void> {
  await within(at, async (held) => {
    for (const entry of await readdir(held.path, { withFileTypes: true })) {
      if (isTemporary(entry.name)) continue;
      const path = `${prefix}/${entry.name}`;
      tell(path);
      if (entry.isDirectory()) await everyBelow({ folder: held, name: entry.name }, path, tell);
    }
  });
}
