import type { SessionClient } from '../../client/session-client.ts';
import type { DocumentInfo } from '../../shared/capabilities/documents/document-state.ts';
import { documentAt, documentAtPath } from '../../shared/capabilities/documents/paths.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Body, KindName } from '../../shared/session/table.ts';
import { hashBytes, hashText } from '../../shared/text/hash.ts';
import type { Disk } from './disk.ts';
import { expectedState } from './expected-state.ts';
import type { Journal } from './journal.ts';
import type { RenamedFiles } from './renamed-files.ts';
import { textOf } from './seed.ts';
import { whileOnline } from './while-online.ts';

export interface DocumentPlacesOptions {
  /** Says whether guests may not change a file. */
  isReadOnly?: (path: string) => boolean;
  client: SessionClient;
  disk: Disk;
  journal: Journal;
  renamed: RenamedFiles;
  /**
   * Gives one spelling for all paths that the disk takes for the same; the path itself where the disk tells all apart.
   */
  fold?: (path: string) => string;
  report?: (message: string) => void;
}

/** Reason for which a document's file is not replaced: its text changes by edits. */
function isDocument(path: string): EnsembleError {
  return new EnsembleError(
    'is-document',
    `${path} is a text of this session, so nothing was put in its place. Open it to change it, or choose another name.`,
  );
}

/**
 * State of a document's file: `here`; `gone`, and the text is kept; `taken`, when a link has been put in its place that
 * leads to another document's file; `sealed`, when it is hidden from guests and so no document any more.
 */
export type Standing = 'here' | 'gone' | 'taken' | 'sealed';

/**
 * Keeps one document to one real file, and no document for hidden ones. The keeper's queue runs its methods one at a
 * time.
 */
export class DocumentPlaces {
  readonly #options: DocumentPlacesOptions;
  readonly #client: SessionClient;

  constructor(options: DocumentPlacesOptions) {
    this.#options = options;
    this.#client = options.client;
  }

  #fold(path: string): string {
    return this.#options.fold?.(path) ?? path;
  }

  #say<K extends KindName>(kind: K, body: Body<K>, ref: string): Promise<void> {
    return whileOnline(this.#client, this.#client.publish(kind, body, ref));
  }

  get #documents(): Readonly<Record<string, DocumentInfo>> {
    return expectedState(this.#client).documents;
  }

  get #term(): number {
    return this.#client.state.host?.term ?? 1;
  }

  /** Finds the document at a real path: never one whose file is gone while another has taken its place. */
  at(path: string): string | null {
    const state = expectedState(this.#client);
    const exact = documentAt(state, path);
    if (!this.#options.fold || (exact !== null && !state.documents[exact]?.deleted)) return exact;
    return documentAtPath(state.documents, path, this.#options.fold) ?? exact;
  }

  /** Lists the documents of a file, or of all files in a folder, that are there. */
  within(path: string): string[] {
    const start = this.#fold(path);
    const isWithin = ({ path: own, deleted }: DocumentInfo) =>
      own !== null && !deleted && (this.#fold(own) === start || this.#fold(own).startsWith(`${start}/`));
    return Object.entries(this.#documents).flatMap(([ref, info]) => (isWithin(info) ? ref : []));
  }

  /**
   * Throws `is-document` where putting something at a path would replace a document's file: its text would change
   * without an author. `has` tells whether there is a file at this place below the new one.
   */
  async mustBeFree(
    to: string,
    has: (below: string) => Promise<boolean>,
    coming: readonly string[] = [],
  ): Promise<void> {
    const start = this.#fold(to);
    const paths = [...Object.values(this.#documents).map(({ path }) => path), ...coming];
    for (const path of new Set(paths)) {
      if (path === null) continue;
      const own = this.#fold(path);
      if (own !== start && !own.startsWith(`${start}/`)) continue;
      if (await has(path.slice(to.length))) throw isDocument(path);
    }
  }

  /** Throws `is-document` where a move would put a file that is no document at a document's path. */
  mayMove(from: string, to: string): Promise<void> {
    const moved = new Set(this.within(from).map((ref) => this.#fold(this.#documents[ref]!.path!)));
    const isFile = async (path: string) => {
      if (moved.has(this.#fold(path))) return false;
      const real = await this.#locate(path);
      return real !== null && real !== 'folder';
    };
    // Another spelling of its own name is no other place.
    if (this.#fold(from) === this.#fold(to)) return Promise.resolve();
    return this.mustBeFree(to, (below) => isFile(from + below));
  }

  /** Finds out where a document's file is now, and tells everybody of a change. */
  async follow(ref: string): Promise<Standing> {
    const info = this.#documents[ref];
    if (!info || info.path === null) return 'here';
    const { path } = info;
    const real = await this.#locate(path);
    if (real === 'hidden') {
      await this.seal(ref);
      return 'sealed';
    }
    if (real === 'folder') this.#options.report?.(`${path} is a folder now; its document keeps its text.`);
    if (real === null || real === 'folder') {
      if (real === null) this.#options.renamed.lost(ref);
      await this.lose(ref);
      return 'gone';
    }
    if (real.path === path) {
      await this.#options.renamed.note(ref, path);
      return 'here';
    }
    const other = this.at(real.path);
    if (other === ref) return 'here';
    if (other !== null && !this.#documents[other]?.deleted) {
      await this.lose(ref);
      return 'taken';
    }
    await this.moveTo(ref, real.path);
    return 'here';
  }

  async #locate(path: string): Promise<{ path: string } | 'hidden' | 'folder' | null> {
    try {
      const real = await this.#options.disk.locate(path);
      return real === null ? null : { path: real };
    } catch (thrown) {
      if (thrown instanceof EnsembleError && thrown.code === 'local') return 'hidden';
      if (thrown instanceof EnsembleError && thrown.code === 'is-a-folder') return 'folder';
      throw thrown;
    }
  }

  /** Notes that a document's file is gone, or another's: its text is kept. */
  async lose(ref: string): Promise<void> {
    if (this.#documents[ref]?.deleted) return;
    await this.#say('doc.deleted', { term: this.#term }, ref);
  }

  /** Gives a document another path, with its history and undo. One that becomes hidden leaves the session. */
  async moveTo(ref: string, path: string): Promise<void> {
    if ((await this.#locate(path)) === 'hidden') return this.seal(ref);
    const { journal } = this.#options;
    const { current } = await journal.records(ref);
    // The record is amended, not added: the one before it must stay the disk's former text.
    if (current) {
      const { elsewhere: _, ...record } = current;
      await journal.amend(ref, { ...record, path });
    }
    await this.standsAt(ref, path);
    await this.#say('doc.moved', { term: this.#term, path }, ref);
  }

  /**
   * Moves documents along with files that another program has renamed, except those on their way into the log as
   * documents of their own. Gives the documents that were moved.
   */
  async followRenamed(coming: readonly string[]): Promise<{ ref: string; path: string }[]> {
    const taken = new Set(coming.map((path) => this.#fold(path)));
    const followed: { ref: string; path: string }[] = [];
    for (const { ref, path } of await this.#options.renamed.found()) {
      const info = this.#documents[ref];
      if (!info?.deleted || info.path === null || (await this.#locate(info.path)) !== null) continue;
      const other = this.at(path);
      if (taken.has(this.#fold(path)) || (other !== null && !this.#documents[other]?.deleted)) continue;
      await this.moveTo(ref, path);
      if (this.#documents[ref]) followed.push({ ref, path });
    }
    return followed;
  }

  /** Notes that a document's file is another one, or at another path. */
  async standsAt(ref: string, path: string): Promise<void> {
    await this.#options.renamed.note(ref, path);
    await this.guard(ref, path);
  }

  /** Tells whether guests may change a document at a path, where that has changed. */
  async guard(ref: string, path: string): Promise<void> {
    const readOnly = this.#options.isReadOnly?.(path) ?? false;
    if (this.#documents[ref]?.readOnly !== readOnly)
      await this.#say('doc.guarded', { term: this.#term, readOnly }, ref);
  }

  /**
   * Tells everyone of moves that an earlier process noted, but did not get into the log before it died. `settled` are
   * documents with nothing of that kind: their records, which may be large, are not read for nothing.
   */
  async makeUpAll(settled: ReadonlySet<string> = new Set()): Promise<void> {
    const refs = () => Object.keys(this.#documents).filter((ref) => !settled.has(ref));
    for (const ref of refs()) await this.#claim(ref);
    // A file may have gone to the former place of another, which moved on as well.
    let movedOne = true;
    while (movedOne) {
      movedOne = false;
      for (const ref of refs()) if (await this.#makeUp(ref)) movedOne = true;
    }
  }

  /** Tells everyone of one such move. Gives whether there was one. */
  async #makeUp(ref: string): Promise<boolean> {
    const path = this.#documents[ref]?.path ?? null;
    const { current } = await this.#options.journal.records(ref);
    if (path === null || current === null || current.path === path) return false;
    const other = this.at(current.path);
    if (other !== null && !this.#documents[other]?.deleted) return false;
    const [before, now] = await Promise.all(
      [path, current.path].map((each) => this.#locate(each).catch(() => 'unreadable' as const)),
    );
    if (now === 'unreadable') return false;
    // Another file stands at the former path by now.
    if (current.elsewhere && (before !== null || now === null)) return false;
    await this.moveTo(ref, current.path);
    return this.#documents[ref]?.path === current.path;
  }

  /**
   * Claims a path for the document that an earlier process wrote there before it died. Several documents may have had
   * their file at a path that was gone, or none yet.
   */
  async #claim(ref: string): Promise<void> {
    const info = this.#documents[ref];
    // Nearly every document: its record, which may be large, is not read for nothing.
    if (!info || (info.path !== null && !info.deleted)) return;
    const { disk, journal } = this.#options;
    const { current } = await journal.records(ref);
    if (!current) return;
    const { path } = current;
    const other = this.at(path);
    if ((info.path ?? path) !== path || other === ref) return;
    const isOthers = other !== null && !this.#documents[other]?.deleted;
    // The log knows of this save: where the other's file has these bytes by now, another program wrote them.
    if (isOthers && hashText(textOf(current.base)) === info.saved?.hash) return;
    const bytes = await disk.read(path).catch(() => null);
    if (bytes === null || hashBytes(bytes) !== current.hash) return;
    if (other !== null) {
      const theirs = await journal.records(other);
      const known = isOthers ? [theirs.current, theirs.previous] : [theirs.current];
      if (known.some((record) => record?.hash === current.hash)) return;
      await this.lose(other);
    }
    await this.#say('doc.moved', { term: this.#term, path }, ref);
  }

  /** Takes a document out of the session: guests may not see its file. The owner goes on editing the file. */
  async seal(ref: string): Promise<void> {
    await this.#say('doc.sealed', { term: this.#term }, ref);
    this.#client.documents.close(ref);
  }

  /** Applies the present sharing settings to all documents. */
  async applySettings(): Promise<void> {
    for (const [ref, { path }] of Object.entries(this.#documents)) {
      if (path === null) continue;
      if ((await this.#locate(path).catch(() => null)) === 'hidden') await this.seal(ref);
      else await this.guard(ref, path);
    }
  }
}
