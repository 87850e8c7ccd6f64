import type { Dispose } from './dispose.ts';
import type { ModelKey } from './models.ts';

/** A selection in LF offsets. The cursor is at `head`; a plain cursor has both equal. */
export interface OffsetSelection {
  anchor: number;
  head: number;
}

/**
 * Cause of a move of cursors: `byEdit` by a change of the text, `byRemote` by somebody else's. Neither: the person
 * moved them.
 */
export interface SelectionCause {
  byEdit: boolean;
  byRemote: boolean;
}

/** Content of one visible code editor. Lines count from 1. */
export interface VisibleEditor {
  key: ModelKey;
  isActive: boolean;
  /** Place of its group among those side by side, from 1; null for an editor inside of another, such as a peek. */
  column: number | null;
  selections: readonly OffsetSelection[];
  topLine: number;
  bottomLine: number;
}

/** Another person's cursor; `colorIndex` counts from 0 and wraps at the twelve people colours. */
export interface RemoteCursor {
  id: string;
  name: string;
  colorIndex: number;
  anchor: number;
  head: number;
}

/** Words on hovering a line: paragraphs of plain text, and a link that runs a command. */
export interface LineHover {
  paragraphs: readonly string[];
  link: { title: string; command: string; argument: string };
}

/** A coloured stretch of whole lines with a mark in the gutter, for locks, authorship and the like; `pulse` fades. */
export interface LineMark {
  startLine: number;
  endLine: number;
  colorIndex: number;
  /** Plain text, shown on hovering the gutter. */
  hover: string;
  /** Shown on hovering the lines themselves. */
  lineHover?: LineHover;
  kind: 'author' | 'lock' | 'pulse';
}

/** A stretch of text in LF offsets with words on hovering. */
export interface TextMark {
  offset: number;
  length: number;
  colorIndex: number;
  hover: string;
}

/** A stroke over a text, in hundredths of a character's width and a line's height from the start of its line. */
export interface Stroke {
  line: number;
  points: readonly (readonly [x: number, y: number])[];
}

/** Somebody's stroke that fades. */
export interface Drawing extends Stroke {
  colorIndex: number;
  name: string;
  fadesAfterMs: number;
  fadingMs: number;
}

/** A board over an editor, on which the pointer draws. */
export interface DrawingBoard {
  colorIndex: number;
  /** Words at its edge: how it is closed. */
  words: string;
  onStroke(stroke: Stroke): void;
  onClosed(): void;
}

export interface RevealOptions {
  /** True to keep the keyboard where it is; false unless given. */
  preserveFocus?: boolean;
  /** True to replace the preview tab rather than pin a new one; true unless given. */
  preview?: boolean;
  /** True to scroll an editor that shows the text, as in a comparison, and to open none; false unless given. */
  isInPlace?: boolean;
  /** Position of the line in the view; 'centre' unless given. */
  at?: 'top' | 'centre';
}

/** A text, and its first line in view. */
export interface PlacedText {
  key: ModelKey;
  topLine: number;
}

/** One side of a difference; its title ends as the file's name does, for the language. */
export interface DiffText {
  title: string;
  text: string;
}

/** Object of a comparison, which stays the same editor; `resourceScheme` in menus is `ensemble-` and its kind. */
export interface DiffSubject {
  kind: string;
  id: string;
}

/** Place of the cursor in a comparison; lines count from 1. */
export interface DiffCursor {
  subject: DiffSubject;
  side: 'left' | 'right';
  line: number;
}

/** Two texts that are compared. */
export interface DiffPair {
  left: DiffText;
  right: DiffText;
}

export interface EditorsPort {
  visible(): readonly VisibleEditor[];
  active(): VisibleEditor | null;
  /** Called when another set of editors is visible or another one is active. */
  onVisibleChanged(listener: () => void): Dispose;
  /** Called at every move of the cursors in the focused or any other editor. */
  onSelectionChanged(
    listener: (key: ModelKey, selections: readonly OffsetSelection[], cause: SelectionCause) => void,
  ): Dispose;
  /** Called with the first line in view after scrolling. */
  onScroll(listener: (key: ModelKey, topLine: number) => void): Dispose;
  getTopVisibleLine(key: ModelKey): number | null;
  /** Sets the words that editors of a text show where that is empty; null for none. */
  setPlaceholder(key: ModelKey, words: string | null): void;
  /**
   * Opens the text where it is not open and brings the line into view.
   * Resolves to false when there is no such file.
   */
  reveal(key: ModelKey, line: number, options?: RevealOptions): Promise<boolean>;
  /**
   * Shows these texts side by side, the one at `focused` as the active one, each from its line on. Groups that an earlier
   * call has added go where they are not needed any more. Those of no such file are left out.
   */
  arrange(shown: readonly PlacedText[], focused: number): Promise<void>;
  /** Resolves once no editor has that text any more; at once where none has. */
  untilClosed(key: ModelKey): Promise<void>;
  /** Selects in the visible editor of that text; does nothing where it is not visible. */
  select(key: ModelKey, selections: readonly OffsetSelection[]): void;
  /** Draws these cursors, and no others, in every editor of that text, now and when it opens. */
  setRemoteCursors(key: ModelKey, cursors: readonly RemoteCursor[]): void;
  /** Draws these marks of the given owner, and no others of that owner, in every editor of that text. */
  setLineMarks(owner: string, key: ModelKey, marks: readonly LineMark[]): void;
  /** Draws a stroke in every editor of that text until the function that it gives is called; it moves with its line. */
  showDrawing(key: ModelKey, drawing: Drawing): Dispose;
  /** Lets the pointer draw over the editor of that text; null where none shows it. Gives the function that ends it. */
  openBoard(key: ModelKey, board: DrawingBoard): Dispose | null;
  /** Draws these stretches, and no others, in every editor of that text. */
  setTextMarks(key: ModelKey, marks: readonly TextMark[]): void;
  /**
   * Follows somebody else's rename of a file: its editors become editors of the new name. `ready` is called once the
   * new text is open, and waited for before they are replaced; where it gives false, they stay.
   */
  move(from: ModelKey, to: ModelKey, ready: () => Promise<boolean>): Promise<void>;
  /** Opens a text beside another as a difference. Given texts are read-only; a key's is the file's own editor. */
  openDiff(title: string, left: DiffText, right: DiffText | { key: ModelKey }, subject?: DiffSubject): Promise<void>;
  /** Gives an open comparison other texts, or closes it; does nothing where there is none. */
  updateDiff(subject: DiffSubject, left: string, right: string): Promise<void>;
  closeDiff(subject: DiffSubject): Promise<void>;
  /** Finds the cursor where a comparison that has a subject is the active editor; else null. */
  diffCursor(): Promise<DiffCursor | null>;
  /**
   * Opens given texts beside each other, those of several files one below the other, and leaves the focus where it is.
   * The function that it gives closes that editor.
   */
  previewDiffs(title: string, pairs: readonly DiffPair[]): Promise<Dispose>;
}
