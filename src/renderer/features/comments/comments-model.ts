import { linesIn, linesNow } from '../../../client/comments/comment-place.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import type { CommentThread } from '../../../shared/capabilities/comments/comment-state.ts';
import { documentAt } from '../../../shared/capabilities/documents/paths.ts';
import { may } from '../../../shared/capabilities/people/participants.ts';
import { commentMarkdown } from '../../../shared/text/comment-words.ts';
import type { LineSpan } from '../../../shared/text/quoted-lines.ts';
import { suggestionIn } from '../../../shared/text/suggestions.ts';
import type { App } from '../../session/app.ts';
import { createStore } from '../../ui/react-render.tsx';
import type { ShownComment, ShownThread } from '../../workbench/index.ts';
import type { CommentSource } from './comment-source.ts';

/** Pause after which places are found anew in a text that is being typed in. */
const placingMs = 250;

/** A thread, with the place where its code is now. */
export interface PlacedThread {
  thread: CommentThread;
  /** Path of its file, or key of an untitled text; null where neither is known. */
  key: string | null;
  /** Its lines now; null where its code is gone. */
  lines: LineSpan | null;
}

/** The threads of the session, each where its code is now. */
export class CommentsModel {
  readonly store = createStore<readonly PlacedThread[]>([]);
  readonly source: CommentSource;
  readonly #app: App;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(app: App, source: CommentSource) {
    this.#app = app;
    this.source = source;
    const { texts } = app;
    source.onChanged(() => this.#place());
    texts.onChanged(() => this.#later());
    this.#place();
  }

  /** Says whether this window's person may comment. */
  get mayComment(): boolean {
    return this.source.mayComment;
  }

  get #mayEdit(): boolean {
    const { recording, session } = this.#app;
    return recording === null && may(session.state, session.person, 'edit');
  }

  /** Finds places anew soon: typing goes before. */
  #later(): void {
    const isEmpty = Object.keys(this.source.comments.threads).length === 0 && this.store.get().length === 0;
    if (this.#timer !== null || isEmpty) return;
    this.#timer = setTimeout(() => this.#place(), placingMs);
  }

  /** Finds where the code of a thread is now. */
  placeOf(thread: string): PlacedThread | undefined {
    this.#place();
    return this.store.get().find((each) => each.thread.id === thread);
  }

  /** Finds all places anew. */
  refresh(): void {
    this.#place();
  }

  #place(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const placed = Object.values(this.source.comments.threads).map((thread) => this.#placed(thread));
    this.store.set(placed);
    this.#app.workbench.comments.set(placed.flatMap((each) => this.#shown(each)));
  }

  #placed(thread: CommentThread): PlacedThread {
    const { state, documents } = this.#app.session;
    const info = state.documents[thread.ref];
    const { path = null, deleted = true } = info ?? {};
    // Its file may have gone, and another of that name have come: a checkout does so.
    const ref = path !== null && deleted ? documentAt(state, path) : thread.ref;
    const document = ref === null ? undefined : documents.get(ref);
    const key = path ?? this.#untitledKey(thread.ref);
    if (!document?.isEditable) return { thread, key, lines: deleted && ref === thread.ref ? null : thread.place.lines };
    const lines = ref === thread.ref ? linesNow(document, thread.place) : linesIn(document.toString(), thread.place);
    return { thread, key, lines };
  }

  /** Finds the lines of a thread in its text, which has just been opened. */
  placedIn(placed: PlacedThread, document: TextDocument): PlacedThread {
    return { ...placed, lines: linesNow(document, placed.thread.place) };
  }

  #untitledKey(ref: string): string | null {
    const { workbench, texts } = this.#app;
    return workbench.editors.visible().find(({ key }) => texts.refOf(key) === ref)?.key ?? null;
  }

  #shown({ thread, key, lines }: PlacedThread): ShownThread | [] {
    // At moments of a recording its code may not be there yet, or no more.
    if (key === null || (lines === null && this.#app.recording !== null)) return [];
    return {
      id: thread.id,
      key,
      lines: lines ?? { start: 1, end: 1 },
      linesIn: (text) => linesIn(text, thread.place),
      label: this.#label(thread, lines),
      isResolved: thread.resolved !== null,
      mayReply: this.mayComment,
      comments: thread.comments.map((comment) => this.#comment(comment, lines !== null && thread.resolved === null)),
    };
  }

  #label({ resolved, place, moment }: CommentThread, lines: LineSpan | null): string {
    const words: string[] = [];
    if (lines === null) words.push(`Its code is gone: it stood at line ${place.lines.start}`);
    if (resolved) words.push(`Resolved by ${this.source.nameOf(resolved.person)}`);
    if (moment) words.push(`About a recording, ${new Date(moment.atMs).toLocaleString()}`);
    if (words.length > 0) return words.join(' · ');
    return lines!.start === lines!.end ? `Line ${lines!.start}` : `Lines ${lines!.start} to ${lines!.end}`;
  }

  #comment(
    { id, person, words, mentions, atMs, editedMs }: CommentThread['comments'][number],
    isPlaced: boolean,
  ): ShownComment {
    const nameOf = (each: string) => this.source.nameOf(each);
    const isMine = person === this.source.person;
    return {
      id,
      author: nameOf(person),
      words: commentMarkdown(words, mentions.map(nameOf)),
      source: words,
      atMs,
      isEdited: editedMs !== null,
      mayEdit: this.mayComment && isMine,
      mayDelete: this.mayComment && (isMine || this.source.isOwner),
      mayApply: isPlaced && this.#mayEdit && suggestionIn(words) !== null,
    };
  }
}
