import { EnsembleError } from '../../shared/core/errors.ts';
import { limits } from '../../shared/core/version.ts';
import { hashBytes } from '../../shared/text/hash.ts';
import { onlyLocal } from '../doors/path-authority.ts';
import { readBytes } from '../files/file-reading.ts';
import { type Placing, writeBytes } from '../files/file-writing.ts';
import type { FolderBoundary } from '../files/folder-boundary.ts';
import { fromSystemError } from '../files/os-errors.ts';
import { type View, type Visibility, viewOf } from '../files/visibility.ts';
import { ChangedMeanwhile, type Disk } from './disk.ts';

/** Errors of paths that lead to no file of the folder. */
const nowhere = new Set(['not-found', 'not-a-folder', 'outside-folder']);

/** View of files that documents may hold: all that guests see. Whether one of them may change it was decided before. */
function documentView({ isHidden }: Visibility): View {
  const owner = viewOf({ isOwner: true }, { isHidden, isReadOnly: () => false, hiddenGlobs: [] });
  const sees = (path: string) => owner.sees(path) && !isHidden(path);
  return { ...owner, sees, mayChange: sees };
}

/** Disk of documents in the real folder, inside its boundary. */
export function folderDisk(boundary: FolderBoundary, visibility: () => Visibility): Disk {
  const find = async (path: string, isSeen: (path: string) => boolean) => {
    if (!isSeen(path)) throw onlyLocal(path);
    try {
      const place = await boundary.find(path, viewOf({ isOwner: true }, visibility()));
      if (!isSeen(place.realPath)) throw onlyLocal(path);
      const { stats } = await boundary.look(place);
      if (stats.isDirectory()) throw new EnsembleError('is-a-folder', `${path} is a folder.`);
      return stats.isFile() ? { realPath: place.realPath, stats } : null;
    } catch (thrown) {
      const error = fromSystemError(thrown, path);
      if (nowhere.has(error.code)) return null;
      throw error;
    }
  };
  const read = async (path: string) => {
    try {
      return (await readBytes(boundary, documentView(visibility()), path, { maxBytes: limits.documentBytes })).content;
    } catch (thrown) {
      const error = fromSystemError(thrown, path);
      if (error instanceof EnsembleError && error.code === 'not-found') return null;
      throw error;
    }
  };
  const mustHold = async (path: string, expected: string | null) => {
    const bytes = await read(path);
    if ((bytes && hashBytes(bytes)) !== expected) throw new ChangedMeanwhile(`${path} has just been changed.`);
  };
  return {
    async locate(path) {
      const { isHidden } = visibility();
      return (await find(path, (each) => !isHidden(each)))?.realPath ?? null;
    },
    async identify(path) {
      const { dev, ino, birthtimeNs } = (await find(path, () => true))?.stats ?? {};
      // Another file may get the number of one that is gone, but not its time as well.
      return birthtimeNs ? `${dev} ${ino} ${birthtimeNs}` : null;
    },
    read,
    async write(path, bytes, { beforeInPlace, expected } = {}) {
      // Another program may write until the new file takes the old one's place.
      const placing: Placing = async (_to, _has, put) => {
        if (expected !== undefined) await mustHold(path, expected);
        await put();
      };
      const options = { create: true, overwrite: true, placing, ...(beforeInPlace && { beforeInPlace }) };
      try {
        await writeBytes(boundary, documentView(visibility()), path, bytes, options);
      } catch (thrown) {
        if (thrown instanceof ChangedMeanwhile) throw thrown;
        throw fromSystemError(thrown, path);
      }
    },
  };
}
