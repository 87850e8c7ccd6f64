import type { FileChange } from '../../../shared/capabilities/files/methods.ts';
import type { Workspace } from '../../../shared/session/contract.ts';
import type { CommentsPort } from './comments.ts';
import type { CommandsPort, PanesPort, StatusBarPort, ViewsPort } from './contributions.ts';
import type { Dispose } from './dispose.ts';
import type { EditorsPort } from './editors.ts';
import type { FileActsPort } from './file-acts.ts';
import type { FileBadgesPort } from './file-badges.ts';
import type {
  ConfigurationPort,
  ContextPort,
  DialogsPort,
  NotificationsPort,
  QuickInputPort,
  SignalsPort,
  ThemePort,
} from './interaction.ts';
import type { KeepingPort } from './keeping.ts';
import type { LanguagesPort } from './languages.ts';
import type { MarkdownPort } from './markdown.ts';
import type { MergingPort } from './merging.ts';
import type { ModelsPort } from './models.ts';
import type { SourceControlPort } from './source-control.ts';
import type { TerminalsPort } from './terminals.ts';
import type { TimelinePort } from './timeline.ts';

/** Source of changes in the folder for the workbench. */
export interface FilesPort {
  onFilesChanged(listener: (changes: readonly FileChange[]) => void): Dispose;
}

/** The host, while it cannot be asked. */
export interface AwayPort {
  /** Words that say who is away, and what to do. */
  words(): string;
  /** Says whether the host cannot be asked now. */
  isAway(): boolean;
  /** Resolves when the host can be asked again, or the signal aborts. */
  back(signal: AbortSignal): Promise<void>;
}

/** The shared documents, as the file system needs them: the host alone writes their files. */
export interface DocumentsPort {
  readonly keeping: KeepingPort;
  readonly away: AwayPort;
  /** Says whether the file at this path is open as a shared document in this window. */
  isShared(path: string): boolean;
  /** Called before the editor's edits on saving (a mutex): nobody else makes them meanwhile, if that can be had. */
  prepareSave(path: string): Promise<void>;
  /**
   * Asks the host to write the document; resolves when it is on disk. Rejects with an EnsembleError. `content` are the
   * file's bytes, for a text that cannot be a document for now.
   */
  save(path: string, content: Uint8Array): Promise<void>;
  /** Makes a file's bytes the text of a document, as edits of this window's person, and has it saved. */
  write(path: string, content: Uint8Array): Promise<void>;
  /** Finds a path in the session itself, for looking around while the host cannot be asked; null for nothing. */
  known(path: string): { type: 'file' | 'folder'; sizeBytes: number; readOnly: boolean } | null;
  /** Lists the names in a folder, as far as the session itself knows them. */
  knownIn(path: string): { name: string; type: 'file' | 'folder' }[];
  /** Reads the text of a document from the session itself; null for none. */
  read(path: string): Promise<string | null>;
  /**
   * Reads the text of the document that a file is, or becomes by this, with its line ends; null where it cannot be one.
   */
  shared(path: string): Promise<string | null>;
  /**
   * Reads the text of a document that is not open here and that its file does not hold, with its line ends; null for
   * none.
   */
  unsaved(path: string): Promise<string | null>;
}

export interface WorkbenchOptions {
  container: HTMLElement;
  /** Name in the title and the explorer. */
  workspaceName: string;
  /** The folder's address: `file:///home/me/app` in the host's own windows, `file:///NAME` at guests. */
  rootUri: string;
  workspace: Workspace;
  /** Whether terminals of this machine can be opened here: in windows of the host's own. */
  hasTerminals: boolean;
  files: FilesPort;
  documents: DocumentsPort;
  /** True if nothing can be changed from the start; `Workbench.setReadOnly` changes it later. */
  readOnly?: boolean;
  /** Key that separates stored layouts and open tabs; the root's address unless given. */
  storageId?: string;
  /** Item at the left end of the status bar, where VS Code shows its remote: `Local`, `Guest of Ada`. */
  indicator?: { icon?: string; label: string; tooltip: string; command?: string };
  /** Opens another folder when the person asks for it (recent folders, `Open Folder`). */
  openFolder?(uri: string | null): Promise<void>;
  /** Called before anything is drawn: the place to register views, panes, commands and settings. */
  contribute?(workbench: Workbench): void;
}

/** Reason for which a folder is read-only, with a command that may change it. */
export interface ReadOnlyReason {
  words: string;
  offer?: { label: string; command: string };
}

/** The workbench of this window, for features. All of it may be called from `contribute` on. */
export interface Workbench {
  readonly models: ModelsPort;
  readonly editors: EditorsPort;
  readonly fileActs: FileActsPort;
  readonly fileBadges: FileBadgesPort;
  readonly commands: CommandsPort;
  readonly statusBar: StatusBarPort;
  readonly views: ViewsPort;
  readonly panes: PanesPort;
  readonly notifications: NotificationsPort;
  readonly signals: SignalsPort;
  readonly quickInput: QuickInputPort;
  readonly dialogs: DialogsPort;
  readonly timeline: TimelinePort;
  readonly sourceControl: SourceControlPort;
  readonly merging: MergingPort;
  readonly terminals: TerminalsPort;
  readonly comments: CommentsPort;
  readonly markdown: MarkdownPort;
  readonly languages: LanguagesPort;
  readonly theme: ThemePort;
  readonly configuration: ConfigurationPort;
  readonly context: ContextPort;
  /** Resolves when the services stand; parts that need them wait for it by themselves. */
  readonly ready: Promise<void>;
  /** Resolves when the module `vscode` may be used, some time after the first paint. */
  readonly apiReady: Promise<void>;
  /** Makes the whole folder read-only with the reason to show, or writable with null. */
  setReadOnly(reason: ReadOnlyReason | null): void;
  copyText(text: string): Promise<void>;
  openExternal(url: string): Promise<void>;
}
