import { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';

/** Turns addresses into paths relative to the shared folder, and back. */
export interface FolderPaths {
  readonly root: URI;
  /** Gives the path below the folder ('' for the folder itself), or null for any other address. */
  toPath(uri: URI): string | null;
  toUri(path: string): URI;
}

/** Makes the paths of the folder at this address, such as `file:///home/me/app`. */
export function folderPaths(rootUri: string): FolderPaths {
  const root = URI.parse(rootUri);
  const base = root.path.endsWith('/') ? root.path : `${root.path}/`;
  return {
    root,
    toPath: (uri) => {
      if (uri.scheme !== root.scheme || uri.authority !== root.authority) return null;
      if (uri.path === root.path || `${uri.path}/` === base) return '';
      return uri.path.startsWith(base) ? uri.path.slice(base.length) : null;
    },
    toUri: (path) => (path === '' ? root : root.with({ path: base + path })),
  };
}

const disk = 'disk';

/** Address under which a file is read from the disk, where the session has unsaved text of it. */
export function ofDisk(uri: URI): URI {
  return uri.with({ query: disk });
}

export function isOfDisk(uri: URI): boolean {
  return uri.query === disk;
}
