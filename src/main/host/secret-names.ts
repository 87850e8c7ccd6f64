import { lstatSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileChange } from '../../shared/capabilities/files/methods.ts';
import { joinPath } from '../files/wire-path.ts';

/** Folders whose files nobody names one by one: dependencies, and Git's own. */
const passedOver = new Set(['node_modules', '.git']);
/** Most files that are looked at. */
const mostFiles = 200_000;
/** Ends of code, without which a module is named. */
const codeEnds = /(\.d)?\.([cm]?[jt]sx?|json|pyi?)$/;

/** Names that a file may be called by. */
const namesOf = (name: string) => new Set([name, name.replace(codeEnds, '')]);

interface Known {
  /** Judgements so far: a completion names the same modules thousands of times. */
  judged: Map<string, boolean>;
  hidden: Set<string>;
  shown: Set<string>;
}

/**
 * Names of hidden files that no other file has. Servers list files under names of their own, such as those of a
 * project's `paths`, which do not tell the folder: there only the last part can be judged.
 */
export class SecretNames {
  readonly #root: string;
  /** Says whether guests see a path. */
  readonly #sees: (path: string) => boolean;
  #walk: Promise<Known> | null = null;
  #known: Known | null = null;

  constructor(root: string, sees: (path: string) => boolean) {
    this.#root = root;
    this.#sees = sees;
  }

  /** Looks at the folder, unless that is known. Resolves with the judgement. */
  async look(): Promise<(name: string) => boolean> {
    let walk = this.#walk;
    do {
      this.#walk ??= this.#look();
      walk = this.#walk;
      this.#known = await walk;
    } while (walk !== this.#walk);
    const { hidden, shown, judged } = this.#known;
    return (name) => {
      const known = judged.get(name);
      if (known !== undefined) return known;
      const names = [...namesOf(name)];
      const isSecret = names.some((each) => hidden.has(each)) && !names.some((each) => shown.has(each));
      if (judged.size < mostFiles) judged.set(name, isSecret);
      return isSecret;
    };
  }

  async #look(): Promise<Known> {
    const known: Known = { judged: new Map(), hidden: new Set(), shown: new Set() };
    const folders = [''];
    for (let count = 0; folders.length > 0 && count < mostFiles; ) {
      const folder = folders.pop()!;
      const entries = await readdir(join(this.#root, folder), { withFileTypes: true }).catch(() => []);
      count += entries.length;
      for (const entry of entries) {
        const path = joinPath(folder, entry.name);
        this.#add(known, path, entry.name);
        if (entry.isDirectory() && !passedOver.has(entry.name)) folders.push(path);
      }
    }
    return known;
  }

  #add({ hidden, shown, judged }: Known, path: string, name: string): void {
    judged.clear();
    const names = this.#sees(path) ? shown : hidden;
    for (const each of namesOf(name)) names.add(each);
  }

  /** Notes changes of the disk. Names that have gone are kept: they were known before. */
  note(changes: readonly FileChange[]): void {
    if (this.#walk === null) return;
    for (const { path, type } of changes) {
      if (path === '' || path.startsWith('.ensemble') || this.#isFolder(path, type)) return this.forget();
      if (type === 'created' && this.#known) this.#add(this.#known, path, path.slice(path.lastIndexOf('/') + 1));
      else if (type === 'created') return this.forget();
    }
  }

  #isFolder(path: string, type: FileChange['type']): boolean {
    if (type !== 'created') return false;
    return lstatSync(join(this.#root, path), { throwIfNoEntry: false })?.isDirectory() ?? false;
  }

  /** Forgets all of it: what is hidden may be another. */
  forget(): void {
    this.#walk = null;
    this.#known = null;
  }
}
