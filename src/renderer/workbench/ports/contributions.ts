import type { Dispose } from './dispose.ts';
import type { TextPane } from './text-panes.ts';

export interface Command {
  /** Id, such as `ensemble.share`. */
  id: string;
  /** Title in the palette after the category: `Ensemble: Share This Folder`. */
  title: string;
  category?: string;
  /** A codicon's name, where the command is shown as a button. */
  icon?: string;
  /** A context-key expression; the palette offers the command only while it holds. */
  when?: string;
  /** False for one that means nothing without its arguments: the palette does not have it. */
  isInPalette?: boolean;
  /** Key, such as `ctrl+alt+f`, or two in turn, such as `ctrl+k t`; ctrl stands for cmd on a Mac. */
  keybinding?: string;
  /** Further menus in which it appears. */
  menus?: readonly CommandMenu[];
  run(...args: unknown[]): unknown;
}

export interface CommandMenu {
  id:
    | 'editor-context'
    | 'editor-title'
    | 'explorer-context'
    | 'file-menu'
    | 'view-menu'
    | 'appearance-menu'
    | 'help-menu'
    | 'view-title'
    | 'source-title'
    | 'source-group'
    | 'source-file'
    | 'source-commit'
    | 'timeline-item'
    | 'merge-result'
    | 'terminal-tab'
    | 'terminal-context';
  group?: string;
  order?: number;
  when?: string;
}

export interface CommandsPort {
  /** Adds the command to the palette and to its `menus`. Throws where the id is taken. */
  register(command: Command): Dispose;
  /** Runs any command of the workbench. Rejects where there is none of that id, or with its error. */
  execute(id: string, ...args: unknown[]): Promise<unknown>;
}

export interface StatusBarEntry {
  /** A codicon's name, before the text; `sync~spin` turns. */
  icon?: string;
  text: string;
  /** Text for screen readers. */
  ariaLabel: string;
  tooltip?: string;
  command?: string;
  /** `session` has the colours of the bar's left-most corner. */
  kind?: 'standard' | 'prominent' | 'warning' | 'error' | 'session';
}

export interface StatusBarItem {
  /** Shows the item, or changes it. */
  show(entry: StatusBarEntry): void;
  hide(): void;
  dispose: Dispose;
}

export interface StatusBarPort {
  /** `name` stands in the bar's context menu; a higher priority stands further out to its side's edge. */
  create(options: { id: string; name: string; side: 'left' | 'right'; priority: number }): StatusBarItem;
}

/** Fills a container that the workbench keeps; gives a function that empties it again. */
export type Render = (container: HTMLElement) => Dispose;

export interface View {
  /** Id, such as `ensemble.people`. */
  id: string;
  title: string;
  /**
   * Activity bar: the Ensemble container. Secondary: its own tab in the secondary side bar. Panel: a tab in the panel.
   */
  place: 'activity-bar' | 'secondary' | 'panel';
  /** A codicon's name. */
  icon: string;
  order: number;
  /** True for a section that is closed at first. */
  isCollapsed?: boolean;
  /** A context-key expression; the view exists only while it holds. */
  when?: string;
  /** Called when the view is first shown, again after it was closed. */
  render: Render;
}

export interface ViewsPort {
  register(view: View): Dispose;
  /** Shows the view and gives it the keyboard where asked. */
  open(id: string, options?: { focus?: boolean }): Promise<void>;
  isVisible(id: string): boolean;
  /** Opens or closes the section of a view, without moving the keyboard; from inside of one that closes it goes to its title. */
  setExpanded(id: string, isExpanded: boolean): void;
  /** Sets a number or nothing on the activity-bar icon of the view's container. */
  setBadge(id: string, badge: { count: number; tooltip: string } | null): void;
}

export interface EditorPane {
  /** Id, such as `ensemble.welcome`. One pane of a type is open at most. */
  id: string;
  title: string;
  icon?: string;
  render: Render;
}

/** A pane in place of the text of some files. */
export interface FilePane {
  title: string;
  icon: string;
  /** Shows the file at a path of the host's machine. */
  paneOf(path: string): Render;
  /** Called where somebody opens it to stay: by a double click, or the return key. */
  onKept(path: string): void;
}

export interface PanesPort {
  /** Registers the type, so that an open pane comes back after a reload. It must run while contributing. */
  register(pane: EditorPane): Dispose;
  open(id: string, options?: { preserveFocus?: boolean; pinned?: boolean }): Promise<void>;
  /** Opens the pane, without the keyboard, once last time's editors are back; does nothing where there are any. */
  openWhereEmpty(id: string): Promise<void>;
  close(id: string): Promise<void>;
  /** Shows files whose names end so in a pane. Called once the workbench is ready. */
  showFiles(ending: string, pane: FilePane): Promise<Dispose>;
  /**
   * Edits files whose names end so in a pane; `Reopen Editor With…` has their text as well. It must run while
   * contributing, so that an open pane comes back after a reload.
   */
  editFiles(ending: string, pane: TextPane): void;
  /** Path of the file that such a pane edits, where that is the active editor; else null. */
  editedFile(): string | null;
}
