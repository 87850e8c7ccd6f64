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
  /** Command of a click on it. */
  command?: SourceCommand;
}

export interface TimelinePort {
  /**
   * Shows the entries of `entriesOf` for a file, by its path, in the explorer's timeline; `onChanged` says that they
   * are others now.
   */
  provide(source: {
    id: string;
    label: string;
    entriesOf(path: string): Promise<readonly TimelineEntry[]>;
    onChanged(listener: (path: string) => void): Dispose;
  }): Dispose;
}
