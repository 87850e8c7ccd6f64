import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldName } from '../../shared/text/folded-name.ts';
import { createVisibility, sharingSettings, type Visibility, withoutVainPatterns } from '../files/visibility.ts';
import { FurtherTrees } from './further-trees.ts';

/** Path of a folder's sharing settings: `{ "hidden": [], "shown": [], "readOnly": [] }`. */
export const sharingSettingsPath = '.ensemble/sharing.json';

const nothingSet = '{}';

/** Shared part of a folder, as its settings say now. */
export class SharingRules {
  readonly #root: string;
  readonly #report: (message: string) => void;
  /** Text of the file when it was last understood. */
  #text = nothingSet;
  /** Settings that were not understood, which is reported once. */
  #broken: string | null = null;
  readonly #trees: FurtherTrees;
  readonly #listeners = new Set<() => void>();
  #visibility: Visibility;

  constructor(root: string, report: (message: string) => void) {
    this.#root = root;
    this.#report = report;
    this.#trees = new FurtherTrees(root);
    this.#visibility = rulesOf(nothingSet, this.#trees, report);
    this.reload();
  }

  get visibility(): Visibility {
    return this.#visibility;
  }

  /** Calls the listener when other settings hold. Gives a function that stops it. */
  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Counts the rules about a repository's files in its further working trees as well. */
  followTrees(path: string, gitFolder: string): void {
    this.#trees.follow(path, gitFolder);
  }

  /**
   * Reads the settings again. A file that cannot be understood changes nothing, and is reported. Returns whether other
   * rules hold than before.
   */
  reload(): boolean {
    const text = this.#read();
    if (text === this.#text || text === this.#broken) return false;
    try {
      this.#visibility = rulesOf(text, this.#trees, this.#report);
    } catch (thrown) {
      this.#broken = text;
      this.#report(
        `${sharingSettingsPath} was not understood, so the settings from before the change stay in force (at first, only the defaults): ${String((thrown as Error).message)}`,
      );
      return false;
    }
    this.#text = text;
    this.#broken = null;
    for (const tell of [...this.#listeners]) tell();
    return true;
  }

  #read(): string {
    try {
      return readFileSync(join(this.#root, sharingSettingsPath), 'utf8');
    } catch {
      return nothingSet;
    }
  }
}

/**
 * Makes rules that guard the settings too: people who could change them could see and change all. In further working
 * trees they are those of the folder itself, besides.
 */
function rulesOf(text: string, trees: FurtherTrees, report: (message: string) => void): Visibility {
  const { settings, vain } = withoutVainPatterns(sharingSettings.parse(JSON.parse(text)));
  if (vain.length > 0)
    report(
      `No path has . or .. for a name, so these patterns of ${sharingSettingsPath} fit nothing: ${vain.join(', ')}. Write them from the folder on, as in docs/private.`,
    );
  const rules = createVisibility(settings);
  const isSettings = (path: string) => path.split('/').map(foldName).join('/') === sharingSettingsPath;
  const isReadOnly = (path: string) => rules.isReadOnly(path) || isSettings(path);
  return {
    ...rules,
    isHidden: (path) => rules.isHidden(path) || trees.originsOf(path).some(rules.isHidden),
    isReadOnly: (path) => isReadOnly(path) || trees.originsOf(path).some(isReadOnly),
  };
}
