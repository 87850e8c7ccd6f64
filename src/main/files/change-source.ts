import type { FileChange } from '../../shared/capabilities/files/methods.ts';

export interface ChangeSourceOptions {
  /** The folder's real path. */
  readonly root: string;
  /** Folders, at any depth, that need not be watched. */
  readonly ignoredNames: readonly string[];
  /** Says whether changes at a relative path are ignored: below those names, and elsewhere. */
  readonly isIgnored: (path: string) => boolean;
  /** Ends a start that is no longer wanted. */
  readonly signal: AbortSignal;
  /** Called with every change below the folder. */
  readonly onChange: (change: FileChange) => void;
  /** Called when something happened to the folder itself. */
  readonly onRootTouched: () => void;
  /** Called when some changes were missed, but the source goes on. */
  readonly onMissed: (error: unknown) => void;
  /** Called when the source cannot go on. */
  readonly onFailed: (error: unknown) => void;
}

/** A means by which the system tells changes in a folder. */
export interface ChangeSource {
  close(): Promise<void>;
}

/** Starts a source. Throws the system's error when it cannot. */
export type StartChangeSource = (options: ChangeSourceOptions) => Promise<ChangeSource>;
