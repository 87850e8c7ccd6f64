import type { ReplayClient } from '../../client/replay-client.ts';
import type { SessionClient } from '../../client/session-client.ts';
import type { SessionView } from '../../client/session-view.ts';
import type { TextDocument } from '../../client/text-document.ts';
import type { Workspace } from '../../shared/session/contract.ts';
import type { Workbench } from '../workbench/index.ts';

/** This window's workbench and its place in the session, as every feature gets them. */
export interface App {
  workbench: Workbench;
  /** The session, for looking only. */
  session: SessionView;
  /** For acting in it. */
  client: SessionClient;
  /** The way to the host: direct in its own windows, through the session in a guest's. */
  workspace: Workspace;
  /** True for a window of the host's owner, false for a guest's. */
  isHostWindow: boolean;
  /** The recording that this window shows, in which nobody is at work; null in a live session. */
  recording: ReplayClient | null;
  /** The host behind this window's own door, also while it shows a recording; null in a guest's. */
  ownHost: Workspace | null;
  texts: SharedTexts;
}

/** One person's cursor in a text, where it is now. */
export interface PeerCursor {
  replica: string;
  anchor: number;
  head: number;
  topLine: number;
}

/** An open text on its way to its document, or bound to it. */
export interface TextTie {
  /** Resolves once it is bound; to null where that fails. */
  readonly bound: Promise<TextDocument | null>;
  /** Null until it is bound. */
  readonly binding: TextBinding | null;
}

/** The tie between an editor's text and its document. */
export interface TextBinding {
  /** Holds others' edits back from the editor, for a tool that works on what is shown; the function ends that. */
  pause(): () => void;
  /** Finds an offset of the editor's text (`mine`) in the document (`shared`), or the other way. */
  place(offset: number, from: 'mine' | 'shared'): number;
}

/**
 * The shared texts that are open in this window's editors: the part of the collaboration that other features may use.
 */
export interface SharedTexts {
  /** Finds the document behind an open editor's key (a path, or `untitled:NAME`), or null. */
  refOf(key: string): string | null;
  /** Gives the tie of an open text; null where it is not open, or cannot be shared. */
  tieOf(key: string): TextTie | null;
  /** Says whether an open file is hidden from guests, and so this window's own affair. */
  isLocal(key: string): boolean;
  /** Says whether the others may know that a text is open here: not while it may be hidden from them. */
  mayBeTold(key: string): boolean;
  /** The others' cursors in a text. */
  cursors(key: string): PeerCursor[];
  /** Called when cursors or the set of texts change. */
  onChanged(listener: () => void): () => void;
  /** Called with the document of a text that the host did not save, because its file waits for a choice. */
  onSaveRefused(listener: (ref: string) => void): () => void;
  /** Opens a document for a piece of work, wherever else it is open: what that does can be undone there. */
  with<T>(ref: string, work: (document: TextDocument) => Promise<T>): Promise<T>;
  /** Opens an untitled shared buffer in an editor. */
  openUntitled(ref: string): Promise<void>;
}

/** A feature: registers its contributions while the workbench is being set up. */
export type Feature = (app: App) => void;
