import type { Problem } from '../../../shared/capabilities/languages/language-state.ts';
import type { Dispose } from './dispose.ts';
import type { ModelKey } from './models.ts';

/** A language server's way to a window: messages of JSON-RPC in both directions. */
export interface LanguageWay {
  send(message: object): void;
  /** Sets the receiver of messages; those that have come before are given at once. */
  onMessage(listener: (message: object) => void): void;
  /** Called once when the way has ended. */
  onEnd(listener: () => void): void;
  close(): void;
}

/** A box or menu over a text. */
export type TextTool = 'rename' | 'actions';

/** Texts in which a language server helps. */
export interface LanguageScope {
  id: string;
  name: string;
  /** Names of languages, as VS Code has them. */
  languages: readonly string[];
  /** Ends of file names, with the dot, and whole names. */
  extensions: readonly string[];
  fileNames: readonly string[];
}

/** Help of a server in the editors of this window. */
export interface LanguageHelp {
  /** Resolves once the editors ask the server. Rejects where it did not begin. */
  readonly started: Promise<void>;
  stop(): Promise<void>;
}

/** Words of a program, in the output panel. */
export interface LanguageLog {
  append(words: string): void;
  show(): void;
  dispose: Dispose;
}

export interface LanguagesPort {
  /** Lets the editors ask a server by that way; some time after the first paint. */
  begin(scope: LanguageScope, way: LanguageWay): LanguageHelp;
  /** Says whether a text is of a server's kind. */
  isOf(scope: LanguageScope, key: ModelKey): boolean;
  /** Sets all problems that a source has found in a file, open or not. */
  setProblems(source: string, path: string, problems: readonly Problem[]): void;
  /** Opens a text without an editor. Rejects where there is none; the function lets it go again. */
  hold(key: ModelKey): Promise<Dispose>;
  /**
   * Called when the box of a rename or the menu of actions opens over a text, and when it has closed and the action
   * that was chosen is made: both count from the text as it is shown.
   */
  onToolOpen(listener: (key: ModelKey, isOpen: boolean, tool: TextTool) => void): Dispose;
  /** Closes the menu of actions. */
  closeActions(): void;
  /** Serves files of the servers' own libraries, read-only, by their addresses on the wire. */
  serveLibraries(read: (server: string, uri: string) => Promise<string>): void;
  /** Makes a channel in the output panel. */
  log(name: string): Promise<LanguageLog>;
}
