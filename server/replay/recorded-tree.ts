import type { FileChange } from '../../src/shared/capabilities/files/methods.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { decodeBody } from '../../src/shared/session/table.ts';
import { isPlain, unpackTree } from './packed-tree.ts';
import type { ReplayHistory } from './replay-history.ts';

const pageSeqs = 2_000;
/** Pages that one question reads; the next goes on. */
const mostPages = 20;
/** A host lists its folder soon after a recording has begun. */
const firstSeqs = 4_000;
/** Most changes that are remembered. */
const mostChanges = 20_000;

/** Something that is said of the folder: all of it, or changes. */
interface Said {
  seq: number;
  listed: readonly string[] | null;
  isWhole: boolean;
  changes: readonly FileChange[];
}

/** Files of the folder at a moment, opened or not; `isWhole` is false where more of them were there. */
export interface Tree {
  paths: ReadonlySet<string>;
  isWhole: boolean;
}

const nothing: Tree = { paths: new Set(), isWhole: true };

/** The folder's tree in a recording: as its host listed it at the beginning, with the changes of which it told. */
export class RecordedTree {
  readonly #history: Pick<ReplayHistory, 'between' | 'isShown' | 'timeline'>;
  readonly #said: Said[] = [];
  #count = 0;
  #readUpTo: number;
  #reading: Promise<void> = Promise.resolve();
  /** A memo of the last answer, by the number of what was said by then. */
  #last: { count: number; tree: Tree } | null = null;

  constructor(history: Pick<ReplayHistory, 'between' | 'isShown' | 'timeline'>) {
    this.#history = history;
    this.#readUpTo = history.timeline.first.seq - 1;
  }

  /** Gives the tree as it was after an entry, as far as that is read. */
  async at(seq: number): Promise<Tree> {
    const { first } = this.#history.timeline;
    this.#reading = this.#reading.then(() => this.#read(Math.max(seq, first.seq + firstSeqs)));
    await this.#reading;
    const begins = this.#said.findIndex(({ listed }) => listed !== null);
    if (begins < 0) return nothing;
    // The list of the beginning holds for the moments before it too.
    const count = Math.max(begins + 1, this.#said.findLastIndex((said) => said.seq <= seq) + 1);
    if (this.#last?.count !== count) this.#last = { count, tree: this.#folded(count) };
    return this.#last.tree;
  }

  #folded(count: number): Tree {
    const from = this.#said.findLastIndex(({ listed }, index) => index < count && listed !== null);
    const base = this.#said[from]!;
    const changes = this.#said.slice(from + 1, count).flatMap((said) => said.changes);
    return { paths: changed(base.listed!, changes), isWhole: base.isWhole && this.#count < mostChanges };
  }

  async #read(upTo: number): Promise<void> {
    const end = Math.min(upTo, this.#history.timeline.last.seq);
    for (let page = 0; page < mostPages && this.#readUpTo < end; page++) {
      const to = Math.min(end, this.#readUpTo + pageSeqs);
      for (const entry of await this.#history.between(this.#readUpTo, to))
        if (this.#history.isShown(entry.seq)) this.#take(entry);
      this.#readUpTo = to;
    }
  }

  #take({ kind, seq, body, blob }: Entry): void {
    // Changes of many files at once travel as an attachment: then the host's next list tells.
    if (blob !== null || (kind !== 'tree.listed' && kind !== 'files.changed') || this.#count >= mostChanges) return;
    try {
      if (kind === 'tree.listed') {
        const { packed, isWhole } = decodeBody(kind, body);
        this.#said.push({ seq, listed: unpackTree(packed), isWhole, changes: [] });
      } else {
        const changes = decodeBody(kind, body).changes.filter(({ path, type }) => type !== 'changed' && isPlain(path));
        if (changes.length === 0) return;
        this.#count += changes.length;
        this.#said.push({ seq, listed: null, isWhole: true, changes });
      }
    } catch {
      // A body that cannot be read counts as nothing.
    }
  }
}

/** Gives the paths after some changes: those that came after they, or a folder that they are in, went last. */
function changed(listed: readonly string[], changes: readonly FileChange[]): Set<string> {
  const came = new Map(listed.map((path) => [path, -1]));
  const went = new Map<string, number>();
  for (const [at, { path, type }] of changes.entries()) (type === 'created' ? came : went).set(path, at);
  const stays = (path: string, at: number) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1))
      if ((went.get(path.slice(0, end)) ?? -1) > at) return false;
    return true;
  };
  return new Set([...came].flatMap(([path, at]) => (went.size === 0 || stays(path, at) ? path : [])));
}
