import type { ToldWork } from '../../client/edit-batch.ts';
import type { Entry } from '../../shared/core/entry.ts';
import { decodeBody } from '../../shared/session/table.ts';

/**
 * Most changed files of a turn that are named, of each sort: texts of the session, files that were there before, and new
 * ones. A checkout changes thousands, and as many new files as one likes cost nothing: they keep no other from its name.
 */
const mostNamed = 20;
/** Most further files of a turn that are told apart to be counted. */
const mostCounted = 10_000;
/** Most files of a turn that the agent has written through the session, and that are told apart. */
const mostOwn = 200;

/** Texts that tool calls of agents tell, and what came of them on the disk. */
export interface ToldTexts {
  add(path: string, before: string | null, text: string, work: ToldWork): void;
  find(path: string, hash: string): ToldWork | null;
  isOnDisk(agent: string, path: string): Promise<boolean>;
  end(agent: string): Promise<void>;
  forget(agent: string): void;
}

/** Change of a file on the disk while an agent works, as its transcript tells it. */
export interface DiskChange {
  part: string;
  /** File that it is about; missing for more than one. */
  path?: string;
  words: string;
}

type Sort = 'text' | 'before' | 'new';

/** Words about a change that a tool call has told. */
export const proven = 'Changed on the disk, to the text that a tool call has told';

const unverified = {
  created: 'Made on the disk while it was working, unverified',
  changed: 'Changed on the disk while it was working, unverified',
  deleted: 'Gone from the disk while it was working, unverified',
};

/**
 * Changes of files on the disk during a turn of an agent. Its program may write files by itself; so may any other of this
 * machine, so that a change of a document counts as the agent's only where one of its tool calls has told exactly that
 * text. Of files that are no documents only those are read of which a tool call has told.
 */
export class DiskChanges {
  /** Parts of the files that are named, by their paths, and the number of these of each sort. */
  readonly #parts = new Map<string, string>();
  readonly #named = { text: 0, before: 0, new: 0 };
  /** Files that are not named, and whether there are others that nobody has counted. */
  readonly #more = new Set<string>();
  #isMoreUncounted = false;
  readonly #isTold: (path: string, hash: string) => boolean;
  /** Documents that have begun, and of which the first text is no change. */
  readonly #begun = new Set<string>();
  /** Files that the agent has written through the session. */
  readonly #own = new Set<string>();

  /** `isTold` says whether one of its tool calls has told a text of a file, by its hash. */
  constructor(isTold: (path: string, hash: string) => boolean) {
    this.#isTold = isTold;
  }

  /** Forgets the turn before. */
  begin(): void {
    this.#parts.clear();
    this.#own.clear();
    Object.assign(this.#named, { text: 0, before: 0, new: 0 });
    this.#more.clear();
    this.#isMoreUncounted = false;
  }

  /** Notes a file that the agent writes through the session: its coming to the disk is known. */
  write(path: string): void {
    if (this.#own.size < mostOwn) this.#own.add(path);
  }

  /** Gives the changes that an entry tells of, without those of too many. `isDocument` judges paths. */
  hear({ kind, ref, body, blob }: Entry, isDocument: (path: string) => boolean): DiskChange[] {
    if (kind === 'files.changed') {
      const changes = blob === null ? decodeBody(kind, body).changes : null;
      // Too many to be told, or all that the folder has.
      if (changes?.every(({ path }) => path !== '') !== true) this.#isMoreUncounted = true;
      // Documents are told of with their text.
      const others = changes?.filter(({ path }) => path !== '' && !isDocument(path) && !this.#own.has(path)) ?? [];
      return others.flatMap(({ path, type }) =>
        this.#tell(path, type === 'created' ? 'new' : 'before', unverified[type]),
      );
    }
    if (ref === null) return [];
    if (kind === 'doc.opened') this.#begun.add(ref);
    if (kind !== 'doc.saved' || this.#begun.delete(ref)) return [];
    const { path, hash, person, written } = decodeBody(kind, body);
    if (person !== undefined || written) return [];
    return this.#tell(path, 'text', this.#isTold(path, hash) ? proven : unverified.changed);
  }

  /** Tells how many further files have changed; null where all are named. */
  rest(): DiskChange | null {
    const count = this.#more.size;
    if (count === 0 && !this.#isMoreUncounted) return null;
    const isExact = !this.#isMoreUncounted && count < mostCounted;
    const many =
      count === 0
        ? 'perhaps more files'
        : `${isExact ? '' : 'at least '}${count} more ${count === 1 ? 'file' : 'files'}`;
    return { part: 'disk-more', words: `… and ${many} on the disk while it was working, unverified` };
  }

  #tell(path: string, sort: Sort, words: string): DiskChange[] {
    let part = this.#parts.get(path);
    // A new file that is changed is no file from before.
    const isLeftOut = sort !== 'text' && this.#more.has(path);
    if (part === undefined && (isLeftOut || this.#named[sort] >= mostNamed)) {
      if (this.#more.size < mostCounted) this.#more.add(path);
      return [];
    }
    if (part === undefined) {
      part = `disk-${this.#parts.size}`;
      this.#parts.set(path, part);
      this.#named[sort]++;
      this.#more.delete(path);
    }
    return [{ part, path, words }];
  }
}
