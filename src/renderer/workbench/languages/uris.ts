import { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import type { FolderPaths } from '../files/paths.ts';

/** Scheme of a server's own library. */
export const library = 'library';

const folderStart = 'folder:/';
const libraryStart = `${library}:/`;

const encode = (path: string) => path.split('/').map(encodeURIComponent).join('/');

/** Gives the address on the wire of a file of a server's library. */
export function libraryUri(path: string): string {
  return libraryStart + encode(path.replace(/^\//, ''));
}

/**
 * Turns the editors' addresses into those of a language server, which knows the folder by a scheme, and back. A file of
 * the server's own library has the server's name in its address here.
 */
export function serverUris(
  paths: FolderPaths,
  server: string,
): { toServer(uri: URI): string; toEditor(text: string): URI } {
  return {
    toServer: (uri) => {
      if (uri.scheme === library) return libraryUri(uri.path);
      const path = paths.toPath(uri);
      return path === null ? uri.toString() : folderStart + encode(path);
    },
    toEditor: (text) => {
      if (text.startsWith(folderStart)) {
        const [path = '', fragment = ''] = text.slice(folderStart.length).split('#');
        return paths.toUri(decodeURIComponent(path)).with({ fragment });
      }
      if (!text.startsWith(libraryStart)) return URI.parse(text);
      return URI.from({
        scheme: library,
        authority: server,
        path: `/${decodeURIComponent(text.slice(libraryStart.length))}`,
      });
    },
  };
}
