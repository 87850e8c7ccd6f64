import type { ModelKey } from './models.ts';

/** Question before closing. */
export interface ClosingQuestion {
  message: string;
  detail: readonly string[];
}

/**
 * Where the session keeps what is unsaved, closing an editor only closes it, and nothing but an explicit revert takes
 * what others wrote.
 */
export interface KeepingPort {
  /** Whether the session keeps what is unsaved of a text that is open here. */
  keeps(key: ModelKey): boolean;
  /** Whether the file at a path is this window's own affair, so that its editor keeps and saves it like any other. */
  isLocal(path: string): boolean;
  /** Question before the last editors of unsaved texts are closed; null where nothing is lost by it. */
  question(keys: readonly ModelKey[]): ClosingQuestion | null;
  /** The last editor of a text that is unsaved was closed here. */
  closed(key: ModelKey): void;
  /** Takes a text to what the disk holds; asks first, unless the person has `agreed`. Resolves to whether it did. */
  revert(key: ModelKey, agreed: boolean): Promise<boolean>;
  /** Throws an EnsembleError where a file holds unsaved work of others, which putting another text in its place would take. */
  mustBeFree(path: string): void;
  /** Makes a buffer of the session a file of the folder. Rejects with an EnsembleError. */
  saveAs(key: ModelKey, path: string): Promise<void>;
}
