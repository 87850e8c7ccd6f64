import { lstat } from 'node:fs/promises';
import PQueue from 'p-queue';
import type { FileChange } from '../../shared/capabilities/files/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { ChangeBatch } from './change-batch.ts';
import type { ChangeSource, StartChangeSource } from './change-source.ts';
import { changesBetween, type Snapshot, scanFolder } from './folder-scan.ts';
import { startNativeWatch } from './native-watch.ts';
import { isTemporary } from './temporary-names.ts';
import { startTreeWatch } from './tree-watch.ts';

export interface FolderWatcherOptions {
  /** The folder's real path. */
  readonly root: string;
  /**
   * Called with changes, at most 500 at a time, by relative path, hidden files too: the host leaves those out, since it
   * knows the receivers. `''` is the folder itself: deleted when it is gone, created when it is back, changed when
   * something was missed and everything should be looked at again. A file that was replaced may be told as created, and
   * of a folder that went away at once only the folder may be told.
   */
  readonly onChanges: (changes: FileChange[]) => void;
  /** Called with faults of watching, in words for the person at the host. */
  readonly onProblem: (problem: EnsembleError) => void;
  /**
   * Folders, at any depth, that are not watched. Git's own files change all the time and are for the Git service;
   * dependencies are too many for the system's limits, and nobody edits them together.
   */
  readonly ignoredNames?: readonly string[];
  readonly settleMs?: number;
  /**
   * Interval at which it checks that the folder is still there and, without the system's help, scans it for changes.
   */
  readonly scanEveryMs?: number;
  /** Source of changes, where it is not to be chosen by the platform. */
  readonly startSource?: StartChangeSource;
}

const maxScanned = 100_000;

type Mode = 'starting' | 'system' | 'scan' | 'gone' | 'closed';

/** Watches a folder until closed, also through its own deletion and return. */
export class FolderWatcher {
  readonly #options: FolderWatcherOptions;
  readonly #ignoredNames: readonly string[];
  readonly #scanEveryMs: number;
  readonly #batch: ChangeBatch;
  readonly #ending = new AbortController();
  #mode: Mode = 'starting';
  #identity: string | null = null;
  #source: ChangeSource | null = null;
  #snapshot: Snapshot = new Map();
  #timer: NodeJS.Timeout | null = null;
  readonly #queue = new PQueue({ concurrency: 1 });
  #started: Promise<void> = Promise.resolve();

  private constructor(options: FolderWatcherOptions) {
    this.#options = options;
    this.#ignoredNames = options.ignoredNames ?? ['.git', 'node_modules'];
    this.#scanEveryMs = options.scanEveryMs ?? 2000;
    this.#batch = new ChangeBatch(options.settleMs ?? 30, options.onChanges);
  }

  /**
   * Begins to watch, which takes seconds in a folder of many folders: until `started`, changes may go unnoticed in
   * folders whose turn has not come.
   */
  static begin(options: FolderWatcherOptions): FolderWatcher {
    const watcher = new FolderWatcher(options);
    watcher.#started = watcher.#queue.add(async () => {
      await watcher.#begin();
      if (!watcher.#is('closed')) watcher.#schedule(watcher.#scanEveryMs);
    });
    return watcher;
  }

  /** Starts to watch; from here on changes are told. */
  static async start(options: FolderWatcherOptions): Promise<FolderWatcher> {
    const watcher = FolderWatcher.begin(options);
    await watcher.started;
    return watcher;
  }

  /** Resolves once all of the folder is watched, or it is known that it cannot be. */
  get started(): Promise<void> {
    return this.#started;
  }

  /** Means by which changes are noticed now. */
  get mode(): Mode {
    return this.#mode;
  }

  /** Stops; nothing is told after this has been called. */
  async close(): Promise<void> {
    this.#mode = 'closed';
    this.#ending.abort();
    this.#batch.drop();
    if (this.#timer) clearTimeout(this.#timer);
    await this.#queue.onIdle();
    await this.#stopSource();
  }

  async #begin(): Promise<void> {
    const identity = await identityOf(this.#options.root);
    if (this.#is('closed')) return;
    if (identity === null) return this.#lost();
    this.#identity = identity;
    try {
      this.#source = await this.#startSource();
      if (this.#is('closed')) await this.#stopSource();
      else this.#mode = 'system';
    } catch (error) {
      if (!this.#is('closed')) await this.#beginScanning(error);
    }
  }

  #startSource(): Promise<ChangeSource> {
    const { root, startSource = process.platform === 'linux' ? startTreeWatch : startNativeWatch } = this.#options;
    return startSource({
      root,
      ignoredNames: this.#ignoredNames,
      signal: this.#ending.signal,
      isIgnored: (path) => this.#isIgnored(path),
      onChange: (change) => {
        if (this.#is('system') || this.#is('starting')) this.#batch.add(change);
      },
      // The absence of the folder itself is found, and told, by looking for it.
      onRootTouched: () => {
        if (this.#is('system')) this.#schedule(0);
      },
      onMissed: (error) => this.#missed(error),
      onFailed: (error) => {
        void this.#queue.add(() => this.#fallBack(error));
      },
    });
  }

  #missed(error: unknown): void {
    if (!this.#is('system')) return;
    this.#problem('Some changes on the disk were missed; everything is looked at again.', error);
    this.#batch.add({ path: '', type: 'changed' });
  }

  async #fallBack(error: unknown): Promise<void> {
    if (!this.#is('system')) return;
    await this.#stopSource();
    await this.#beginScanning(error);
    if (this.#is('scan')) this.#batch.add({ path: '', type: 'changed' });
  }

  async #beginScanning(error: unknown): Promise<void> {
    this.#snapshot = await this.#scan();
    if (this.#is('closed')) return;
    this.#mode = 'scan';
    this.#problem(scanWords(this.#scanEveryMs, isLimit(error), this.#snapshot.size >= maxScanned), error);
  }

  #schedule(delayMs: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.#queue.add(() => this.#look());
    }, delayMs);
    this.#timer.unref();
  }

  /** Checks the folder: whether it is there, back, or, without the system's help, changed. */
  async #look(): Promise<void> {
    const startedMs = performance.now();
    const identity = await identityOf(this.#options.root);
    if (this.#is('closed')) return;
    if (this.#mode === 'gone' && identity !== null) {
      await this.#begin();
      this.#batch.add({ path: '', type: 'created' });
    } else if (this.#mode !== 'gone' && identity !== this.#identity) {
      await this.#stopSource();
      this.#lost();
    } else if (this.#mode === 'scan') {
      const after = await this.#scan();
      for (const change of changesBetween(this.#snapshot, after)) this.#batch.add(change);
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

  #is(mode: FolderWatcher['mode']): boolean {
    return this.#mode === mode;
  }

  #problem(message: string, cause: unknown): void {
    const problem = new EnsembleError('internal', message);
    problem.cause = cause;
    this.#options.onProblem(problem);
  }

  async #stopSource(): Promise<void> {
    const source = this.#source;
    this.#source = null;
    await source?.close();
  }
}

function scanWords(everyMs: number, isAtLimit: boolean, isTooMuch: boolean): string {
  const limit = ': it watches as many as its limit allows, for all programs together';
  const seconds = Math.ceil(everyMs / 1000);
  const reach = isTooMuch ? `its first ${maxScanned.toLocaleString('en')} files are` : 'it is';
  return (
    `The system cannot tell what changes in this folder${isAtLimit ? limit : ''}. Instead, ${reach} looked through every ` +
    `${seconds} s or more, so changes from outside come later${isTooMuch ? ', or not at all' : ''}. What people type and save here is not affected.` +
    (isAtLimit && process.platform === 'linux'
      ? ' To raise the limit: sudo sysctl fs.inotify.max_user_watches=1048576.'
      : '')
  );
}

async function identityOf(root: string): Promise<string | null> {
  const stats = await lstat(root, { bigint: true }).catch(() => null);
  // A new folder may get the inode of the one before it.
  return stats?.isDirectory() ? `${stats.dev} ${stats.ino} ${stats.birthtimeNs}` : null;
}

function isLimit(error: unknown): boolean {
  return error instanceof Error && /no space|inotify|too many|limit/i.test(error.message);
}
