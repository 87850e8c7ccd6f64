import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { foldName } from '../../shared/text/folded-name.ts';
import { TreeList } from './tree-list.ts';

const folded = (path: string) => path.split('/').map(foldName);

/** Folders inside the folder that are looked into for repositories, as deep as Git's own look goes. */
const deepest = 2;
const mostFolders = 2000;
const notLookedInto = new Set(['.git', 'node_modules']);

/**
 * Further working trees, in the folder, of the repositories in it. They have a repository's files once more, at other
 * paths, and its rules count there as well. The lists are looked at in each turn of the event loop in which they are
 * asked for: Git enters a working tree before it puts files there, so that none is ever judged without it.
 */
export class FurtherTrees {
  readonly #root: string;
  /** By the path of the repository. */
  readonly #lists = new Map<string, TreeList>();
  #isOfThisTurn = false;

  constructor(root: string) {
    this.#root = realpathSync(root);
    this.#follow('', join(this.#root, '.git'));
    for (const path of this.#nested()) this.#follow(path, join(this.#root, path, '.git'));
  }

  #follow(path: string, gitFolder: string): void {
    this.#lists.set(path, new TreeList(this.#root, join(gitFolder, 'worktrees')));
  }

  /** Counts a repository in from now on, whose own folder is `gitFolder`. */
  follow(path: string, gitFolder: string): void {
    const list = this.#lists.get(path);
    if (list?.folder !== join(gitFolder, 'worktrees')) this.#follow(path, gitFolder);
  }

  /** Finds the repositories inside the folder that have further trees already. */
  #nested(): string[] {
    const found: string[] = [];
    let level = [''];
    let looked = 0;
    for (let depth = 1; depth <= deepest; depth++) {
      const next: string[] = [];
      for (const folder of level)
        for (const name of foldersIn(join(this.#root, folder))) {
          if (looked++ >= mostFolders) return found;
          const path = folder === '' ? name : `${folder}/${name}`;
          next.push(path);
          if (statSync(join(this.#root, path, '.git/worktrees'), { throwIfNoEntry: false })) found.push(path);
        }
      level = next;
    }
    return found;
  }

  /** Gives the paths at which a repository itself has what is at a path in a further tree; none for other paths. */
  originsOf(path: string): string[] {
    this.#look();
    const origins: string[] = [];
    let names: string[] | null = null;
    for (const [repository, { trees }] of this.#lists) {
      if (trees.length === 0) continue;
      names ??= folded(path);
      for (const tree of trees) {
        if (tree.length >= names.length || tree.some((name, at) => name !== names![at])) continue;
        const rest = path.split('/').slice(tree.length).join('/');
        origins.push(repository === '' ? rest : `${repository}/${rest}`);
      }
    }
    return origins;
  }

  #look(): void {
    if (this.#isOfThisTurn) return;
    this.#isOfThisTurn = true;
    setImmediate(() => {
      this.#isOfThisTurn = false;
    }).unref();
    for (const list of this.#lists.values()) list.look();
  }
}

function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((each) => each.isDirectory() && !notLookedInto.has(each.name)).map(({ name }) => name);
  } catch {
    return [];
  }
}
