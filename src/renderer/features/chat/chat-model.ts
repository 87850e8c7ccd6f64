import { FoldedRoom } from '../../../shared/capabilities/chat/folded-room.ts';
import type { Priority, Snippet } from '../../../shared/capabilities/chat/kinds.ts';
import { chatLimits } from '../../../shared/capabilities/chat/limits.ts';
import type { ChatFile, ChatMessage } from '../../../shared/capabilities/chat/message.ts';
import type { ChatRoom } from '../../../shared/capabilities/chat/room.ts';
import { shownName, shownNames } from '../../../shared/capabilities/people/names.ts';
import { may } from '../../../shared/capabilities/people/participants.ts';
import { newId } from '../../../shared/core/ids.ts';
import type { Body, KindName } from '../../../shared/session/table.ts';
import { mentionedIn } from '../../../shared/text/comment-words.ts';
import type { App } from '../../session/app.ts';
import { createStore } from '../../ui/react-render.tsx';
import { EarlierMessages } from './earlier-messages.ts';
import { Receipts } from './receipts.ts';
import { headOf } from './snippets.ts';

/** A message of mine that the log does not have yet. */
export interface UnsentMessage {
  id: string;
  words: string;
  files: readonly ChatFile[];
  /** Reason for which it was refused; null while it is on its way. */
  problem: string | null;
}

export interface ChatShown {
  /** Counts up with each change of the messages: they stand in the room, which changes in its place. */
  version: number;
  unsent: readonly UnsentMessage[];
  /** Seq up to which each person has seen the messages. */
  read: Readonly<Record<string, number>>;
  /** Seq up to which a window of each person has them. */
  received: Readonly<Record<string, number>>;
  /** True once the past is here. */
  isHere: boolean;
  /** Reason for which the session does not tell it. */
  problem: string | null;
  /** Number of messages before those that are here. */
  earlier: number;
  /** Place of the first message that is here: 0, and less with each page that comes. */
  first: number;
  /** True while a page is on its way, and the reason for which none came; null while all is well. */
  isPaging: boolean;
  pageProblem: string | null;
}

/** A message that is being written, beside its words. */
export interface Draft {
  replyTo: string | null;
  priority: Priority;
  snippet: Snippet | null;
  /** Files that are on the server already. */
  files: readonly ChatFile[];
}

const wordsOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

type ChatKind = Extract<KindName, `chat.${string}`>;

/** One conversation, as this window shows it, and its person's part in it. */
export class ChatModel {
  readonly store = createStore<ChatShown>({
    ...{ version: 0, unsent: [], read: {}, received: {}, isHere: false, problem: null },
    ...{ earlier: 0, first: 0, isPaging: false, pageProblem: null },
  });
  /** Pages of the past. */
  readonly past: EarlierMessages;
  /** Word of this window about the messages that came. */
  readonly receipts: Receipts;
  readonly ref: string;
  /** The other person; null where it is everybody's. */
  readonly other: string | null;
  readonly #app: App;
  #room = new FoldedRoom();
  #isTold = false;

  constructor(app: App, ref: string, other: string | null) {
    this.#app = app;
    this.ref = ref;
    this.other = other;
    this.receipts = new Receipts(this, {
      peopleCount: () => Object.keys(app.session.state.participants).length,
      say: (kind, upTo) => void this.#publish(kind, { upTo }).catch(() => undefined),
    });
    this.past = new EarlierMessages({
      ref,
      folded: () => this.#room,
      page: (before) => app.session.followed.page(ref, before),
      tell: (change) => this.#tell(change),
      first: () => this.store.get().first,
    });
    app.session.followed.follow(ref, {
      takesPages: true,
      begin: (checkpoint) => {
        this.#room = new FoldedRoom();
        if (checkpoint) this.#room.load(checkpoint);
        this.#tell({ isHere: false, problem: null, first: 0 });
      },
      take: (entry, { author }) => {
        this.past.note(entry, author);
        this.#room.take(entry, author);
        this.#tellSoon();
      },
      arrived: () => this.#tell({ isHere: true }),
      withheld: ({ message }) => this.#tell({ problem: message }),
    });
    if (other !== null) return;
    let dated = app.session.state.snippets;
    app.session.events.on('state', ({ chatRooms, snippets }) => {
      const before = this.store.get();
      const { read = before.read, received = before.received } = chatRooms[ref] ?? {};
      const isSame = read === before.read && received === before.received && snippets === dated;
      dated = snippets;
      if (!isSame) this.#tell({ read, received });
    });
  }

  /** Takes all messages of one turn of the event loop together. */
  #tellSoon(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    queueMicrotask(() => this.#tell({}));
  }

  #tell(change: Partial<ChatShown>): void {
    this.#isTold = false;
    const before = this.store.get();
    const { unsent, version } = before;
    const left = unsent.length === 0 ? unsent : unsent.filter(({ id }) => !this.room.get(id));
    // Of direct messages, the session's state knows nothing.
    const { read, received } =
      this.other === null
        ? before
        : { read: Object.fromEntries(this.#room.read), received: Object.fromEntries(this.#room.received) };
    const { earlier } = this.#room;
    this.store.set({ ...before, version: version + 1, unsent: left, read, received, earlier, ...change });
    if (this.store.get().isHere) this.receipts.receivedSoon();
  }

  /** The messages, as they are now. */
  get room(): ChatRoom {
    return this.#room.room;
  }

  /** Pinned messages, also of pages that are not here. */
  get pins(): ChatMessage[] {
    return this.#room.pins;
  }

  get(message: string): ChatMessage | undefined {
    return this.room.get(message);
  }

  /** Messages with these words, of this person, or with such a file. */
  find(sought: string): ChatMessage[] {
    const wanted = sought.toLowerCase();
    const has = (words: string) => words.toLowerCase().includes(wanted);
    const isFound = ({ words, person, files = [] }: ChatMessage) =>
      has(words) || has(this.nameOf(person)) || files.some(({ name }) => has(name));
    return this.room.messages.filter(isFound);
  }

  get person(): string | null {
    return this.#app.recording === null ? this.#app.session.person : null;
  }

  get #role() {
    return this.person === null ? undefined : this.#app.session.state.participants[this.person]?.role;
  }

  get mayTalk(): boolean {
    return may(this.#app.session.state, this.person, 'chat');
  }

  /** True for somebody who may take others' messages away. */
  get isOwner(): boolean {
    return this.other === null && this.#role === 'owner';
  }

  nameOf(person: string): string {
    return shownName(this.#app.session.state, person) ?? 'Somebody';
  }

  /** Names of those of some people who are known here: a modified client may name others. */
  namesOf(people: readonly string[]): string[] {
    return people.flatMap((each) => shownName(this.#app.session.state, each) ?? []);
  }

  /** Names of the others, for mentions. */
  othersNames(): string[] {
    return [...this.names()].flatMap(([person, name]) => (person === this.person || name === '' ? [] : name));
  }

  /** Names by person, for mentions. */
  names(): ReadonlyMap<string, string> {
    const names = shownNames(this.#app.session.state);
    return this.other === null ? names : new Map([...names].filter(([person]) => person === this.other));
  }

  /** Seq up to which somebody has seen the messages. */
  readUpTo(person: string): number {
    return this.store.get().read[person] ?? 0;
  }

  /** Seq up to which a window of somebody has the messages, whether they are seen or not. */
  receivedUpTo(person: string): number {
    return Math.max(this.store.get().received[person] ?? 0, this.readUpTo(person));
  }

  /** Answers of others in a thread that this window's person has not seen. */
  unreadIn(root: string): number {
    const { person } = this;
    if (person === null) return 0;
    const seen = this.readUpTo(person);
    return this.room.answersTo(root).filter((each) => each.seq > seen && each.person !== person).length;
  }

  /** Messages of others that this window's person has not seen. */
  get unread(): ChatMessage[] {
    const { person } = this;
    if (person === null || !this.store.get().isHere) return [];
    const seen = this.readUpTo(person);
    const found: ChatMessage[] = [];
    for (let place = this.room.size - 1; place >= 0; place--) {
      const each = this.room.at(place);
      if (!each || each.seq <= seen) break;
      if (each.person !== person && !each.isDeleted) found.push(each);
    }
    return found.reverse();
  }

  /** Posts a message. It is shown as unsent until the log has it, also without a connection. */
  post(given: string, { replyTo, priority, snippet, files }: Draft): void {
    const words = given.slice(0, chatLimits.words);
    const message = newId(this.#app.client.options.environment);
    const mentions = mentionedIn(words, this.names()).slice(0, chatLimits.mentions);
    const count = files.length === 0 ? {} : { files: files.length };
    const body = { message, replyTo, words, mentions, priority, snippet, ...count };
    this.store.set({
      ...this.store.get(),
      unsent: [...this.store.get().unsent, { id: message, words, files, problem: null }],
    });
    void this.#publish('chat.posted', body).catch((thrown: unknown) => {
      const problem = wordsOf(thrown);
      const unsent = this.store.get().unsent.map((each) => (each.id === message ? { ...each, problem } : each));
      this.store.set({ ...this.store.get(), unsent });
    });
    if (files.length > 0) this.#attach(message, files);
    if (snippet) this.#date(message, snippet);
  }

  /** Says at which commit the lines of a message are; of what two people say alone, nobody is told. */
  #date(message: string, snippet: Snippet): void {
    const commit = this.other === null ? headOf(this.#app, snippet) : null;
    if (commit === null) return;
    void this.#app.client.publish('snippet.dated', { message, commit }, snippet.document).catch(() => undefined);
  }

  /** Names the files behind a message, in the same turn: nobody sees it long without them. */
  #attach(message: string, files: readonly ChatFile[]): void {
    const all = files.map(({ hash, ...file }) => ({
      kind: this.#kindOf('chat.attached'),
      body: { message, ...file },
      ref: this.ref,
      blob: hash,
    }));
    this.#app.client
      .publishAll(all)
      .catch((thrown: unknown) => this.#app.workbench.notifications.show('warning', wordsOf(thrown)));
  }

  /** Puts away a message that was refused; gives its words. */
  takeBack(id: string): string {
    const { unsent } = this.store.get();
    this.store.set({ ...this.store.get(), unsent: unsent.filter((each) => each.id !== id) });
    return unsent.find((each) => each.id === id)?.words ?? '';
  }

  edit(message: string, given: string): void {
    const words = given.slice(0, chatLimits.words);
    const mentions = mentionedIn(words, this.names()).slice(0, chatLimits.mentions);
    this.#say('chat.edited', { message, words, mentions });
  }

  remove(message: string): void {
    this.#say('chat.deleted', { message, asOwner: this.get(message)?.person !== this.person });
  }

  react(message: string, sign: string): void {
    const people = this.get(message)?.reactions.find(([each]) => each === sign)?.[1] ?? [];
    this.#say('chat.reacted', { message, sign, isOn: this.person !== null && !people.includes(this.person) });
  }

  pin(message: string): void {
    this.#say('chat.pinned', { message, isPinned: !this.get(message)?.isPinned });
  }

  setTyping(isTyping: boolean): void {
    if (this.mayTalk) this.#app.client.publishLatest(this.#kindOf('chat.typing'), { isTyping }, this.ref);
  }

  #say<K extends ChatKind>(kind: K, body: Body<K>): void {
    const { notifications } = this.#app.workbench;
    this.#publish(kind, body).catch((thrown: unknown) => notifications.show('warning', wordsOf(thrown)));
  }

  #publish<K extends ChatKind>(kind: K, body: Body<K>): Promise<void> {
    return this.#app.client.publish(this.#kindOf(kind), body, this.ref);
  }

  /** Direct messages have the kinds of the chat, under a name of their own. */
  #kindOf<K extends ChatKind>(kind: K): K {
    return this.other === null ? kind : (kind.replace(/^chat/, 'direct') as K);
  }
}
