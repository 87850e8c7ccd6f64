/** Names of the files that one kind of search looks at, as another program listed them. */
export interface FileList {
  /** Shorter ones first. */
  readonly paths: readonly string[];
  /** The same paths for comparing: small letters, slashes. */
  readonly lowered: readonly string[];
  readonly folders: ReadonlySet<string>;
  /** False where the listing was stopped before its end. */
  readonly isComplete: boolean;
  /** Message for the person in that case. */
  readonly notice?: string;
}

export const lowered = (path: string): string => path.replaceAll('\\', '/').toLowerCase();

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Builds a list while its names come in. */
export class FileListMaker {
  /** Paths by length: a bucket sort, which compares no two. */
  readonly #byLength: string[][] = [];
  readonly folders = new Set<string>(['']);

  add(path: string): void {
    const same = this.#byLength[path.length];
    if (same) same.push(path);
    else this.#byLength[path.length] = [path];
    for (let folder = folderOf(path); !this.folders.has(folder); folder = folderOf(folder)) this.folders.add(folder);
  }

  list(isComplete: boolean, notice: { notice?: string } = {}): FileList {
    const paths = this.#byLength.flat();
    return { paths, lowered: paths.map(lowered), folders: this.folders, isComplete, ...notice };
  }
}
