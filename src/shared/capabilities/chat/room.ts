import type { ChatBody, Priority, Snippet } from './kinds.ts';
import { chatLimits } from './limits.ts';

/** A file of a message; its content is the attachment of that hash, as long as the session has it. */
export interface ChatFile {
  hash: string;
  name: string;
  sizeBytes: number;
}

/** A message of the chat, as it stands now. It is replaced when something of it changes. */
export interface ChatMessage {
  id: string;
  /** Seq of its entry: the order of messages. */
  seq: number;
  atMs: number;
  person: string;
  words: string;
  mentions: readonly string[];
  /** Message that it answers; that may have left. */
  replyTo: string | null;
  priority: Priority;
  snippet: Snippet | null;
  editedMs: number | null;
  /** True for a trace: somebody took its words away. */
  isDeleted: boolean;
  isPinned: boolean;
  /** Signs, and the people who gave each. */
  reactions: readonly (readonly [sign: string, people: readonly string[]])[];
  /** Absent where it has none. */
  files?: readonly ChatFile[] | undefined;
}

/** Length for which a message counts: of its words, and of its files' names. */
const unitsOf = ({ words, files = [] }: ChatMessage) =>
  files.reduce((sum, { name }) => sum + name.length + chatLimits.fileUnits, words.length);
const countOf = ({ reactions }: ChatMessage) => reactions.reduce((sum, [, people]) => sum + people.length, 0);

/** Entry of the chat, with the person behind it. */
interface Told {
  person: string;
  seq: number;
  atMs: number;
}

/**
 * The messages of a room, folded from its entries. Messages of others cannot be changed, whoever says so: such an entry
 * is void. Beyond the bounds the oldest leave.
 */
export class ChatRoom {
  readonly #messages = new Map<string, ChatMessage>();
  #units = 0;
  #reactions = 0;

  /** Messages in the order of the log. */
  get messages(): ChatMessage[] {
    return [...this.#messages.values()];
  }

  get size(): number {
    return this.#messages.size;
  }

  get(message: string): ChatMessage | undefined {
    return this.#messages.get(message);
  }

  /** Goes on from messages of a checkpoint; whatever was here before is gone. */
  load(messages: readonly ChatMessage[]): void {
    this.#messages.clear();
    this.#units = 0;
    this.#reactions = 0;
    for (const each of messages) this.#add(each);
  }

  posted(body: ChatBody<'chat.posted'>, { person, seq, atMs }: Told): void {
    const { message: id, files: _, ...said } = body;
    if (this.#messages.has(id)) return;
    const fresh = { editedMs: null, isDeleted: false, isPinned: false, reactions: [] };
    this.#add({ id, seq, atMs, person, ...said, ...fresh });
  }

  attached({ message, ...file }: ChatBody<'chat.attached'>, { person, hash }: { person: string; hash: string }): void {
    const found = this.#messages.get(message);
    const files = found?.files ?? [];
    if (found?.person !== person || found.isDeleted || files.length >= chatLimits.files) return;
    if (files.some(({ hash: known, name }) => known === hash && name === file.name)) return;
    const changed = { ...found, files: [...files, { hash, ...file }] };
    this.#units += unitsOf(changed) - unitsOf(found);
    this.#messages.set(message, changed);
    this.#shrink();
  }

  edited({ message, words, mentions }: ChatBody<'chat.edited'>, { person, atMs }: Told): void {
    const found = this.#messages.get(message);
    if (found?.person !== person || found.isDeleted) return;
    this.#units += words.length - found.words.length;
    this.#messages.set(message, { ...found, words, mentions, editedMs: atMs });
    this.#shrink();
  }

  deleted({ message, asOwner }: ChatBody<'chat.deleted'>, { person }: Told): void {
    const found = this.#messages.get(message);
    if (!found || (found.person !== person && !asOwner)) return;
    this.#units -= unitsOf(found);
    this.#reactions -= countOf(found);
    const { files: _, ...left } = found;
    const nothing = { words: '', mentions: [], snippet: null, reactions: [], editedMs: null };
    this.#messages.set(message, { ...left, ...nothing, isDeleted: true, isPinned: false });
  }

  reacted({ message, sign, isOn }: ChatBody<'chat.reacted'>, { person }: Told): void {
    const found = this.#messages.get(message);
    if (!found || found.isDeleted) return;
    const people = found.reactions.find(([each]) => each === sign)?.[1] ?? [];
    const others = people.filter((each) => each !== person);
    const isFull = people.length === 0 ? found.reactions.length >= chatLimits.reactions : false;
    const isTooMuch = isFull || others.length >= chatLimits.reactors || this.#reactions >= chatLimits.reactionsOfRoom;
    if (isOn && isTooMuch) return;
    const now = isOn ? [...others, person] : others;
    const isNew = people.length === 0;
    this.#reactions += now.length - people.length;
    const reactions = isNew
      ? [...found.reactions, [sign, now] as const]
      : found.reactions.map((each) => (each[0] === sign ? ([sign, now] as const) : each));
    this.#messages.set(message, { ...found, reactions: reactions.filter(([, of]) => of.length > 0) });
  }

  pinned({ message, isPinned }: ChatBody<'chat.pinned'>): void {
    const found = this.#messages.get(message);
    if (found && !found.isDeleted) this.#messages.set(message, { ...found, isPinned });
  }

  #add(message: ChatMessage): void {
    this.#messages.set(message.id, message);
    this.#units += unitsOf(message);
    this.#reactions += countOf(message);
    this.#shrink();
  }

  #shrink(): void {
    for (const [id, message] of this.#messages) {
      if (this.#messages.size <= chatLimits.messages && this.#units <= chatLimits.units) return;
      this.#messages.delete(id);
      this.#units -= unitsOf(message);
      this.#reactions -= countOf(message);
    }
  }
}
