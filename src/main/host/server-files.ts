import { EnsembleError } from '../../shared/core/errors.ts';
import { listFolder, statFile } from '../files/file-reading.ts';
import type { FolderBoundary } from '../files/folder-boundary.ts';
import type { View } from '../files/visibility.ts';
import { joinPath } from '../files/wire-path.ts';
import type { FileKind, FolderFiles } from '../languages/servers/definition.ts';

/** Most bytes of a file that is read for a language server, and most entries of a folder. */
const mostReadBytes = 4 * 1024 * 1024;
const mostEntries = 5_000;
/** Most folders that are looked into for files of a kind. */
const mostFolders = 2_000;

const isKind = (type: string): type is FileKind => type === 'file' || type === 'folder';

/** Files of a folder for language servers, as guests see them: what a server says of them is for everybody. */
export function serverFiles(boundary: FolderBoundary, view: () => View): FolderFiles {
  const list: FolderFiles['list'] = async (path) => {
    try {
      const { entries } = await listFolder(boundary, view(), path, { maxEntries: mostEntries });
      return entries.flatMap(({ name, type }) => (isKind(type) ? [[name, type] as [string, FileKind]] : []));
    } catch {
      return [];
    }
  };
  return {
    list,
    read: async (path) => {
      const file = await boundary.openFile(await boundary.find(path, view()));
      try {
        const stat = await file.stat();
        if (!stat.isFile() || stat.size > mostReadBytes)
          throw new EnsembleError('too-large', 'This is no file, or one too large to be read for a language server.');
        return await file.readFile('utf8');
      } finally {
        await file.close();
      }
    },
    kindOf: async (path) => {
      try {
        const { type } = await statFile(boundary, view(), path);
        return isKind(type) ? type : null;
      } catch {
        return null;
      }
    },
    find: async (ends, most) => {
      const found: string[] = [];
      const folders = [''];
      // Breadth first: files near the top are the likelier ones.
      for (let at = 0; at < folders.length && at < mostFolders && found.length < most; at++)
        for (const [name, kind] of await list(folders[at]!)) {
          const path = joinPath(folders[at]!, name);
          if (kind === 'file' && ends.some((end) => name.endsWith(end))) found.push(path);
          else if (kind === 'folder' && name !== 'node_modules' && !name.startsWith('.')) folders.push(path);
        }
      return found.slice(0, most);
    },
  };
}
