import type { Command } from './contributions.ts';
import type { Dispose } from './dispose.ts';

/** A file as it is in a commit, by its full name, or in the index. */
export interface FileVersion {
  repository: string;
  path: string;
  version: string;
}

/** One file that differs, in a group of the source control view. */
export interface SourceChange {
  path: string;
  tooltip: string;
  isGone: boolean;
  /** Kind of the file, for `when` expressions of its menus: `scmResourceState == …`. */
  kind: string;
  /** Sides of the comparison: null on the left for a new file, on the right for a deleted one; `file` is the file itself. */
  left: FileVersion | null;
  right: FileVersion | 'file' | null;
  /** Command that a click runs with the path, in place of the comparison. */
  opensWith?: string;
}

/** A group of changes; `id` is `scmResourceGroup` in the menus' expressions. */
export interface SourceGroup {
  id: string;
  label: string;
  hideWhenEmpty: boolean;
  changes: readonly SourceChange[];
}

/** A command with its arguments. */
export interface SourceCommand {
  id: string;
  title: string;
  tooltip?: string;
  arguments?: readonly unknown[];
}

/** A line of development, for the graph. */
export interface HistoryRef {
  id: string;
  name: string;
  commit: string;
  kind: 'branch' | 'remote' | 'tag';
}

export interface HistoryCommit {
  id: string;
  parents: readonly string[];
  subject: string;
  message: string;
  author: string;
  email: string;
  atMs: number;
}

/** Source of the graph's commits. */
export interface History {
  refs(): Promise<readonly HistoryRef[]>;
  commits(of: { refs: readonly string[]; skip: number; count: number }): Promise<readonly HistoryCommit[]>;
  changedIn(
    commit: string,
    parent: string | null,
  ): Promise<readonly { path: string; was: string | null; is: string }[]>;
  commonAncestor(refs: readonly string[]): Promise<string | null>;
}

/** Places of the graph's head and its upstream, and a mark of all branches and tags: with another one, it is shown anew. */
export interface HistoryHead {
  current: HistoryRef | null;
  upstream: HistoryRef | null;
  mark: string;
}

/** One repository in the workbench's own view of source control. */
export interface SourceControl {
  setGroups(groups: readonly SourceGroup[]): void;
  /** The button below the message; null for none. */
  setButton(button: { main: SourceCommand; more: readonly SourceCommand[]; enabled: boolean } | null): void;
  /** Commands in the status bar; a title begins with a codicon. */
  setStatusCommands(commands: readonly SourceCommand[]): void;
  setHistoryHead(head: HistoryHead): void;
  /** Message as it is typed. */
  message(): string;
  setMessage(text: string): void;
  /** Hides the message of somebody who may not commit. */
  setInputVisible(visible: boolean): void;
  dispose: Dispose;
}

/** Object of a command of the view's menus. */
export interface SourceTarget {
  repository: string;
  /** Null for a whole repository. */
  group: string | null;
  /** Null for all of it. */
  paths: readonly string[] | null;
  /** Commit of the graph; undefined elsewhere. */
  commit?: string;
}

/** Acts on a single change in an editor. */
export interface ChangeActions {
  /** Says whether this person may stage. */
  mayStage(): boolean;
  /** Stages what differs at some lines of the editor's text, from 1, both ends included. */
  stage(path: string, lines: { start: number; end: number }): void;
  /** Told when the comparison of a change is shown, and when it is closed. */
  setShown(isShown: boolean): void;
}

/** Comparison of two versions of a file. */
export type ShownChange = Pick<SourceChange, 'path' | 'left' | 'right'>;

/** Place of this person in a comparison; lines count from 1. */
export interface ComparedPlace {
  side: 'left' | 'right';
  line: number;
  topLine: number;
  bottomLine: number;
}

export interface SourceControlPort {
  create(options: {
    /** Path of the repository in the folder. */
    path: string;
    placeholder: string;
    acceptCommand: SourceCommand;
    history: History;
  }): Promise<SourceControl>;
  /** Source of files' versions; `onChanged` says that those in the index may be others. */
  provideVersions(source: {
    read(of: FileVersion): Promise<string | null>;
    /** Version with which the file in the editors is compared, in the gutter. */
    baseOf(path: string): FileVersion | null;
    onChanged(listener: () => void): Dispose;
    actions: ChangeActions;
  }): void;
  /** Gives the comparison in the active editor; null for none. */
  shownChange(): ShownChange | null;
  /** Told whenever another editor is active. */
  onShownChange(listener: () => void): void;
  /** Gives where this person is in the comparison of the active editor; null for none. */
  comparedPlace(): ComparedPlace | null;
  /** Told whenever this person moves or scrolls in it. */
  onComparedMoved(listener: () => void): void;
  /** Brings a line of a side into view in it. */
  revealCompared(side: ComparedPlace['side'], line: number, at: 'top' | 'centre'): Promise<void>;
  /** Opens two versions of a file beside each other. */
  openChange(
    title: string,
    change: Pick<SourceChange, 'path' | 'left' | 'right'>,
    preserveFocus?: boolean,
  ): Promise<void>;
  /** Opens many files beside their other versions, one below the other. */
  openChanges(title: string, changes: readonly Pick<SourceChange, 'path' | 'left' | 'right'>[]): Promise<void>;
  /** Registers a command of the view's menus, called with its target, and with any other arguments. */
  registerCommand(
    command: Omit<Command, 'run'>,
    run: (targets: readonly SourceTarget[], ...args: unknown[]) => unknown,
  ): Dispose;
  /** Words in the view while it is empty; `[Title](command:id)` is a button. */
  setWelcome(words: string, when: string): void;
}
