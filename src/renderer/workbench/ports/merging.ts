import type { MergeSide } from '../../../shared/text/conflict-markers.ts';
import type { Dispose } from './dispose.ts';
import type { ModelKey, TextChange } from './models.ts';
import type { FileVersion } from './source-control.ts';

/** One side of a merge; its words stand above it. */
export interface MergeInput {
  version: FileVersion;
  title: string;
  description: string;
}

/** A file in conflict: both sides, their common ancestor, and the file itself as the result. */
export interface Merge {
  key: ModelKey;
  base: FileVersion;
  incoming: MergeInput;
  current: MergeInput;
}

/** A hunk that both sides changed, as the result has it: `own` is text of neither side, `open` waits for a choice. */
export interface ShownHunk {
  name: string;
  is: MergeSide | 'own' | 'open';
  /** Stretch of the result, in LF offsets. */
  from: number;
  to: number;
}

/** Others’ choices and places at the hunks of a file. */
export interface MergeNotes {
  /** Hunks of which somebody has taken neither side: the text of the ancestor alone would not tell. */
  taken: ReadonlyMap<string, MergeSide>;
  /** Words beside a hunk; null for none. */
  words(hunk: ShownHunk): string | null;
}

/**
 * The workbench's merge editor. Its result is the file's own text: what is open, taken or written by hand is derived
 * from that text, so that all windows see the same, and opening changes nothing.
 */
export interface MergingPort {
  open(merge: Merge): Promise<void>;
  /** Files that are open in merge editors, shown or behind other tabs. */
  opened(): Promise<readonly ModelKey[]>;
  /** Closes a file's merge editors, or shows the file in their place. */
  close(key: ModelKey, showFile: boolean): Promise<void>;
  /** Key of the file whose merge editor is active. */
  active(): ModelKey | null;
  /** Number of hunks that wait for a choice; null where no merge editor of the file is open. */
  openHunks(key: ModelKey): number | null;
  /** Called before and after this person takes a side in a merge editor. */
  onTaking(listener: (key: ModelKey) => void): Dispose;
  onTaken(listener: (key: ModelKey, hunk: string, side: MergeSide) => void): Dispose;
  /** Sets the source of the notes, and draws them anew when it says so. */
  annotate(notesOf: (key: ModelKey) => MergeNotes, onChanged: (listener: () => void) => Dispose): void;
  /** Changes an open text as its person's own edit. Offsets are in the text before; the changes must not overlap. */
  edit(key: ModelKey, changes: readonly TextChange[]): void;
}
