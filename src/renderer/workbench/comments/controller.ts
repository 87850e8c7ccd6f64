import { URI, type UriComponents } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import type { IRange } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/range';
import { CommentThreadCollapsibleState } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/languages';
import type { ICommentService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/comments/browser/commentService.service';
import { append } from '../../../shared/core/append.ts';
import type { FolderPaths } from '../files/paths.ts';
import type { OpenTexts } from '../models/models.ts';
import { keyOf } from '../models/models.ts';
import type { CommentActs, CommentedLines, MayStart, SelectedVersion, ShownThread } from '../ports/comments.ts';
import { comparedEditor } from '../scm/compared-place.ts';
import { pathOfVersion } from '../scm/versions.ts';
import { type OwnComment, Thread } from './thread.ts';
import { textOfVersion, VersionThreads } from './version-threads.ts';

export const ownerId = 'ensemble.comments';

/** The workbench's end of our comments: shows threads, and takes what the person writes. */
export class Controller {
  readonly id = ownerId;
  readonly label = 'Comments';
  readonly owner = ownerId;
  readonly contextValue = ownerId;
  readonly features = {};
  readonly options = {
    prompt: 'Reply…',
    placeHolder: 'Write a comment. @ mentions somebody, ```suggestion proposes other lines.',
  };
  activeComment: { thread: Thread; comment?: OwnComment } | undefined;
  readonly acts: CommentActs;
  readonly #service: ICommentService;
  readonly #paths: FolderPaths;
  readonly #models: OpenTexts;
  readonly #mayStart: MayStart;
  readonly #threads = new Map<string, { thread: Thread; shown: ShownThread }>();
  readonly #versions = new VersionThreads(() => ++this.#lastHandle);
  #template: Thread | null = null;
  #lastHandle = 0;

  constructor(
    service: ICommentService,
    { paths, models }: { paths: FolderPaths; models: OpenTexts },
    acts: CommentActs,
    mayStart: MayStart,
  ) {
    [this.#service, this.#paths, this.#models] = [service, paths, models];
    [this.acts, this.#mayStart] = [acts, mayStart];
  }

  /** Shows these threads, and no others. */
  set(all: readonly ShownThread[]): void {
    const added: Thread[] = [];
    const changed: Thread[] = [];
    const removed: Thread[] = [];
    const next = new Set(all.map(({ id }) => id));
    for (const [id, { thread, shown }] of this.#threads) {
      const wanted = all.find((each) => each.id === id);
      // A thread never changes its file: after a rename it is another.
      if (next.has(id) && wanted?.key === shown.key) continue;
      this.#threads.delete(id);
      removed.push(thread);
    }
    for (const shown of all) {
      const known = this.#threads.get(shown.id);
      if (known && JSON.stringify(known.shown) === JSON.stringify(shown)) continue;
      const thread = known?.thread ?? this.#made(shown);
      this.#threads.set(shown.id, { thread, shown });
      thread.show(shown);
      (known ? changed : added)!.push(thread);
    }
    if (added.length + changed.length + removed.length === 0) return;
    const inVersions = this.#versions.update(all);
    append(added, inVersions.added);
    append(changed, inVersions.changed);
    append(removed, inVersions.removed);
    this.#tell({ added: added, changed: changed, removed: removed });
    for (const thread of removed) thread.dispose();
  }

  #tell({ added = [], changed = [], removed = [] }: Partial<Record<'added' | 'changed' | 'removed', Thread[]>>): void {
    const event: unknown = { added, changed, removed, pending: [] };
    this.#service.updateComments(ownerId, event as Parameters<ICommentService['updateComments']>[1]);
  }

  #made({ id, key, lines }: ShownThread): Thread {
    const range = { startLineNumber: lines.start, startColumn: 1, endLineNumber: lines.end, endColumn: 1 };
    return new Thread(++this.#lastHandle, id, this.#models.toUri(key).toString(), range);
  }

  /** Finds a thread by the workbench's number, or the thread itself. */
  threadOf(context: unknown): Thread | null {
    for (const each of Array.isArray(context) ? context : [context]) {
      const { thread, commentThreadHandle } = (each ?? {}) as { thread?: unknown; commentThreadHandle?: number };
      if (thread instanceof Thread) return thread;
      for (const { thread: known } of this.#threads.values())
        if (known.commentThreadHandle === commentThreadHandle) return known;
      const inVersion = this.#versions.byHandle(commentThreadHandle);
      if (inVersion) return inVersion;
    }
    return null;
  }

  /** Finds a thread by its id. */
  get(id: string): Thread | null {
    return this.#threads.get(id)?.thread ?? null;
  }

  /** Begins to change a comment, or ends that. */
  edit(thread: Thread, comment: string | null): void {
    const known = this.#threads.get(thread.threadId);
    if (!known) return;
    thread.edit(comment, known.shown);
    this.#tell({ changed: [thread] });
  }

  /** Opens an empty thread; one that is open and empty gives way. */
  async createCommentThreadTemplate(resource: UriComponents, range?: IRange, editorId?: string): Promise<void> {
    this.dropTemplate();
    if (range === undefined) return;
    const uri = URI.revive(resource);
    const thread = new Thread(++this.#lastHandle, null, uri.toString(), range, editorId);
    this.#template = thread;
    this.#tell({ added: [thread] });
  }

  /** Gives the lines of a commit's text in which the person is, on which an empty thread can be opened. */
  selectedVersion(): SelectedVersion | null {
    const editor = comparedEditor();
    const uri = editor?.getModel()?.uri;
    const key = uri ? pathOfVersion(uri) : null;
    const selection = editor?.getSelection();
    if (!editor || !uri || key === null || !selection) return null;
    const { startLineNumber, endLineNumber: last, endColumn } = selection;
    // A line that the selection only touches with its end, before its first character, is none of it.
    const endLineNumber = endColumn === 1 && last > startLineNumber ? last - 1 : last;
    const range = { startLineNumber, startColumn: 1, endLineNumber, endColumn: 1 };
    return { key, begin: () => this.createCommentThreadTemplate(uri, range, editor.getId()) };
  }

  async updateCommentThreadTemplate(handle: number, range: IRange): Promise<void> {
    if (this.#template?.commentThreadHandle === handle) this.#template.range = range;
  }

  /** Takes the empty thread away. */
  dropTemplate(): void {
    const thread = this.#template;
    this.#template = null;
    if (!thread) return;
    this.#tell({ removed: [thread] });
    thread.dispose();
  }

  deleteCommentThreadMain(id: string): void {
    if (this.#template?.threadId === id) this.dropTemplate();
  }

  /** Starts the thread that is being written. */
  async start(thread: Thread, words: string): Promise<void> {
    const resource = URI.parse(thread.resource);
    const version = textOfVersion(resource);
    const key = version === null ? keyOf(this.#paths, resource) : pathOfVersion(resource);
    const { range } = thread;
    if (key === null || range === undefined) return;
    const lines: CommentedLines = { start: range.startLineNumber, end: range.endLineNumber };
    const begun = await this.acts.start(key, lines, words, version ?? undefined);
    if (begun !== null) {
      this.dropTemplate();
      const own = version === null ? this.get(begun) : this.#versions.get(thread.resource, begun);
      if (own) own.collapsibleState = CommentThreadCollapsibleState.Expanded;
      return;
    }
    // Words that could not be said are not lost: the person goes on with them.
    thread.input = { uri: thread.input?.uri ?? URI.parse(thread.resource), value: words };
  }

  /** Says a reply; one that could not be said is written on with. */
  async reply(thread: Thread, words: string): Promise<void> {
    const { input } = thread;
    if (!(await this.acts.reply(thread.threadId, words)) && input) thread.input = { uri: input.uri, value: words };
  }

  /** Gives a comment other words; its editor closes with that. */
  async save(thread: Thread, comment: OwnComment, words: string): Promise<void> {
    if (words !== comment.source && !(await this.acts.edit(thread.threadId, comment.id, words))) return;
    this.edit(thread, null);
  }

  async toggleReaction(): Promise<void> {}

  async getDocumentComments(resource: URI) {
    const address = resource.toString();
    const version = textOfVersion(resource);
    const all = [...this.#threads.values()];
    const inVersion =
      version === null
        ? []
        : this.#versions.in(
            resource,
            all.map(({ shown }) => shown),
          );
    const here = all.map(({ thread }) => thread).filter((each) => each.resource === address);
    const threads = [...here, ...inVersion, ...(this.#template?.resource === address ? [this.#template] : [])];
    const key = version === null ? keyOf(this.#paths, resource) : pathOfVersion(resource);
    const text = key === null ? undefined : (version ?? this.#models.get(key)?.getValue());
    const mayStart = key !== null && this.#mayStart(key, version !== null);
    const lastLine = mayStart && text !== undefined ? text.split('\n').length : 0;
    const whole = { startLineNumber: 1, startColumn: 1, endLineNumber: lastLine, endColumn: 1 };
    const commentingRanges = { resource, ranges: lastLine > 0 ? [whole] : [], fileComments: false };
    return { uniqueOwner: ownerId, label: this.label, threads, commentingRanges };
  }

  async getNotebookComments() {
    return { uniqueOwner: ownerId, label: this.label, threads: [] };
  }

  async setActiveCommentAndThread(active: Controller['activeComment']): Promise<void> {
    this.activeComment = active;
  }
}
