import type { Dispose } from './dispose.ts';

/** Something that happened to a file. */
export interface TimelineEntry {
  id: string;
  label: string;
  description?: string;
  atMs: number;
  /** A codicon's name. */
  icon: string;
}

export interface TimelinePort {
  /** Shows what `entriesOf` gives for a file, by its path, in the explorer's timeline; `onChanged` says that it is another now. */
  provide(source: {
    id: string;
    label: string;
    entriesOf(path: string): Promise<readonly TimelineEntry[]>;
    onChanged(listener: (path: string) => void): Dispose;
  }): Dispose;
}
