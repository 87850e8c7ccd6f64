import { lstat } from 'node:fs/promises';
import { sep } from 'node:path';
import type { AsyncSubscription, Event } from '@parcel/watcher';
import { EnsembleError } from '../../shared/protocol/errors.ts';
import type { FileChange } from '../../shared/workspace/contract.ts';
import { ChangeBatch } from './change-batch.ts';
import { changesBetween, type Snapshot, scanFolder } from './folder-scan.ts';
import { isTemporary, temporaryGlob } from './temporary-names.ts';

export type WatchEvents = (error: Error | null, events: Event[]) => void;

export interface FolderWatcherOptions {
  /** The folder's real path. */
  readonly root: string;
  /**
   * Told what changed, at most 500 at a time, by relative path, hidden files too: leaving those out is for the host,
   * who knows for whom. `''` is the folder itself: deleted when it is gone, created when it is back, changed when
   * something was missed and everything should be looked at again. A file that was replaced may be told as created.
   */
  readonly onChanges: (changes: FileChange[]) => void;
  /** Told in words, for the person at the host, what does not work as it should. */
  readonly onProblem: (problem: EnsembleError) => void;
  /**
   * Folders, at any depth, of which nothing is told. Git's own files change all the time and are for the Git service;
   * dependencies are too many for the system's limits, and nobody edits them together.
   */
  readonly ignoredNames?: readonly string[];
  readonly settleMs?: number;
  /** How often to look whether the folder is still there and, without the system's help, what changed in it. */
  readonly scanEveryMs?: number;
  /** For tests: stands for the system's watcher. */
  readonly subscribe?: (root: string, tell: WatchEvents, ignore: string[]) => Promise<AsyncSubscription>;
}

const maxScanned = 100_000;
const kinds = { create: 'created', update: 'changed', delete: 'deleted' } as const;

/** Watches a folder until closed, also through its own deletion and return. */
export class FolderWatcher {
  readonly #options: FolderWatcherOptions;
  readonly #ignoredNames: readonly string[];
  readonly #scanEveryMs: number;
  readonly #batch: ChangeBatch;
  #mode: 'native' | 'scan' | 'gone' | 'closed' = 'gone';
  #identity: string | null = null;
  #subscription: AsyncSubscription | null = null;
  #snapshot: Snapshot = new Map();
  #timer: NodeJS.Timeout | null = null;
  #work: Promise<void> = Promise.resolve();

  private constructor(options: FolderWatcherOptions) {
    this.#options = options;
    this.#ignoredNames = options.ignoredNames ?? ['.git', 'node_modules'];
    this.#scanEveryMs = options.scanEveryMs ?? 2000;
    this.#batch = new ChangeBatch(options.settleMs ?? 30, options.onChanges);
  }

  /** Starts to watch; from here on changes are told. */
  static async start(options: FolderWatcherOptions): Promise<FolderWatcher> {
    const watcher = new FolderWatcher(options);
    await watcher.#begin();
    watcher.#schedule(watcher.#scanEveryMs);
    return watcher;
  }

  /** How changes are noticed now. */
  get mode(): 'native' | 'scan' | 'gone' | 'closed' {
    return this.#mode;
  }

  /** Stops; nothing is told after this has been called. */
  async close(): Promise<void> {
    this.#mode = 'closed';
    this.#batch.drop();
    if (this.#timer) clearTimeout(this.#timer);
    await this.#work;
    await this.#unsubscribe();
  }

  async #begin(): Promise<void> {
    const identity = await identityOf(this.#options.root);
    if (this.#mode === 'closed') return;
    if (identity === null) return this.#lost();
    this.#identity = identity;
    try {
      const subscribe = this.#options.subscribe ?? subscribeNatively;
      const ignore = [`**/${temporaryGlob}`, ...this.#ignoredNames.map((name) => `**/${name}/**`)];
      const subscription = await subscribe(this.#options.root, (error, events) => this.#tell(error, events), ignore);
      this.#subscription = subscription;
      if (this.#is('closed')) await this.#unsubscribe();
      else this.#mode = 'native';
    } catch (error) {
      await this.#beginScanning(error);
    }
  }

  async #beginScanning(error: unknown): Promise<void> {
    this.#snapshot = await this.#scan();
    if (this.#is('closed')) return;
    this.#mode = 'scan';
    this.#problem(
      `The system cannot tell what changes in this folder${isLimit(error) ? ': too many are watched already' : ''}. ` +
        `It is looked through every ${Math.ceil(this.#scanEveryMs / 1000)} s instead, so changes come later.`,
      error,
    );
  }

  #tell(error: Error | null, events: readonly Event[]): void {
    if (this.#mode === 'closed' || this.#mode === 'gone') return;
    if (error !== null) {
      this.#problem('Some changes on the disk were missed; everything is looked at again.', error);
      this.#batch.add({ path: '', type: 'changed' });
      return;
    }
    for (const { path, type } of events) {
      // That the folder itself is gone is found out, and told, by looking for it.
      if (path === this.#options.root) this.#schedule(0);
      else this.#add({ path: this.#relative(path), type: kinds[type] });
    }
  }

  #add(change: FileChange): void {
    if (!this.#isIgnored(change.path)) this.#batch.add(change);
  }

  #schedule(delayMs: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#work = this.#work.then(() => this.#look());
    }, delayMs);
    this.#timer.unref();
  }

  /** Looks after the folder: whether it is there, back, or, without the system's help, changed. */
  async #look(): Promise<void> {
    const startedMs = performance.now();
    const identity = await identityOf(this.#options.root);
    if (this.#is('closed')) return;
    if (this.#mode === 'gone' && identity !== null) {
      await this.#begin();
      this.#batch.add({ path: '', type: 'created' });
    } else if (this.#mode !== 'gone' && identity !== this.#identity) {
      await this.#unsubscribe();
      this.#lost();
    } else if (this.#mode === 'scan') {
      const after = await this.#scan();
      for (const change of changesBetween(this.#snapshot, after)) this.#add(change);
      this.#snapshot = after;
    }
    // A large folder must not keep the disk busy all the time.
    if (!this.#is('closed')) this.#schedule(Math.max(this.#scanEveryMs, 10 * (performance.now() - startedMs)));
  }

  #lost(): void {
    this.#mode = 'gone';
    this.#problem('The shared folder is gone from the disk. Unsaved texts are kept; put it back to go on.', null);
    this.#batch.add({ path: '', type: 'deleted' });
  }

  #scan(): Promise<Snapshot> {
    return scanFolder(this.#options.root, (path) => this.#isIgnored(path), maxScanned);
  }

  #isIgnored(path: string): boolean {
    return isTemporary(path) || path.split('/').some((name) => this.#ignoredNames.includes(name));
  }

  #relative(absolute: string): string {
    return absolute.slice(this.#options.root.length).replaceAll(sep, '/').replace(/^\//, '');
  }

  #is(mode: FolderWatcher['mode']): boolean {
    return this.#mode === mode;
  }

  #problem(message: string, cause: unknown): void {
    const problem = new EnsembleError('internal', message);
    problem.cause = cause;
    this.#options.onProblem(problem);
  }

  async #unsubscribe(): Promise<void> {
    const subscription = this.#subscription;
    this.#subscription = null;
    // A subscription to a folder that is gone may fail to end; there is nothing left to do about it.
    await subscription?.unsubscribe().catch(() => {});
  }
}

async function subscribeNatively(root: string, tell: WatchEvents, ignore: string[]): Promise<AsyncSubscription> {
  // Imported late: where its native part is missing, importing it throws.
  const { default: native } = await import('@parcel/watcher');
  return native.subscribe(root, tell, { ignore });
}

async function identityOf(root: string): Promise<string | null> {
  const stats = await lstat(root, { bigint: true }).catch(() => null);
  // A new folder may get the inode of the one before it.
  return stats?.isDirectory() ? `${stats.dev} ${stats.ino} ${stats.birthtimeNs}` : null;
}

function isLimit(error: unknown): boolean {
  return error instanceof Error && /no space|inotify|too many|limit/i.test(error.message);
}
