import type { ChatMessage } from './message.ts';

/** Messages that have left before the room that they took is given back. */
const mostGone = 1_000;

/** Messages in their order, by id and place, with their threads: adding one, and the oldest leaving, is O(1). */
export class MessageList {
  #messages: (ChatMessage | undefined)[] = [];
  /** Number of the first message that is here, and that of the first place of the array: ids have numbers for good. */
  #first = 0;
  #offset = 0;
  readonly #numbers = new Map<string, number>();
  readonly #pinned = new Set<string>();
  /** First message of the thread of each answer, and the answers of each thread. */
  readonly #roots = new Map<string, string>();
  readonly #answers = new Map<string, Set<string>>();

  get size(): number {
    return this.#numbers.size;
  }

  get pinned(): ChatMessage[] {
    return [...this.#pinned].flatMap((id) => this.get(id) ?? []);
  }

  get(id: string): ChatMessage | undefined {
    const number = this.#numbers.get(id);
    return number === undefined ? undefined : this.#messages[number - this.#offset];
  }

  at(place: number): ChatMessage | undefined {
    return place < 0 ? undefined : this.#messages[this.#first - this.#offset + place];
  }

  slice(from: number, to: number): ChatMessage[] {
    const begin = this.#first - this.#offset;
    return this.#messages.slice(begin + Math.max(0, from), begin + Math.max(0, to)) as ChatMessage[];
  }

  placeOf(id: string): number {
    const number = this.#numbers.get(id);
    return number === undefined ? -1 : number - this.#first;
  }

  rootOf(id: string): string {
    return this.#roots.get(id) ?? id;
  }

  answersTo(root: string): ChatMessage[] {
    return [...(this.#answers.get(root) ?? [])].flatMap((id) => this.get(id) ?? []);
  }

  add(message: ChatMessage): void {
    const { id, replyTo, isPinned } = message;
    this.#numbers.set(id, this.#offset + this.#messages.length);
    this.#messages.push(message);
    if (isPinned) this.#pinned.add(id);
    // One that answers itself, or what is not here, begins a thread.
    if (replyTo === null || replyTo === id) return;
    const root = this.rootOf(replyTo);
    const answers = this.#answers.get(root) ?? new Set();
    this.#answers.set(root, answers.add(id));
    this.#roots.set(id, root);
  }

  replace(message: ChatMessage): void {
    const { id, isPinned } = message;
    const number = this.#numbers.get(id);
    if (number === undefined) return;
    this.#messages[number - this.#offset] = message;
    if (!isPinned) this.#pinned.delete(id);
    else this.#pinned.add(id);
  }

  /** Takes the oldest away. */
  shift(): ChatMessage | undefined {
    const message = this.at(0);
    if (!message) return undefined;
    const { id } = message;
    this.#messages[this.#first - this.#offset] = undefined;
    this.#first++;
    this.#numbers.delete(id);
    this.#pinned.delete(id);
    const root = this.#roots.get(id);
    if (root !== undefined) {
      this.#roots.delete(id);
      const answers = this.#answers.get(root);
      answers?.delete(id);
      if (answers?.size === 0) this.#answers.delete(root);
    }
    if (this.#first - this.#offset > mostGone) {
      this.#messages = this.#messages.slice(this.#first - this.#offset);
      this.#offset = this.#first;
    }
    return message;
  }

  clear(): void {
    this.#messages = [];
    [this.#first, this.#offset] = [0, 0];
    for (const each of [this.#numbers, this.#pinned, this.#roots, this.#answers]) each.clear();
  }
}
