import type { Dispose } from './dispose.ts';

/** One replacement in a text. Offsets are UTF-16 units in the text with LF line ends, before any change of its batch. */
export interface TextChange {
  offset: number;
  deleteLength: number;
  insertText: string;
}

/** Manner of an edit of this window. */
export type EditManner = 'typed' | 'pasted' | 'formatted';

/** The name of a text in the editors: its path relative to the folder, or `untitled:NAME` for a buffer without a file. */
export type ModelKey = string;

/** Undo and redo of one text, used instead of the editor's own for keys, menus and the palette. */
export interface UndoRedo {
  undo(): void;
  redo(): void;
}

/** Format of a text on the disk. */
export interface ShownFormat {
  /** Encoding, by the workbench's name for it. */
  encoding: string;
  eol: 'lf' | 'crlf' | 'cr';
  /** True if the disk has more than one kind of line end. */
  isMixed: boolean;
}

/** Handlers for a person's choice of a text's format, instead of the editor's own. */
export interface Formatting {
  /** Writes it in this encoding from here on; the text is saved then. */
  encode(encoding: string): void;
  /** Reads the file's bytes anew, in this encoding. */
  reopen(encoding: string): Promise<void>;
  endLines(eol: ShownFormat['eol']): void;
}

/** One text that is open in the editors, for as long as it is open. */
export interface TextModelPort {
  readonly key: ModelKey;
  /** Path relative to the folder; null for an untitled buffer. */
  readonly path: string | null;
  /** Title of the tab. */
  readonly title: string;
  readonly languageId: string;
  /** Time of the file on which the text builds, if that came from a copy that was kept when its window closed. */
  readonly copyBaseMs: number | null;
  /** Drops that copy: the text is kept elsewhere. */
  dropCopy(): void;
  /** The text with LF line ends, whatever the file has. */
  getValue(): string;
  getEol(): 'lf' | 'crlf';
  /**
   * Called with each edit made in this window by typing, commands or tools; never of `applyRemote`. All offsets of a
   * batch are in the text before the batch; they do not overlap and come last first, so that applying them in the given
   * order is right as well.
   */
  onLocalChange(listener: (changes: readonly TextChange[], manner: EditManner) => void): Dispose;
  /**
   * Applies others' edits without touching undo, selections or the scroll position; works in read-only editors. All
   * offsets are in the text before the call; the edits must not overlap.
   */
  applyRemote(edits: readonly TextChange[]): void;
  /** Called when an input method begins to compose in one of this text's editors, and when it has ended. */
  onComposition(listener: (composing: boolean) => void): Dispose;
  /** Makes an input method insert the text that it shows now. */
  endComposition(): void;
  /** True if the tab shows the text as unsaved. */
  readonly isDirty: boolean;
  /** Sets the tab's mark. After the first call only these calls decide; before it the editor's own rule holds. */
  setDirty(dirty: boolean): void;
  /** Makes the editors of this text read-only and shows the reason on typing, or makes them writable with null. */
  setReadOnly(reason: string | null): void;
  setUndoRedo(stack: UndoRedo | null): void;
  setFormatting(formatting: Formatting | null): void;
  /** Shows the text's format, in the status bar and the editor's own line ends. */
  showFormat(format: ShownFormat): void;
  /** Gives the text back to the editor: its marks, its undo and its saving are the editor's own from here on. */
  release(): void;
  /** True if the editors have closed it: nothing can be asked of it any more. */
  readonly isDisposed: boolean;
  onDispose(listener: () => void): Dispose;
}

/** Conventions of a text that its folder sets; a part that is not there is left to the person's settings. */
export interface Conventions {
  indentStyle?: 'tab' | 'space' | undefined;
  /** Columns of a step of indentation, and of a tab. */
  indentSize?: number | undefined;
  tabWidth?: number | undefined;
  lineEnd?: ShownFormat['eol'] | undefined;
  trimsBlanks?: boolean | undefined;
  endsLastLine?: boolean | undefined;
}

export interface ModelsPort {
  /** Calls the listener for every text that is open now and for each that opens later. */
  onModelOpened(listener: (model: TextModelPort) => void): Dispose;
  /**
   * Called before texts are edited together, such as by a replacement in files, with their keys: most are not open then.
   * The returned function is called once they have been, or a part of them where it failed.
   */
  onEditTogether(listener: (keys: readonly ModelKey[]) => () => void): Dispose;
  /** Gives the open text of that key. */
  get(key: ModelKey): TextModelPort | undefined;
  /** Sets the conventions of a file's text, now and whenever it is open. */
  setConventions(path: string, conventions: Conventions): void;
  /** Reads a file from the disk, in an encoding by the workbench's name for it. */
  readFile(path: string, encoding: string): Promise<string>;
}
