import { type CommentsState, standingVerdicts } from '../../../shared/capabilities/comments/comment-state.ts';
import type { CommentMoment } from '../../../shared/capabilities/comments/kinds.ts';
import { shownName, shownNames } from '../../../shared/capabilities/people/names.ts';
import { may } from '../../../shared/capabilities/people/participants.ts';
import type { Body, KindName } from '../../../shared/session/table.ts';
import { hasSession } from '../../session/address.ts';
import type { App } from '../../session/app.ts';

export type CommentKind = Extract<KindName, `comment.${string}`>;

/** The comments that a window shows, and the way to say something about them. */
export interface CommentSource {
  readonly comments: Pick<CommentsState, 'threads' | 'reviews'>;
  /** This window's person. */
  readonly person: string | null;
  readonly mayComment: boolean;
  readonly isOwner: boolean;
  nameOf(person: string): string;
  /** Names by person, for mentions. */
  names(): ReadonlyMap<string, string>;
  /** Moment of a recording that is shown; null in a live session. */
  moment(): Promise<CommentMoment | null>;
  /** Says it; resolves once the session has it. Rejects with its refusal. */
  say<K extends CommentKind>(kind: K, ref: string, body: Body<K>): Promise<void>;
  onChanged(listener: () => void): void;
}

/** Gives the source of a window: its session's, or behind a recording that of the host. */
export function sourceOf(app: App): CommentSource {
  return app.recording === null ? new LiveComments(app) : new RecordedComments(app);
}

/** Comments of the session that this window is in. */
class LiveComments implements CommentSource {
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  get comments() {
    const { state } = this.#app.session;
    return { ...state.comments, reviews: standingVerdicts(state) };
  }

  get person() {
    return this.#app.session.person;
  }

  get #role() {
    const { person, state } = this.#app.session;
    return person === null ? undefined : state.participants[person]?.role;
  }

  get mayComment() {
    const { person, state } = this.#app.session;
    return may(state, person, 'annotate');
  }

  get isOwner() {
    return this.#role === 'owner';
  }

  nameOf(person: string): string {
    return shownName(this.#app.session.state, person) ?? 'Somebody';
  }

  names() {
    return shownNames(this.#app.session.state);
  }

  async moment() {
    return null;
  }

  say<K extends CommentKind>(kind: K, ref: string, body: Body<K>): Promise<void> {
    return this.#app.client.publish(kind, body, ref);
  }

  onChanged(listener: () => void): void {
    const { session } = this.#app;
    let { comments, documents, participants, replicas } = session.state;
    session.events.on('state', (state) => {
      const isSame =
        state.comments === comments &&
        state.documents === documents &&
        state.participants === participants &&
        state.replicas === replicas;
      if (isSame) return;
      ({ comments, documents, participants, replicas } = state);
      listener();
    });
  }
}

/** Interval at which a window that shows a recording asks for what is said in the session. */
const askMs = 3_000;
/** Pause after which places are found anew at another moment. */
const momentMs = 250;

/** Comments of the session behind a recording, which the host tells. A recording’s file has none. */
class RecordedComments implements CommentSource {
  readonly #app: App;
  readonly #listeners = new Set<() => void>();
  readonly #recording: string | null;
  comments: CommentSource['comments'] = { threads: {}, reviews: {} };
  person: string | null = null;
  readonly isOwner = true;
  #names = new Map<string, string>();
  #version = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(app: App) {
    this.#app = app;
    const parameters = new URLSearchParams(location.hash.slice(1));
    this.#recording = parameters.get('recording');
    if (app.ownHost === null || parameters.has('file') || !hasSession(location.hash)) return;
    void this.#ask();
    setInterval(() => document.visibilityState === 'visible' && void this.#ask(), askMs);
    app.session.events.on('state', () => this.#tellSoon());
  }

  get mayComment(): boolean {
    return this.#version > 0;
  }

  async #ask(): Promise<void> {
    const answer = await this.#app.ownHost?.request('comments.list', { known: this.#version }).catch(() => null);
    if (!answer) return;
    this.#version = answer.version;
    if (answer.threads === null) return;
    this.person = answer.person;
    this.#names = new Map(answer.names.map(({ person, name }) => [person, name]));
    this.comments = { threads: Object.fromEntries(answer.threads.map((thread) => [thread.id, thread])), reviews: {} };
    this.#mark();
    this.#tell();
  }

  /** Puts comments about moments of the recording onto its timeline. */
  #mark(): void {
    const marks = Object.values(this.comments.threads).flatMap(({ moment, comments: [first] }) => {
      if (moment === null || first === undefined) return [];
      const words = `commented later: ${first.words.replace(/\s+/g, ' ').slice(0, 100)}`;
      return { seq: moment.seq, atMs: moment.atMs, kind: 'comment.started', person: first.person, words };
    });
    this.#app.recording?.addMarks(marks);
  }

  /** Tells of another moment: a recording that plays changes with every picture. */
  #tellSoon(): void {
    this.#timer ??= setTimeout(() => this.#tell(), momentMs);
  }

  #tell(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const listener of this.#listeners) listener();
  }

  nameOf(person: string): string {
    return this.#names.get(person) ?? shownName(this.#app.session.state, person) ?? 'Somebody';
  }

  names() {
    return new Map([...shownNames(this.#app.session.state), ...this.#names]);
  }

  async moment(): Promise<CommentMoment | null> {
    const { moment } = await this.#app.recording!.request('replay.moment', {});
    return { recording: this.#recording, seq: moment.seq, atMs: moment.atMs };
  }

  async say<K extends CommentKind>(kind: K, ref: string, body: Body<K>): Promise<void> {
    await this.#app.ownHost!.request('comments.say', { kind, ref, body } as never);
    await this.#ask();
  }

  onChanged(listener: () => void): void {
    this.#listeners.add(listener);
  }
}
