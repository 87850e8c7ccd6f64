import { type FSWatcher, watch } from 'node:fs';
import type { FolderStatus } from '../../shared/capabilities/git/git-state.ts';
import { append } from '../../shared/core/append.ts';
import type { GroupWatch } from '../programs/program-group.ts';
import { findRepositories, isPartOfRepository, mayBringRepository } from './find-repositories.ts';
import { folderStatusFor, type Looked, lookAt } from './folder-status.ts';
import { GitDirWatch } from './git-dir-watch.ts';
import { problemWithGit } from './git-program.ts';
import type { Places } from './places.ts';
import { type Life, Repository } from './repository.ts';

/** Delay of a look after the first change (a throttle): changes come in bursts. */
const settleMs = 150;
/** Least rest between two looks, unless the options say another; it also grows with the cost of a look (a duty cycle). */
const leastRestMs = 900;
const restPerCost = 4;
/** Polling interval where the system does not tell changes in a repository's own folder. */
const pollMs = 2000;
const mostRepositories = 20;

export interface StatusKeeperOptions {
  root: string;
  /** Says which paths guests see, and which the owner sees. */
  sees: { guests: (path: string) => boolean; owner: (path: string) => boolean };
  /** Called with the status for all, when it has changed. */
  tell: (status: FolderStatus) => Promise<void>;
  report: (message: string) => void;
  /** Decides on repositories that lie outside of the folder. */
  places: Places;
  /** Called with each repository that is found, before anybody can act on it. */
  onFound?: ((repository: Repository) => void) | undefined;
  guard?: GroupWatch | undefined;
  restMs?: number | undefined;
}

/** Looks at the folder's repositories when something may have changed, one look at a time. */
export class StatusKeeper {
  readonly #options: StatusKeeperOptions;
  readonly #owners = new Set<(status: FolderStatus) => void>();
  readonly #open = new Map<string, { repository: Repository; watch: GitDirWatch }>();
  #broken: Looked[] = [];
  #problem: string | null = null;
  #rootWatch: FSWatcher | null = null;
  #timer: NodeJS.Timeout | null = null;
  #poll: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;
  #isWanted = false;
  #mustFind = true;
  #isPart = false;
  readonly #closing = new AbortController();
  readonly #life: Life;
  #isClosed = false;
  #lastEndMs = Number.NEGATIVE_INFINITY;
  #costMs = 0;
  #told = '';
  #ofOwner: { status: FolderStatus; text: string } | null = null;

  constructor(options: StatusKeeperOptions) {
    this.#options = options;
    this.#life = { closing: this.#closing.signal, guard: options.guard, turns: new Map() };
  }

  /** Begins: from here on all hear of the status. */
  async start(): Promise<void> {
    const { root } = this.#options;
    this.#problem = await problemWithGit(root);
    if (this.#isClosed) return;
    try {
      // The folder's own watcher ignores Git's folder; a repository that comes or goes is noticed here.
      this.#rootWatch = watch(root, { persistent: false }, (_event, name) => {
        if (name === null || name.toString() === '.git') this.findAgain();
      });
      this.#rootWatch.on('error', () => this.#rootWatch?.close());
    } catch {
      // Without it, a new repository is found with the next change of a file.
    }
    this.#poll = setInterval(() => {
      if ([...this.#open.values()].some(({ watch: { isWhole } }) => !isWhole)) this.trigger();
    }, pollMs).unref();
    this.trigger();
  }

  /** Repositories may have come or gone. */
  findAgain(): void {
    this.#mustFind = true;
    this.trigger();
  }

  /** Files have changed. Repositories are looked for only where one can have come or gone. */
  async onFiles(changes: readonly { path: string; type: string }[]): Promise<void> {
    this.trigger();
    const isKnown = (path: string) => this.#open.has(path) || this.#broken.some((each) => each.path === path);
    if (await mayBringRepository(this.#options.root, changes, isKnown)) this.findAgain();
  }

  /** Something may be different. */
  trigger(): void {
    this.#isWanted = true;
    if (this.#isClosed || this.#timer !== null || this.#looking !== null) return;
    const { restMs = leastRestMs } = this.#options;
    const rest = Math.max(restMs, restPerCost * this.#costMs) - (performance.now() - this.#lastEndMs);
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        void this.#lookOnce();
      },
      Math.max(settleMs, rest),
    ).unref();
  }

  /** Looks now, and resolves once all have been told: for a caller that has just changed something. */
  async lookNow(): Promise<void> {
    this.#isWanted = true;
    if (this.#looking) await this.#looking;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#isWanted) await this.#lookOnce();
  }

  /**
   * Tells the owner's window its status, now and with each change, only the newest where it is slow, until the signal.
   */
  async follow(signal: AbortSignal, tell: (status: FolderStatus) => Promise<void>): Promise<void> {
    let newest = this.#ofOwner?.status ?? null;
    let wake = () => {};
    const listener = (status: FolderStatus) => {
      newest = status;
      wake();
    };
    const stop = () => wake();
    this.#owners.add(listener);
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted) {
        const status = newest;
        newest = null;
        if (status !== null) await tell(status);
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      this.#owners.delete(listener);
      signal.removeEventListener('abort', stop);
    }
  }

  /** Finds the repository at a path; undefined where there is none. */
  async repositoryAt(path: string): Promise<Repository | undefined> {
    if (!this.#open.has(path)) {
      this.#mustFind = true;
      await this.lookNow();
    }
    return this.#open.get(path)?.repository;
  }

  #lookOnce(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    this.#isWanted = false;
    this.#looking ??= this.#look()
      .catch((thrown: unknown) => this.#options.report(`Git's status could not be told: ${String(thrown)}`))
      .finally(() => {
        this.#looking = null;
        if (this.#isWanted) this.trigger();
      });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const startedMs = performance.now();
    if (this.#problem === null && this.#mustFind) await this.#find();
    const looked = await Promise.all([...this.#open.values()].map(({ repository }) => lookAt(repository)));
    append(looked, this.#broken);
    looked.sort((a, b) => (a.path < b.path ? -1 : 1));
    this.#lastEndMs = performance.now();
    this.#costMs = this.#lastEndMs - startedMs;
    if (!this.#isClosed) await this.#tell(looked);
  }

  async #tell(looked: readonly Looked[]): Promise<void> {
    const { sees, tell } = this.#options;
    const about = { problem: this.#problem, isPart: this.#isPart };
    const ofOwner = folderStatusFor(looked, about, sees.owner);
    const text = JSON.stringify(ofOwner);
    if (text !== this.#ofOwner?.text) {
      this.#ofOwner = { status: ofOwner, text };
      for (const listener of this.#owners) listener(ofOwner);
    }
    const ofAll = folderStatusFor(looked, about, sees.guests);
    const told = JSON.stringify(ofAll);
    if (told === this.#told) return;
    this.#told = told;
    await tell(ofAll);
  }

  async #find(): Promise<void> {
    this.#mustFind = false;
    const { root } = this.#options;
    const paths = (await findRepositories(root)).slice(0, mostRepositories);
    for (const [path, { repository, watch }] of this.#open) {
      if (paths.includes(path) && (await repository.isThere())) continue;
      watch.close();
      this.#open.delete(path);
    }
    this.#isPart = !paths.includes('') && (await isPartOfRepository(root));
    this.#broken = [];
    for (const path of paths) {
      if (this.#open.has(path)) continue;
      try {
        const repository = await Repository.open(root, path, this.#life);
        const objection = await this.#options.places.objectionTo(root, repository);
        if (this.#isClosed) return;
        if (objection !== null) {
          this.#broken.push({ path, status: null, refs: new Map(), underway: null, problem: objection });
          continue;
        }
        this.#options.onFound?.(repository);
        this.#open.set(path, { repository, watch: new GitDirWatch(repository, () => this.trigger()) });
      } catch (thrown) {
        this.#broken.push({ path, status: null, refs: new Map(), underway: null, problem: (thrown as Error).message });
        // It may be on its way still.
        this.#mustFind = true;
      }
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#poll !== null) clearInterval(this.#poll);
    this.#rootWatch?.close();
    for (const { watch } of this.#open.values()) watch.close();
    // A rule that a guest has written can have Git look for hours.
    this.#closing.abort();
    await this.#looking;
    this.#owners.clear();
  }
}
