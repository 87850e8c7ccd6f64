import { Emitter } from '@codingame/monaco-vscode-api/vscode/vs/base/common/event';
import type { IRange } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/range';
import {
  type Comment,
  type CommentInput,
  CommentMode,
  CommentThreadCollapsibleState,
  CommentThreadState,
} from '@codingame/monaco-vscode-api/vscode/vs/editor/common/languages';
import type { CommentedLines, ShownComment, ShownThread } from '../ports/comments.ts';

/** A comment of the workbench's, with its id. */
export interface OwnComment extends Comment {
  readonly id: string;
  readonly source: string;
}

function rangeOf({ start, end }: CommentedLines): IRange {
  return { startLineNumber: start, startColumn: 1, endLineNumber: end, endColumn: 1 };
}

function sameRange(a: IRange | undefined, b: IRange): boolean {
  return a?.startLineNumber === b.startLineNumber && a.endLineNumber === b.endLineNumber;
}

/** A thread as the workbench's comments know it; without words it is one that is being written. */
export class Thread {
  readonly commentThreadHandle: number;
  readonly controllerHandle = 1;
  readonly extensionId = 'ensemble.workbench';
  readonly threadId: string;
  readonly resource: string;
  isDisposed = false;
  readonly isTemplate: boolean;
  /** The editor in which it is being written. */
  readonly editorId?: string;
  #range: IRange | undefined;
  #label: string | undefined;
  #comments: readonly OwnComment[] = [];
  #state = CommentThreadState.Unresolved;
  #canReply = true;
  #collapsible = CommentThreadCollapsibleState.Collapsed;
  #initial: CommentThreadCollapsibleState | undefined;
  #input: CommentInput | undefined;
  /** Numbers by which the workbench tells comments apart. */
  readonly #numbers = new Map<string, number>();
  /** Comment that the person is changing. */
  #editing: string | null = null;
  readonly #changed = {
    comments: new Emitter<readonly Comment[] | undefined>(),
    label: new Emitter<string | undefined>(),
    state: new Emitter<CommentThreadState | undefined>(),
    canReply: new Emitter<boolean>(),
    collapsible: new Emitter<CommentThreadCollapsibleState | undefined>(),
    initial: new Emitter<CommentThreadCollapsibleState | undefined>(),
    input: new Emitter<CommentInput | undefined>(),
  };
  readonly onDidChangeComments = this.#changed.comments.event;
  readonly onDidChangeLabel = this.#changed.label.event;
  readonly onDidChangeState = this.#changed.state.event;
  readonly onDidChangeCanReply = this.#changed.canReply.event;
  readonly onDidChangeCollapsibleState = this.#changed.collapsible.event;
  readonly onDidChangeInitialCollapsibleState = this.#changed.initial.event;
  readonly onDidChangeInput = this.#changed.input.event;

  /** A null id is that of a thread which is being written. */
  constructor(handle: number, id: string | null, resource: string, range: IRange, editorId?: string) {
    this.commentThreadHandle = handle;
    this.threadId = id ?? `new ${handle}`;
    this.resource = resource;
    this.isTemplate = id === null;
    if (editorId !== undefined) this.editorId = editorId;
    this.#range = range;
    if (this.isTemplate) this.collapsibleState = CommentThreadCollapsibleState.Expanded;
  }

  isDocumentCommentThread(): boolean {
    return true;
  }

  get range(): IRange | undefined {
    return this.#range;
  }

  set range(range: IRange | undefined) {
    this.#range = range;
  }

  get label(): string | undefined {
    return this.#label;
  }

  get contextValue(): string {
    return this.#canReply ? (this.#state === CommentThreadState.Resolved ? 'resolved' : 'open') : 'read-only';
  }

  get comments(): readonly OwnComment[] {
    return this.#comments;
  }

  get state(): CommentThreadState {
    return this.#state;
  }

  get canReply(): boolean {
    return this.#canReply;
  }

  get collapsibleState(): CommentThreadCollapsibleState {
    return this.#collapsible;
  }

  set collapsibleState(next: CommentThreadCollapsibleState) {
    this.#initial ??= next;
    if (next === this.#collapsible) return;
    this.#collapsible = next;
    this.#changed.collapsible.fire(next);
  }

  get initialCollapsibleState(): CommentThreadCollapsibleState | undefined {
    return this.#initial;
  }

  set initialCollapsibleState(next: CommentThreadCollapsibleState | undefined) {
    this.#initial = next;
    this.#changed.initial.fire(next);
  }

  get input(): CommentInput | undefined {
    return this.#input;
  }

  set input(input: CommentInput | undefined) {
    this.#input = input;
    this.#changed.input.fire(input);
  }

  /** Shows what has changed of it. */
  show({ lines, label, isResolved, mayReply, comments }: ShownThread): void {
    const range = rangeOf(lines);
    if (!sameRange(this.#range, range)) this.#range = range;
    const state = isResolved ? CommentThreadState.Resolved : CommentThreadState.Unresolved;
    const isOther = state !== this.#state;
    [this.#label, this.#state] = [label, state];
    this.#changed.label.fire(label);
    if (mayReply !== this.#canReply) {
      this.#canReply = mayReply;
      this.#changed.canReply.fire(mayReply);
    }
    this.#setComments(comments.map((comment) => this.#made(comment)));
    if (!isOther) return;
    this.#changed.state.fire(state);
    if (isResolved) this.collapsibleState = CommentThreadCollapsibleState.Collapsed;
  }

  #made({ id, author, words, source, atMs, isEdited, mayEdit, mayDelete, mayApply }: ShownComment): OwnComment {
    const number = this.#numbers.get(id) ?? this.#numbers.size + 1;
    this.#numbers.set(id, number);
    const isEditing = this.#editing === id;
    return {
      id,
      source,
      uniqueIdInThread: number,
      body: { value: isEditing ? source : words, isTrusted: false, supportHtml: false, supportThemeIcons: false },
      userName: author,
      contextValue: [mayEdit && 'edit', mayDelete && 'delete', mayApply && 'apply'].filter(Boolean).join(' '),
      mode: isEditing ? CommentMode.Editing : CommentMode.Preview,
      timestamp: new Date(atMs).toISOString(),
      ...(isEdited ? { label: 'edited' } : {}),
    };
  }

  #setComments(comments: readonly OwnComment[]): void {
    this.#comments = comments;
    this.#changed.comments.fire(comments);
  }

  /** Opens the words of a comment to be changed, or closes them again. */
  edit(comment: string | null, shown: ShownThread): void {
    this.#editing = comment;
    this.#setComments(shown.comments.map((each) => this.#made(each)));
  }

  dispose(): void {
    this.isDisposed = true;
    for (const emitter of Object.values(this.#changed)) emitter.dispose();
  }
}
