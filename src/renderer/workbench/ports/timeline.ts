import type { Command } from './contributions.ts';
import type { Dispose } from './dispose.ts';
import type { SourceCommand } from './source-control.ts';

/** An event of a file. */
export interface TimelineEntry {
  id: string;
  label: string;
  description?: string;
  atMs: number;
  /** A codicon's name. */
  icon: string;
  /** Kind of the entry, for `when` expressions of its menu: `timelineItem == …`. */
  kind?: string;
  /** Command of a click on it. */
  command?: SourceCommand;
}

export interface TimelinePort {
  /**
   * Shows the entries of `entriesOf` for a file, by its path, in the explorer's timeline; `onChanged` says that they
   * are others now, of one file or of all.
   */
  provide(source: {
    id: string;
    label: string;
    entriesOf(path: string): Promise<readonly TimelineEntry[]>;
    onChanged(listener: (path?: string) => void): Dispose;
  }): Dispose;
  /** Registers a command of an entry's menu, called with the file's path and the entry's id. */
  registerCommand(command: Omit<Command, 'run'>, run: (path: string, id: string) => unknown): Dispose;
}
