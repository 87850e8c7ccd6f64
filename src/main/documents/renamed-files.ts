import type { Environment } from '../../shared/core/environment.ts';
import type { Disk } from './disk.ts';

export interface RenamedFilesOptions {
  disk: Disk;
  environment: Environment;
  /** Called when a file that is gone may be found under another name. */
  onFindable: () => void;
}

/** Time in which a missing file may come back: editors put a file aside for a moment while they write it anew. */
const graceMs = 400;
/** Time within which the two halves of a rename are told. */
const rememberedMs = 5000;
const mostArrived = 5000;

/** Recognises files of documents that another program has renamed, by the system's own identity of a file. */
export class RenamedFiles {
  readonly #options: RenamedFilesOptions;
  /** The file's identity of each document, as far as the disk has one. */
  readonly #identities = new Map<string, string>();
  /** Documents whose file is gone, and names that are new, each with the moment. */
  readonly #lost = new Map<string, number>();
  readonly #arrived = new Map<string, number>();
  #isWaiting = false;

  constructor(options: RenamedFilesOptions) {
    this.#options = options;
  }

  /** Notes the identity of the file at a document's path. */
  async note(ref: string, path: string): Promise<void> {
    this.#lost.delete(ref);
    const identity = await this.#options.disk.identify(path);
    if (identity === null) this.#identities.delete(ref);
    else this.#identities.set(ref, identity);
  }

  /** Notes that a document's file is gone from its path. */
  lost(ref: string): void {
    if (this.#identities.has(ref)) this.#lost.set(ref, this.#options.environment.nowMs());
    this.#wait();
  }

  /** Notes new names in the folder. */
  arrived(paths: readonly string[]): void {
    const now = this.#options.environment.nowMs();
    for (const path of paths) {
      this.#arrived.delete(path);
      this.#arrived.set(path, now);
    }
    this.#forget();
    this.#wait();
  }

  #forget(): void {
    const now = this.#options.environment.nowMs();
    for (const remembered of [this.#lost, this.#arrived]) {
      for (const [key, atMs] of remembered)
        if (atMs < now - rememberedMs || remembered.size > mostArrived) remembered.delete(key);
    }
  }

  #wait(): void {
    if (this.#isWaiting || this.#lost.size === 0 || this.#arrived.size === 0) return;
    this.#isWaiting = true;
    this.#options.environment.setTimer(() => {
      this.#isWaiting = false;
      this.#options.onFindable();
    }, graceMs);
  }

  /** Finds documents whose file stands under another name by now, with that name. */
  async found(): Promise<{ ref: string; path: string }[]> {
    this.#forget();
    const found: { ref: string; path: string }[] = [];
    const wanted = new Map(Array.from(this.#lost.keys(), (ref) => [this.#identities.get(ref), ref]));
    for (const path of wanted.size === 0 ? [] : this.#arrived.keys()) {
      const identity = await this.#options.disk.identify(path).catch(() => null);
      const ref = identity === null ? undefined : wanted.get(identity);
      if (ref !== undefined) found.push({ ref, path });
    }
    return found;
  }
}
