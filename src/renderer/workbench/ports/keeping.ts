import type { ModelKey } from './models.ts';

/** Question before closing. */
export interface ClosingQuestion {
  message: string;
  detail: readonly string[];
}

/**
 * Keeping of unsaved text by the session: closing an editor only closes it, and nothing but an explicit revert removes
 * others' text.
 */
export interface KeepingPort {
  /** Says whether the session keeps the unsaved part of a text that is open here. */
  keeps(key: ModelKey): boolean;
  /**
   * Says whether the file at a path is this window's own affair, so that its editor keeps and saves it like any other.
   */
  isLocal(path: string): boolean;
  /** Question before the last editors of unsaved texts are closed; null where nothing is lost by it. */
  question(keys: readonly ModelKey[]): ClosingQuestion | null;
  /** Called when the last editor of an unsaved text was closed here. */
  closed(key: ModelKey): void;
  /** Reverts a text to the disk's; asks first, unless the person has `agreed`. Resolves to whether it did. */
  revert(key: ModelKey, agreed: boolean): Promise<boolean>;
  /**
   * Throws an EnsembleError where a file holds unsaved work of others, which another text in its place would remove.
   */
  mustBeFree(path: string): void;
  /** Asks before files or folders are deleted in which others have unsaved work. Resolves to whether they may be. */
  mayDelete(paths: readonly string[]): Promise<boolean>;
  /** Makes a buffer of the session a file of the folder. Rejects with an EnsembleError. */
  saveAs(key: ModelKey, path: string): Promise<void>;
}
