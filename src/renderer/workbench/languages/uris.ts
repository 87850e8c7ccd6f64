import type { FolderPaths } from '../files/paths.ts';

/** Scheme of the folder's places at a server. */
const folder = 'folder';

/** Scheme of a server's own library. */
export const library = 'library';

/** Parts of an address, of which every URI class has its own form. */
export interface UriParts {
  scheme: string;
  authority: string;
  path: string;
}

type Uri = Parameters<FolderPaths['toPath']>[0];

/** Turns the editors' addresses into those of language servers, which know the folder by a scheme, and back. */
export function serverUris(paths: FolderPaths): { toServer(uri: object): string; toEditor(text: string): UriParts } {
  const encode = (path: string) => path.split('/').map(encodeURIComponent).join('/');
  return {
    toServer: (uri) => {
      const path = paths.toPath(uri as Uri);
      return path === null ? `${uri}` : `${folder}:/${encode(path)}`;
    },
    toEditor: (text) => {
      const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):(?:\/\/)?(.*)$/is.exec(text) ?? [];
      const path = decodeURIComponent(rest);
      if (scheme !== folder)
        return { scheme: scheme || library, authority: '', path: path.startsWith('/') ? path : `/${path}` };
      const { authority, path: full } = paths.toUri(path.replace(/^\/+/, ''));
      return { scheme: paths.root.scheme, authority, path: full };
    },
  };
}
