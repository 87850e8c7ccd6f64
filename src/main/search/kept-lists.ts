import type { FileChange } from '../../shared/capabilities/files/methods.ts';
import { type FileList, folderOf } from './file-list.ts';

/**
 * Lists that are kept for the owner, and for all guests: quick open needs one, and the search view's "files to include"
 * another.
 */
const mostLists = 2;
/** Length above which a list is made each time rather than kept in memory. */
const mostPaths = 1_000_000;
const mostAdded = 5_000;
/** Least age at which a list is made anew; it is also never younger than ten times as long as it took to make. */
const leastAgeMs = 1_000;
const restFactor = 10;

/** Folders that are not watched: names from there may be out of date unnoticed. */
const unwatched = 'node_modules/';

type Make = () => Promise<FileList>;

/** A list, and the files that have come since it was made. */
export interface ListedFiles {
  list: FileList;
  added: readonly string[];
}

/** One list that outlives its search: it is served while a new one is made behind (stale-while-revalidate). */
export class KeptList {
  readonly #nowMs: () => number;
  #list: FileList | null = null;
  #making: Promise<FileList> | null = null;
  /** Files that came since it was made: whether they are ignored is found out when it is made anew. */
  #added = new Set<string>();
  /** Those of them that came since the making of the next list began. */
  #addedSince = new Set<string>();
  #isStale = false;
  #hasUnwatched = false;
  #madeMs = 0;
  #costMs = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Gives the list, which is made where there is none. `isWatched`: changes have been told since it was made. */
  async get(isWatched: boolean, make: Make): Promise<ListedFiles> {
    if (this.#list === null) return this.#renew(make);
    const now = { list: this.#list, added: [...this.#added] };
    if (this.#mayLack(isWatched) && this.#isRested(restFactor)) this.#renew(make).catch(() => undefined);
    return now;
  }

  /** Gives a list made now, for a search that found nothing in the one before; null where that would be the same. */
  async getAnew(isWatched: boolean, make: Make): Promise<ListedFiles | null> {
    const isJustMade = this.#making === null && !this.#mayLack(isWatched) && !this.#isRested(1);
    return isJustMade ? null : this.#renew(make);
  }

  #mayLack(isWatched: boolean): boolean {
    return this.#isStale || !isWatched || this.#hasUnwatched;
  }

  #isRested(factor: number): boolean {
    return this.#nowMs() - this.#madeMs > Math.max(leastAgeMs, factor * this.#costMs);
  }

  async #renew(make: Make): Promise<ListedFiles> {
    this.#making ??= this.#make(make).finally(() => {
      this.#making = null;
    });
    return { list: await this.#making, added: [...this.#addedSince] };
  }

  async #make(make: Make): Promise<FileList> {
    const startedMs = this.#nowMs();
    this.#addedSince = new Set();
    this.#isStale = false;
    try {
      const list = await make();
      if (!list.isComplete || list.paths.length > mostPaths) return list;
      this.#list = list;
      this.#added = this.#addedSince;
      this.#hasUnwatched = list.paths.some((path) => path.includes(unwatched));
      this.#madeMs = this.#nowMs();
      this.#costMs = this.#madeMs - startedMs;
      return list;
    } catch (thrown) {
      this.#isStale = true;
      throw thrown;
    }
  }

  note(change: FileChange): void {
    const list = this.#list;
    if (change.type === 'changed' && change.path !== '' && !/(^|\/)\.(gitignore|ignore|rgignore)$/.test(change.path))
      return;
    this.#isStale = true;
    if (change.type === 'deleted' || change.path === '' || list === null) return;
    // In a folder without a listed file, everything may be ignored.
    if (list.folders.has(folderOf(change.path))) {
      this.#added.add(change.path);
      this.#addedSince.add(change.path);
    }
    if (this.#added.size > mostAdded) this.#list = null;
  }
}

/** Cache of lists (LRU). */
export class KeptLists {
  readonly #isWatched: () => boolean;
  readonly #nowMs: () => number;
  readonly #kept = { owner: new Map<string, KeptList>(), guests: new Map<string, KeptList>() };

  /** @param isWatched true if the folder's changes are told to `note` */
  constructor(isWatched: () => boolean, nowMs = () => performance.now()) {
    this.#isWatched = isWatched;
    this.#nowMs = nowMs;
  }

  get isWatched(): boolean {
    return this.#isWatched();
  }

  /** Gives the list of files for a search with these arguments. */
  of(isOwner: boolean, args: readonly string[]): KeptList {
    const lists = isOwner ? this.#kept.owner : this.#kept.guests;
    const key = args.join('\0');
    const list = lists.get(key) ?? new KeptList(this.#nowMs);
    lists.delete(key);
    lists.set(key, list);
    for (const oldest of lists.keys()) if (lists.size > mostLists) lists.delete(oldest);
    return list;
  }

  /** Takes in changes of the folder. */
  note(changes: readonly FileChange[]): void {
    for (const lists of Object.values(this.#kept))
      for (const list of lists.values()) for (const change of changes) list.note(change);
  }
}
