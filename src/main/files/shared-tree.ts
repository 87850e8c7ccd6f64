import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EnsembleError } from '../../shared/protocol/errors.ts';
import type { Place } from './folder-boundary.ts';
import { isTemporary } from './temporary-names.ts';
import type { View } from './visibility.ts';

/**
 * Refuses to let a guest do something to a folder that holds what the guest may not see or change: moving it could
 * bring a hidden file to a name that is not hidden, removing it would destroy what the guest cannot know of.
 * @param destination where it is to be moved, relative: nothing may end at a name that is hidden or read-only there
 * @throws EnsembleError `hidden` or `no-access`, or the system's error
 */
export async function refuseUnsharedInside(view: View, place: Place, destination?: string): Promise<void> {
  if (view.isOwner) return;
  for await (const below of namesBelow(place.absolute, '')) {
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

/** Gives the paths of everything below a folder, each with a leading `/`; links are named but not followed. */
async function* namesBelow(absolute: string, prefix: string): AsyncGenerator<string> {
  const entries = await readdir(absolute, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR' || error.code === 'ENOENT') return [];
    throw error;
  });
  for (const entry of entries) {
    const path = `${prefix}/${entry.name}`;
    if (isTemporary(entry.name)) continue;
    yield path;
    if (entry.isDirectory()) yield* namesBelow(join(absolute, entry.name), path);
  }
}
