import { readBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { createStore } from '../../ui/react-render.tsx';
import type { ChatModel } from './chat-model.ts';

/** Time after which somebody who says nothing more counts as done. */
const restMs = 6_000;
/** Interval at which somebody who goes on writing says so. */
const againMs = 3_000;

/** People who are writing a message now, and this window's own word about it. */
export class Typing {
  readonly people = createStore<readonly string[]>([]);
  readonly #model: ChatModel;
  readonly #ends = new Map<string, ReturnType<typeof setTimeout>>();
  #saidMs = 0;

  constructor({ session }: App, model: ChatModel) {
    this.#model = model;
    session.events.on('entry', ({ kind, ref, by, at, body }) => {
      const person = session.state.replicas[by]?.person;
      if (ref !== model.ref || person === undefined) return;
      if (kind === 'chat.posted' || kind === 'direct.posted') this.#set(person, false);
      if ((kind !== 'chat.typing' && kind !== 'direct.typing') || person === session.person) return;
      this.#set(person, session.nowMs() - at < restMs && (readBody(kind, body)?.isTyping ?? false));
    });
  }

  #set(person: string, isTyping: boolean): void {
    clearTimeout(this.#ends.get(person));
    this.#ends.delete(person);
    if (isTyping)
      this.#ends.set(
        person,
        setTimeout(() => this.#set(person, false), restMs),
      );
    this.people.set([...this.#ends.keys()]);
  }

  /** Says that this window's person writes, now and then while they go on (a throttle), and when they are done. */
  typed(words: string): void {
    const nowMs = Date.now();
    if (words === '') {
      if (this.#saidMs > 0) this.#model.setTyping(false);
      this.#saidMs = 0;
    } else if (nowMs - this.#saidMs > againMs) {
      this.#model.setTyping(true);
      this.#saidMs = nowMs;
    }
  }

  /** Ends it without a word: the message itself says so. */
  posted(): void {
    this.#saidMs = 0;
  }
}
