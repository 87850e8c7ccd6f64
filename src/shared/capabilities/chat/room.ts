import type { ChatBody } from './kinds.ts';
import { chatLimits } from './limits.ts';
import type { ChatMessage } from './message.ts';
import { MessageList } from './message-list.ts';
import { outgoing, unitsOf } from './outgoing.ts';

const countOf = ({ reactions }: ChatMessage) => reactions.reduce((sum, [, people]) => sum + people.length, 0);

/** Entry of the chat, with the person behind it. */
interface Told {
  person: string;
  seq: number;
  atMs: number;
}

/**
 * The messages of a room, folded from its entries. Messages of others cannot be changed, whoever says so: such an entry
 * is void. Beyond the bounds the oldest of whoever has most leave. A message costs the same however many there are.
 */
export class ChatRoom {
  readonly #list = new MessageList();
  #units = 0;
  #reactions = 0;

  /** Messages in the order of the log, as a list of one's own. */
  get messages(): ChatMessage[] {
    return this.#list.slice(0, this.#list.size);
  }

  get size(): number {
    return this.#list.size;
  }

  get newest(): ChatMessage | undefined {
    return this.#list.at(this.#list.size - 1);
  }

  /** Messages that are pinned, in the order of their pinning. */
  get pins(): ChatMessage[] {
    return this.#list.pinned;
  }

  get(message: string): ChatMessage | undefined {
    return this.#list.get(message);
  }

  at(place: number): ChatMessage | undefined {
    return this.#list.at(place);
  }

  /** Messages from a place on, up to another. */
  slice(from: number, to: number): ChatMessage[] {
    return this.#list.slice(from, to);
  }

  /** Place of a message among those that are here; -1 for none. */
  placeOf(message: string): number {
    return this.#list.placeOf(message);
  }

  /** Message with which a thread begins, of which this one is a part; it may have left. */
  rootOf(message: string): string {
    return this.#list.rootOf(message);
  }

  /** Answers of a thread, and answers to these, in the order of the log. */
  answersTo(root: string): readonly ChatMessage[] {
    return this.#list.answersTo(root);
  }

  /** Goes on from messages of a checkpoint; whatever was here before is gone. */
  load(messages: readonly ChatMessage[]): void {
    this.#list.clear();
    this.#units = 0;
    this.#reactions = 0;
    for (const each of messages) if (!this.#list.get(each.id)) this.#add(each);
  }

  /** Puts earlier messages before all that are here. */
  precede(messages: readonly ChatMessage[]): void {
    this.load([...messages.filter(({ id }) => !this.#list.get(id)), ...this.messages]);
  }

  posted(body: ChatBody<'chat.posted'>, { person, seq, atMs }: Told): void {
    const { message: id, files: _, ...said } = body;
    if (this.#list.get(id)) return;
    const fresh = { editedMs: null, isDeleted: false, isPinned: false, reactions: [] };
    this.#add({ id, seq, atMs, person, ...said, ...fresh });
  }

  attached({ message, ...file }: ChatBody<'chat.attached'>, { person, hash }: { person: string; hash: string }): void {
    const found = this.#list.get(message);
    const files = found?.files ?? [];
    if (found?.person !== person || found.isDeleted || files.length >= chatLimits.files) return;
    if (files.some(({ hash: known, name }) => known === hash && name === file.name)) return;
    const changed = { ...found, files: [...files, { hash, ...file }] };
    this.#units += unitsOf(changed) - unitsOf(found);
    this.#list.replace(changed);
    this.#shrink();
  }

  edited({ message, words, mentions }: ChatBody<'chat.edited'>, { person, atMs }: Told): void {
    const found = this.#list.get(message);
    if (found?.person !== person || found.isDeleted) return;
    this.#units += words.length - found.words.length;
    this.#list.replace({ ...found, words, mentions, editedMs: atMs });
    this.#shrink();
  }

  deleted({ message, asOwner }: ChatBody<'chat.deleted'>, { person }: Told): void {
    const found = this.#list.get(message);
    if (!found || (found.person !== person && !asOwner)) return;
    this.#units -= unitsOf(found);
    this.#reactions -= countOf(found);
    const { files: _, ...left } = found;
    const nothing = { words: '', mentions: [], snippet: null, reactions: [], editedMs: null };
    this.#list.replace({ ...left, ...nothing, isDeleted: true, isPinned: false });
  }

  reacted({ message, sign, isOn }: ChatBody<'chat.reacted'>, { person }: Told): void {
    const found = this.#list.get(message);
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
    this.#list.replace({ ...found, reactions: reactions.filter(([, of]) => of.length > 0) });
  }

  pinned({ message, isPinned }: ChatBody<'chat.pinned'>): void {
    const found = this.#list.get(message);
    if (found && !found.isDeleted) this.#list.replace({ ...found, isPinned });
  }

  #add(message: ChatMessage): void {
    this.#list.add(message);
    this.#units += unitsOf(message);
    this.#reactions += countOf(message);
    this.#shrink();
  }

  #shrink(): void {
    if (this.#list.size <= chatLimits.messages && this.#units <= chatLimits.units) return;
    const gone = outgoing(this.messages);
    for (const id of gone) {
      const message = this.#list.get(id);
      if (!message) continue;
      this.#units -= unitsOf(message);
      this.#reactions -= countOf(message);
    }
    this.#list.remove(gone);
  }
}
