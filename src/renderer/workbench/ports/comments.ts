import type { ModelKey } from './models.ts';

/** Whole lines, both ends included; they count from 1. */
export interface CommentedLines {
  start: number;
  end: number;
}

/** One comment of a thread, as it is shown. */
export interface ShownComment {
  id: string;
  author: string;
  /** Markdown of others: rendered without HTML, commands or pictures. */
  words: string;
  /** Its words as they are edited. */
  source: string;
  atMs: number;
  isEdited: boolean;
  mayEdit: boolean;
  mayDelete: boolean;
  /** True if it suggests other lines, which the person may put in. */
  mayApply: boolean;
}

/** A thread at lines of a text. */
export interface ShownThread {
  id: string;
  key: ModelKey;
  lines: CommentedLines;
  /** Finds its lines in another text of the file, such as that of a commit; null where they are not there. */
  linesIn(text: string): CommentedLines | null;
  /** Heading of the thread. */
  label: string;
  isResolved: boolean;
  mayReply: boolean;
  comments: readonly ShownComment[];
}

/** Acts of the person. Each tells its own failure, and says whether it has been done. */
export interface CommentActs {
  /** Gives the id of the thread; null where it was not begun. `version`: the text of a commit in which the lines are. */
  start(key: ModelKey, lines: CommentedLines, words: string, version?: string): Promise<string | null>;
  reply(thread: string, words: string): Promise<boolean>;
  edit(thread: string, comment: string, words: string): Promise<boolean>;
  remove(thread: string, comment: string): Promise<boolean>;
  resolve(thread: string, isResolved: boolean): Promise<boolean>;
  /** Puts the lines that a comment suggests in place of those of the thread. */
  apply(thread: string, comment: string): Promise<boolean>;
}

/** Says whether lines of a text may be commented on, or those of a version of a file. */
export type MayStart = (key: ModelKey, isVersion: boolean) => boolean;

/** Lines of a version of a file that are selected in the active editor. */
export interface SelectedVersion {
  key: ModelKey;
  /** Opens an empty thread at them, with the keyboard in it. */
  begin(): Promise<void>;
}

/** Threads of comments, in the workbench's own comments. They come some time after the first paint. */
export interface CommentsPort {
  /**
   * Takes the person's acts; `mayStart` says where they may comment, and on versions of which files; `names` whom they
   * may mention.
   */
  serve(acts: CommentActs, options: { mayStart: MayStart; names: () => readonly string[] }): void;
  /** Shows these threads, and no others. */
  set(threads: readonly ShownThread[]): void;
  /** Has the places asked for anew where the person may comment. */
  placesChanged(): void;
  /** Opens an empty thread at lines of an open text, with the keyboard in it. */
  begin(key: ModelKey, lines: CommentedLines): Promise<void>;
  /** Gives the lines of a commit's text in which the person is; null where they are in none. */
  selectedVersion(): Promise<SelectedVersion | null>;
  /** Opens the text of a thread, and the thread in it. */
  reveal(thread: string): Promise<void>;
}
