import { linesIn, linesNow } from '../../../client/comments/comment-place.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import type { CommentThread } from '../../../shared/capabilities/comments/comment-state.ts';
import { documentAt } from '../../../shared/capabilities/documents/paths.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { hasRight } from '../../../shared/core/rights.ts';
import { commentMarkdown } from '../../../shared/text/comment-words.ts';
import type { LineSpan } from '../../../shared/text/quoted-lines.ts';
import type { App } from '../../session/app.ts';
import { createStore } from '../../ui/react-render.tsx';
import type { ShownComment, ShownThread } from '../../workbench/index.ts';

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
  readonly #app: App;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(app: App) {
    this.#app = app;
    const { session, texts } = app;
    let { comments, documents, participants, replicas } = session.state;
    session.events.on('state', (state) => {
      const isSame =
        state.comments === comments &&
        state.documents === documents &&
        state.participants === participants &&
        state.replicas === replicas;
      if (isSame) return;
      ({ comments, documents, participants, replicas } = state);
      this.#place();
    });
    texts.onChanged(() => this.#later());
    this.#place();
  }

  /** Says whether this window's person may comment. */
  get mayComment(): boolean {
    const { session, recording } = this.#app;
    const role = session.person === null ? undefined : session.state.participants[session.person]?.role;
    return recording === null && role !== undefined && hasRight(role, 'annotate');
  }

  /** Finds places anew soon: typing goes before. */
  #later(): void {
    if (this.#timer !== null || Object.keys(this.#app.session.state.comments.threads).length === 0) return;
    this.#timer = setTimeout(() => this.#place(), placingMs);
  }

  /** Finds all places anew. */
  refresh(): void {
    this.#place();
  }

  #place(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const placed = Object.values(this.#app.session.state.comments.threads).map((thread) => this.#placed(thread));
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
    if (key === null) return [];
    return {
      id: thread.id,
      key,
      lines: lines ?? { start: 1, end: 1 },
      label: this.#label(thread, lines),
      isResolved: thread.resolved !== null,
      mayReply: this.mayComment,
      comments: thread.comments.map((comment) => this.#comment(comment)),
    };
  }

  #label({ resolved, place }: CommentThread, lines: LineSpan | null): string {
    const words: string[] = [];
    if (lines === null) words.push(`Its code is gone: it stood at line ${place.lines.start}`);
    if (resolved) words.push(`Resolved by ${shownName(this.#app.session.state, resolved.person) ?? 'somebody'}`);
    if (words.length > 0) return words.join(' · ');
    return lines!.start === lines!.end ? `Line ${lines!.start}` : `Lines ${lines!.start} to ${lines!.end}`;
  }

  #comment({ id, person, words, mentions, atMs, editedMs }: CommentThread['comments'][number]): ShownComment {
    const { session } = this.#app;
    const nameOf = (each: string) => shownName(session.state, each) ?? 'Somebody';
    const isMine = person === session.person;
    const isOwner = session.person !== null && session.state.participants[session.person]?.role === 'owner';
    return {
      id,
      author: nameOf(person),
      words: commentMarkdown(words, mentions.map(nameOf)),
      source: words,
      atMs,
      isEdited: editedMs !== null,
      mayEdit: this.mayComment && isMine,
      mayDelete: this.mayComment && (isMine || isOwner),
    };
  }
}
