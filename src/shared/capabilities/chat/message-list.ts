import type { ChatMessage } from './message.ts';

/** Messages in their order, by id and place, with their threads: adding one is O(1), and so is looking one up. */
export class MessageList {
  #messages: ChatMessage[] = [];
  readonly #places = new Map<string, number>();
  readonly #pinned = new Set<string>();
  /** First message of the thread of each answer, and the answers of each thread. */
  readonly #roots = new Map<string, string>();
  readonly #answers = new Map<string, Set<string>>();

  get size(): number {
    return this.#messages.length;
  }

  get pinned(): ChatMessage[] {
    return [...this.#pinned].flatMap((id) => this.get(id) ?? []);
  }

  get(id: string): ChatMessage | undefined {
    const place = this.#places.get(id);
    return place === undefined ? undefined : this.#messages[place];
  }

  at(place: number): ChatMessage | undefined {
    return this.#messages[place];
  }

  slice(from: number, to: number): ChatMessage[] {
    return this.#messages.slice(Math.max(0, from), Math.max(0, to));
  }

  placeOf(id: string): number {
    return this.#places.get(id) ?? -1;
  }

  rootOf(id: string): string {
    return this.#roots.get(id) ?? id;
  }

  answersTo(root: string): ChatMessage[] {
    return [...(this.#answers.get(root) ?? [])].flatMap((id) => this.get(id) ?? []);
  }

  add(message: ChatMessage): void {
    const { id, replyTo, isPinned } = message;
    this.#places.set(id, this.#messages.length);
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
    const place = this.#places.get(id);
    if (place === undefined) return;
    this.#messages[place] = message;
    if (!isPinned) this.#pinned.delete(id);
    else this.#pinned.add(id);
  }

  /** Takes messages away: O(n), so that many go at a time. */
  remove(gone: ReadonlySet<string>): void {
    for (const id of gone) {
      this.#places.delete(id);
      this.#pinned.delete(id);
      const root = this.#roots.get(id);
      if (root === undefined) continue;
      this.#roots.delete(id);
      const answers = this.#answers.get(root);
      answers?.delete(id);
      if (answers?.size === 0) this.#answers.delete(root);
    }
    this.#messages = this.#messages.filter(({ id }) => !gone.has(id));
    for (const [place, { id }] of this.#messages.entries()) this.#places.set(id, place);
  }

  clear(): void {
    this.#messages = [];
    for (const each of [this.#places, this.#pinned, this.#roots, this.#answers]) each.clear();
  }
}
