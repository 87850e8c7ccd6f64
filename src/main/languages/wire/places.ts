import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Schemes of places on the wire: in the folder, and in a server's own library. */
const folderStart = 'folder:/';
const libraryStart = 'library:/';

/** A place outside of the folder that windows may read: a file of a server's own library. */
export interface Libraries {
  /** Name of a file of the library; null for any other file. */
  nameOf(file: string): string | null;
  /** File of a name that was given; null for any other. */
  fileOf(name: string): string | null;
}

/** Says whether a path of the folder may be named to the asker. */
export type Sees = (path: string) => boolean;

/** Translates places between a server, which knows files of this machine, and windows, which know the folder's paths. */
export class Places {
  readonly #rootUri: string;
  /** Folders above the root, the deepest first, but those at the top of the disk: their names may be a person's. */
  readonly #above: string[] = [];
  readonly #libraries: Libraries;
  readonly root: string;

  /** `root` is the folder's real path. */
  constructor(root: string, libraries: Libraries) {
    this.root = root;
    this.#rootUri = pathToFileURL(root).href.replace(/\/$/, '');
    this.#libraries = libraries;
    for (let at = dirname(root); dirname(dirname(at)) !== dirname(at); at = dirname(at)) this.#above.push(at);
  }

  /** URI of a path of the folder, for the server. */
  uriOf(path: string): string {
    return path === '' ? this.#rootUri : `${this.#rootUri}/${path.split('/').map(encodeURIComponent).join('/')}`;
  }

  /** Path in the folder of a server's URI; null for a place elsewhere. */
  pathOf(uri: string): string | null {
    const file = fileOfUri(uri);
    if (file === null) return null;
    const path = file.replaceAll('\\', '/');
    const root = this.root.replaceAll('\\', '/');
    if (samePath(path, root)) return '';
    if (!samePath(path.slice(0, root.length + 1), `${root}/`)) return null;
    const inside = path.slice(root.length + 1);
    return inside.split('/').some((part) => part === '..' || part === '.' || part === '') ? null : inside;
  }

  /** URI of a server's place for windows; null where it may not be named. */
  shown(uri: string, sees: Sees): string | null {
    const path = this.pathOf(uri);
    if (path !== null) return path === '' || sees(path) ? wireUri(path) + (lineIn.exec(uri)?.[0] ?? '') : null;
    if (!uri.startsWith('file:')) return /^(https?|mailto):/.test(uri) ? uri : null;
    const file = fileOfUri(uri);
    const name = file === null ? null : this.#libraries.nameOf(file);
    return name === null ? null : `${libraryStart}${name.split('/').map(encodeURIComponent).join('/')}`;
  }

  /** URI of a window's place for the server; null where it is none that the window may name. */
  asked(uri: string, sees: Sees): string | null {
    const path = pathOfWire(uri);
    if (path !== null) return path === '' || sees(path) ? this.uriOf(path) : null;
    const file = this.#libraries.fileOf(decoded(uri.slice(libraryStart.length)) ?? '');
    return uri.startsWith(libraryStart) && file !== null ? pathToFileURL(file).href : null;
  }

  /** File of a library by its URI on the wire; null for none. */
  libraryFile(uri: string): string | null {
    return uri.startsWith(libraryStart) ? this.#libraries.fileOf(decoded(uri.slice(libraryStart.length)) ?? '') : null;
  }

  /** Takes this machine's places out of words. */
  inWords(text: string): string {
    const isClean = !text.includes(this.root) && !text.includes('file:');
    if (isClean && !this.#above.some((folder) => text.includes(folder))) return text;
    const inside = text
      .replaceAll(`${this.#rootUri}/`, folderStart)
      .replaceAll(`${this.root}/`, '')
      .replaceAll(this.root, '.')
      .replace(/file:\/\/[^\s)>\]"']*/g, '(a place outside of the folder)');
    return this.#above.reduce((words, folder) => words.replaceAll(folder, '…'), inside);
  }

  /** The same for words that everybody reads: of a file elsewhere, such as a program, its name is left. */
  inWordsForAll(text: string): string {
    return this.inWords(text).replace(absolute, (_, name: string) => name || '…');
  }
}

/** Place in a text at the end of a link. */
const lineIn = /#L\d+(?:,\d+)?(?=$|-)/;
/** Absolute path in words. */
const absolute = /(?<![\w:/.\\…-])(?:[A-Za-z]:)?[/\\](?:[^\s'"`:;,()[\]\\/]+[/\\])+([^\s'"`:;,()[\]\\/]*)/g;

/** URI on the wire of a path of the folder. */
export function wireUri(path: string): string {
  return folderStart + path.split('/').map(encodeURIComponent).join('/');
}

/** Path of the folder that a URI on the wire names; null for none. */
export function pathOfWire(uri: string): string | null {
  if (!uri.startsWith(folderStart)) return null;
  const path = decoded(uri.slice(folderStart.length).replace(/^\/+/, '').replace(/#.*$/, ''));
  if (path === null || path.includes('\0') || path.includes('\\')) return null;
  return path !== '' && path.split('/').some((part) => part === '' || part === '.' || part === '..') ? null : path;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Decodes a file URI, however it is encoded: servers encode colons and letters beyond ASCII in their own ways. */
function fileOfUri(uri: string): string | null {
  const found = /^file:\/\/([^/?#]*)(\/[^?#]*)/.exec(uri);
  if (!found || (found[1] !== '' && found[1] !== 'localhost')) return null;
  const path = decoded(found[2]!);
  if (path === null || path.includes('\0')) return null;
  return process.platform === 'win32' ? path.replace(/^\/([A-Za-z]:)/, '$1') : path;
}

/** Compares as the system does: names of drives come in either case. */
function samePath(one: string, other: string): boolean {
  return one === other || (process.platform === 'win32' && one.toLowerCase() === other.toLowerCase());
}
