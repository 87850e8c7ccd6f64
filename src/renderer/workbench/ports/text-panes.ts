import type { Dispose } from './dispose.ts';
import type { TextChange } from './models.ts';

/** The text of a file behind a pane that shows it in another form. */
export interface PaneText {
  /** Path relative to the folder. */
  readonly path: string;
  /** The text with LF line ends. */
  getValue(): string;
  /**
   * Makes edits as this window's person, as typing in an editor would; they are saved, undone and shared as such. All
   * offsets are in the text before the call; they do not overlap. Does nothing while the text is read-only.
   */
  edit(changes: readonly TextChange[]): void;
  /** Called after each change of the text, also of one's own. */
  onChanged(listener: () => void): Dispose;
  readonly isReadOnly: boolean;
  /** Called when it becomes read-only, or writable. */
  onReadOnlyChanged(listener: () => void): Dispose;
  /** Shows the file as text in place of the pane. */
  openAsText(): Promise<void>;
}

/** A pane in place of the text editor of some files, which edits their text. */
export interface TextPane {
  title: string;
  /** Fills the pane; gives the function that empties it. */
  render(container: HTMLElement, text: PaneText): Dispose;
}
