import type { ChatMessage } from '../../../shared/capabilities/chat/message.ts';
import type { ChatRoom } from '../../../shared/capabilities/chat/room.ts';

/** Pause before a window says what its person has seen. */
const readMs = 1_000;
/** Pause before it says what it has: most is seen meanwhile, and that says so as well. */
const receivedMs = 5_000;
/** Time by which that pause is longer for each person, by chance: windows of many people do not speak at once. */
const spreadMs = 50;

interface Saying {
  peopleCount: () => number;
  say: (kind: 'chat.read' | 'chat.received', upTo: number) => void;
}

interface Conversation {
  readonly person: string | null;
  readonly room: ChatRoom;
  readonly unread: readonly ChatMessage[];
  readonly mayTalk: boolean;
  /** Gives the seq up to which a person's windows have said that they have the messages. */
  receivedUpTo(person: string): number;
}

/** Word of this window about the messages that came: it has them, and its person has seen them. */
export class Receipts {
  readonly #model: Conversation;
  readonly #saying: Saying;
  #reading: ReturnType<typeof setTimeout> | null = null;
  #receiving: ReturnType<typeof setTimeout> | null = null;

  constructor(model: Conversation, saying: Saying) {
    this.#model = model;
    this.#saying = saying;
  }

  /** Says soon that everything up to then is seen: once for many messages (a throttle). */
  readSoon(): void {
    if (this.#model.unread.length === 0) return;
    this.#reading ??= setTimeout(() => {
      this.#reading = null;
      const { newest } = this.#model.room;
      if (this.#model.mayTalk && newest && this.#model.unread.length > 0) this.#saying.say('chat.read', newest.seq);
    }, readMs);
  }

  /** Says somewhat later that this window has them: once for many messages, and only where nothing else has said it. */
  receivedSoon(): void {
    if (this.#receiving !== null || !this.#isNews()) return;
    const pauseMs = receivedMs + Math.random() * spreadMs * this.#saying.peopleCount();
    this.#receiving = setTimeout(() => {
      this.#receiving = null;
      const { newest } = this.#model.room;
      if (this.#model.mayTalk && newest && this.#isNews()) this.#saying.say('chat.received', newest.seq);
    }, pauseMs);
  }

  /** True if there is a message of somebody else of which no window of this person has said that it has it. */
  #isNews(): boolean {
    const { person, room } = this.#model;
    if (person === null) return false;
    const told = this.#model.receivedUpTo(person);
    for (let place = room.size - 1; place >= 0; place--) {
      const each = room.at(place);
      if (!each || each.seq <= told) return false;
      if (each.person !== person) return true;
    }
    return false;
  }
}
