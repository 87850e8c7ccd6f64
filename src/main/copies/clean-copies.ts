import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CleanCopyState } from '../../shared/capabilities/copies/copies.ts';
import type { FileChange } from '../../shared/capabilities/files/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Caller, Handlers, StreamHandlers } from '../../shared/session/contract.ts';
import { CleanCopy, type CleanCopyOptions } from './clean-copy.ts';

export const mostCopies = 20;

/** Says whether a copy is the caller's business: it has their edits, or is on their machine. */
const isFor = ({ state }: CleanCopy, { person, isDirect }: Caller): boolean => isDirect || state.person === person;

export interface CleanCopiesOptions
  extends Pick<CleanCopyOptions, 'root' | 'trees' | 'ownTexts' | 'environment' | 'report'> {
  /** Folder of the copies, outside of the shared one. */
  folder: string;
  /** Says whether a caller may see a file. */
  sees: (caller: Caller, path: string) => boolean;
  /** Calls the listener with each edit and save. */
  onTextsChanged: (listener: () => void) => () => void;
}

/** Clean copies of the folder, each for as long as a terminal begins in it. */
export class CleanCopies {
  readonly #options: CleanCopiesOptions;
  readonly #copies = new Map<number, CleanCopy>();
  readonly #watchers = new Set<() => void>();
  readonly #stop: () => void;
  #last = 0;

  constructor(options: CleanCopiesOptions) {
    this.#options = options;
    this.#stop = options.onTextsChanged(() => {
      for (const copy of this.#copies.values()) copy.textsChanged();
    });
  }

  /** Removes what a host that died has left. */
  async start(): Promise<void> {
    const { folder, trees } = this.#options;
    if (!existsSync(folder)) return;
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    await trees.forget(folder);
  }

  get handlers(): Handlers<'copies.make' | 'copies.choose'> & StreamHandlers<'copies.watch'> {
    return {
      'copies.make': ({ person }) => this.#make(person),
      'copies.choose': async ({ copy, takesBoth }, caller) => {
        const found = this.#copies.get(copy);
        if (found === undefined || !isFor(found, caller))
          throw new EnsembleError('not-found', 'This clean copy has ended.');
        await found.choose(takesBoth);
        this.#changed();
        return {};
      },
      'copies.watch': async (_params, caller, signal, stream) => {
        await this.#follow(signal, () => stream.send({ copies: this.#of(caller) }));
        return {};
      },
    };
  }

  /** Copies as a caller may know of them. */
  #of(caller: Caller): CleanCopyState[] {
    const all = [...this.#copies.values()].filter((copy) => isFor(copy, caller)).map(({ state }) => state);
    if (caller.isDirect) return all;
    const { sees } = this.#options;
    return all.map((state) => ({
      ...state,
      place: null,
      shared: state.shared.filter(({ path }) => sees(caller, path)),
    }));
  }

  /** Folders of all copies. */
  get places(): string[] {
    return [...this.#copies.values()].map(({ place }) => place);
  }

  async #make(person: string) {
    const { folder, root, trees, ownTexts, environment, report } = this.#options;
    if (this.#copies.size >= mostCopies)
      throw new EnsembleError(
        'too-fast',
        `There are ${mostCopies} clean copies already: close a terminal of one first.`,
      );
    const copy = ++this.#last;
    const place = join(folder, String(copy));
    // Files hidden from guests are in a copy too.
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const onChanged = () => this.#changed();
    const made = new CleanCopy({ copy, person, root, place, trees, ownTexts, environment, onChanged, report });
    this.#copies.set(copy, made);
    try {
      const linked = await made.begin();
      this.#changed();
      const notice =
        linked.length === 0 ? null : `${linked.join(', ')} is the folder’s own: what is installed there is for all.`;
      return { copy, place, notice };
    } catch (thrown) {
      this.#copies.delete(copy);
      await made.end();
      throw thrown;
    }
  }

  #changed(): void {
    for (const wake of this.#watchers) wake();
  }

  /** Tells the newest state, with each change for which the receiver is fast enough, until the signal. */
  async #follow(signal: AbortSignal, tell: () => Promise<void>): Promise<void> {
    let isNew = true;
    let wake = () => {};
    const listener = () => {
      isNew = true;
      wake();
    };
    this.#watchers.add(listener);
    signal.addEventListener('abort', listener);
    try {
      while (!signal.aborted) {
        if (isNew) {
          isNew = false;
          await tell();
        } else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      this.#watchers.delete(listener);
      signal.removeEventListener('abort', listener);
    }
  }

  onFiles(changes: readonly FileChange[]): void {
    const paths = changes.some(({ path }) => path === '') ? null : changes.map(({ path }) => path);
    for (const copy of this.#copies.values()) copy.filesChanged(paths);
  }

  /** A terminal that began in a folder has ended, and no other is there. */
  async left(folder: string): Promise<void> {
    for (const [id, copy] of this.#copies) {
      if (copy.place !== folder) continue;
      this.#copies.delete(id);
      await copy.end();
      this.#changed();
    }
  }

  async close(): Promise<void> {
    this.#stop();
    const all = [...this.#copies.values()];
    this.#copies.clear();
    for (const copy of all) await copy.end();
    this.#changed();
  }
}
