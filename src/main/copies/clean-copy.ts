import { rm } from 'node:fs/promises';
import PQueue from 'p-queue';
import type { CleanCopyState, SharedLineAt } from '../../shared/capabilities/copies/copies.ts';
import type { Environment, TimerHandle } from '../../shared/core/environment.ts';
import { hashBytes } from '../../shared/text/hash.ts';
import { copyOver, copyWhole, isLeftOut, linkPackages, putInto } from './copied-files.ts';

/** Rest after a change before the copy follows (a throttle). */
const restMs = 150;
const mostShared = 100;

/** A file as a person would have it; null content is the saved one. */
interface OwnFile {
  path: string;
  content: Uint8Array | null;
  shared: readonly { line: number; people: readonly string[] }[];
}

/** The folder's repository, as far as copies need it. */
export interface Trees {
  /** Makes a working tree of the last commit at a place; false where there is none. */
  add(place: string): Promise<boolean>;
  differing(): Promise<string[]>;
  ignored(paths: readonly string[]): Promise<ReadonlySet<string>>;
  /** Forgets the working trees at a place or in it. */
  forget(place: string): Promise<void>;
}

export interface CleanCopyOptions {
  copy: number;
  person: string;
  root: string;
  place: string;
  trees: Trees;
  ownTexts: (person: string, takesBoth: boolean) => Promise<readonly OwnFile[]>;
  environment: Environment;
  onChanged: () => void;
  report: (message: string) => void;
}

/** One copy of the folder: what is saved, with the unsaved edits of one person alone. It follows both. */
export class CleanCopy {
  readonly #options: CleanCopyOptions;
  readonly #queue = new PQueue({ concurrency: 1 });
  /** Paths that have changed on the disk since the copy followed last; null for any number. */
  #changed: Set<string> | null = new Set();
  /** Paths of the folder that the copy has in another state than its commit. */
  readonly #differing = new Set<string>();
  /** Hashes of the texts of this person that the copy has in place of saved ones. */
  readonly #own = new Map<string, string>();
  #shared: SharedLineAt[] = [];
  #takesBoth = false;
  #isTree = false;
  #timer: TimerHandle | null = null;
  #isOver = false;

  constructor(options: CleanCopyOptions) {
    this.#options = options;
  }

  get place(): string {
    return this.#options.place;
  }

  get state(): CleanCopyState {
    const { copy, person, place } = this.#options;
    return { copy, person, place, takesBoth: this.#takesBoth, shared: this.#shared };
  }

  /** Makes it. Gives the names of folders to which it has links. */
  begin(): Promise<string[]> {
    return this.#queue.add(async () => {
      const { root, place, trees } = this.#options;
      this.#isTree = await trees.add(place);
      if (!this.#isTree) await copyWhole(root, place);
      const made = await linkPackages(root, place);
      this.#changed = null;
      await this.#follow();
      return made;
    });
  }

  /** Chooses for lines that this person and others edit. Resolves once the copy has them so. */
  choose(takesBoth: boolean): Promise<void> {
    this.#takesBoth = takesBoth;
    return this.#queue.add(() => this.#follow());
  }

  /** Files have changed on the disk; `null` for all that may have. */
  filesChanged(paths: readonly string[] | null): void {
    if (paths === null) this.#changed = null;
    else for (const path of paths) this.#changed?.add(path);
    this.textsChanged();
  }

  /** Texts were edited or saved. */
  textsChanged(): void {
    if (this.#isOver || this.#timer !== null) return;
    this.#timer = this.#options.environment.setTimer(() => {
      this.#timer = null;
      this.#queue
        .add(() => this.#follow())
        .catch((thrown: unknown) => this.#options.report(`A clean copy could not follow: ${String(thrown)}`));
    }, restMs);
  }

  async #follow(): Promise<void> {
    if (this.#isOver) return;
    const { root, place, person, ownTexts } = this.#options;
    const fresh = new Set(await this.#takeChanged());
    for (const path of fresh) await copyOver(root, place, path);
    const files = await ownTexts(person, this.#takesBoth);
    const own = new Map(files.flatMap(({ path, content }) => (content === null ? [] : [[path, content] as const])));
    for (const path of [...this.#own.keys()].filter((each) => !own.has(each))) {
      this.#own.delete(path);
      await copyOver(root, place, path);
    }
    for (const [path, content] of own) {
      const hash = hashBytes(content);
      if (this.#own.get(path) === hash && !fresh.has(path)) continue;
      await putInto(place, path, content);
      this.#own.set(path, hash);
    }
    this.#tell(files);
  }

  #tell(files: readonly OwnFile[]): void {
    const before = JSON.stringify(this.#shared);
    this.#shared = files
      .flatMap(({ path, shared }) => shared.map(({ line, people }) => ({ path, line, people: [...people] })))
      .slice(0, mostShared);
    if (JSON.stringify(this.#shared) !== before) this.#options.onChanged();
  }

  /** Paths that the copy has to take from the disk anew. */
  async #takeChanged(): Promise<string[]> {
    const changed = this.#changed;
    this.#changed = new Set();
    const { trees } = this.#options;
    if (changed === null) {
      const now = this.#isTree ? await trees.differing() : [];
      const all = new Set([...this.#differing, ...now]);
      this.#differing.clear();
      for (const path of now) this.#differing.add(path);
      return [...all];
    }
    const paths = [...changed].filter((path) => !isLeftOut(path));
    const ignored = this.#isTree ? await trees.ignored(paths) : new Set<string>();
    const taken = paths.filter((path) => !ignored.has(path));
    for (const path of taken) this.#differing.add(path);
    return taken;
  }

  /** Removes it. Nothing of it is the only one of its kind, but for what a program has written there. */
  async end(): Promise<void> {
    this.#isOver = true;
    if (this.#timer !== null) this.#options.environment.clearTimer(this.#timer);
    await this.#queue.onIdle();
    await rm(this.place, { recursive: true, force: true, maxRetries: 3 });
    if (this.#isTree) await this.#options.trees.forget(this.place);
  }
}
