import { EnsembleError } from '../../shared/protocol/errors.ts';
import { limits } from '../../shared/protocol/version.ts';
import { readBytes } from '../files/file-reading.ts';
import { writeBytes } from '../files/file-writing.ts';
import type { FolderBoundary } from '../files/folder-boundary.ts';
import { fromSystemError } from '../files/os-errors.ts';
import type { View } from '../files/visibility.ts';
import type { Disk } from './disk.ts';

/** The real folder, inside its boundary, as its owner sees it. What a guest may reach is decided before. */
export function folderDisk(boundary: FolderBoundary, view: View): Disk {
  return {
    async read(path) {
      try {
        return (await readBytes(boundary, view, path, { maxBytes: limits.documentBytes })).content;
      } catch (thrown) {
        const error = fromSystemError(thrown, path);
        if (error instanceof EnsembleError && error.code === 'not-found') return null;
        throw error;
      }
    },
    async write(path, bytes) {
      try {
        await writeBytes(boundary, view, path, bytes, { create: true, overwrite: true });
      } catch (thrown) {
        throw fromSystemError(thrown, path);
      }
    },
  };
}
