import type { FileChange } from '../../shared/capabilities/files/methods.ts';

export interface ChangeSourceOptions {
  /** The folder's real path. */
  readonly root: string;
  /** Folders, at any depth, that need not be watched. */
  readonly ignoredNames: readonly string[];
  /** Says the same, and more, of a relative path. */
  readonly isIgnored: (path: string) => boolean;
  /** Ends a start that is no longer wanted. */
  readonly signal: AbortSignal;
  /** Told of every change below the folder. */
  readonly onChange: (change: FileChange) => void;
  /** Something happened to the folder itself. */
  readonly onRootTouched: () => void;
  /** Some changes were missed, but the source goes on. */
  readonly onMissed: (error: unknown) => void;
  /** The source cannot go on. */
  readonly onFailed: (error: unknown) => void;
}

/** A way in which the system tells what changes in a folder. */
export interface ChangeSource {
  close(): Promise<void>;
}

/** Starts to tell. Throws what the system says when it cannot. */
export type StartChangeSource = (options: ChangeSourceOptions) => Promise<ChangeSource>;
