import { everybodysRoom } from '../../shared/capabilities/chat/chat-state.ts';
import { FoldedRoom } from '../../shared/capabilities/chat/folded-room.ts';
import { type Priority, priorities } from '../../shared/capabilities/chat/kinds.ts';
import type { ChatMessage } from '../../shared/capabilities/chat/message.ts';
import { pairRef } from '../../shared/capabilities/direct/pairs.ts';
import { newId } from '../../shared/core/ids.ts';
import { Emitter } from '../emitter.ts';
import type { SessionClient } from '../session-client.ts';

/** A message to everybody, or between this participant and one other. */
export interface Message {
  readonly id: string;
  readonly from: string;
  /** The other of the two; null for everybody. */
  readonly with: string | null;
  readonly text: string;
  readonly priority: Priority;
  readonly mentions: readonly string[];
  readonly replyTo: string | null;
  readonly seq: number;
  readonly atMs: number;
}

/** Choice among messages; what is left out is no condition. */
export interface MessageFilter {
  readonly from?: string;
  /** Those with this other person alone; null for those to everybody. */
  readonly with?: string | null;
  /** This priority, or a more urgent one. */
  readonly atLeast?: Priority;
  readonly afterSeq?: number;
}

export interface SendOptions {
  /** Person who alone gets it; everybody where it is left out. */
  readonly to?: string;
  readonly priority?: Priority;
  readonly mentions?: readonly string[];
  readonly replyTo?: string;
}

function fits(message: Message, { from, with: other, atLeast = 'low', afterSeq = 0 }: MessageFilter): boolean {
  return (
    (from === undefined || message.from === from) &&
    (other === undefined || message.with === other) &&
    priorities.indexOf(message.priority) >= priorities.indexOf(atLeast) &&
    message.seq > afterSeq
  );
}

interface Room {
  folded: FoldedRoom;
  /** Seq up to which its messages have been told. */
  toldSeq: number;
  isHere: boolean;
  /** Resolves when its past is here. */
  arrived: PromiseWithResolvers<void>;
}

/** The chat and direct messages, as a program reads and writes them. */
export class Messages {
  readonly #client: SessionClient;
  readonly #events: Emitter<{ message: Message }>;
  /** Seq behind which messages are news. */
  readonly #sinceSeq: number;
  /** Rooms by the other person; null for everybody's. Somebody with whom nothing was said has none. */
  readonly #rooms = new Map<string | null, Room>();
  readonly #known = new Set<string>();
  /** Resolves when it is known with whom something was said. */
  #asked: Promise<unknown> = Promise.resolve();

  constructor(client: SessionClient) {
    this.#client = client;
    this.#sinceSeq = client.applied;
    this.#events = new Emitter(client.onThrow);
    this.#follow(null);
    let { participants } = client.state;
    this.#listenTo(Object.keys(participants));
    client.events.on('state', (state) => {
      if (state.participants === participants) return;
      participants = state.participants;
      this.#listenTo(Object.keys(participants));
    });
  }

  /** Has the session tell of the first word with each of some people, and of those from before. */
  #listenTo(people: readonly string[]): void {
    const me = this.#client.person!;
    const fresh = people.filter((each) => each !== me && !this.#known.has(each));
    if (fresh.length === 0) return;
    for (const each of fresh) this.#known.add(each);
    const byRef = new Map(fresh.map((each) => [pairRef(me, each), each]));
    const answered = this.#client.followed.resting.add(
      [...byRef.keys()].map((ref) => [ref, 0] as const),
      (ref) => this.#follow(byRef.get(ref)!),
    );
    this.#asked = Promise.all([this.#asked, answered]);
  }

  #follow(other: string | null): void {
    const room: Room = {
      folded: new FoldedRoom(),
      toldSeq: this.#sinceSeq,
      isHere: false,
      arrived: Promise.withResolvers(),
    };
    room.arrived.promise.catch(() => undefined);
    this.#rooms.set(other, room);
    const ref = other === null ? everybodysRoom : pairRef(this.#client.person!, other);
    this.#client.followed.follow(ref, {
      takesPages: true,
      begin: (checkpoint) => {
        room.folded.close();
        if (checkpoint) room.folded.load(checkpoint);
      },
      take: (entry, { author }) => {
        room.folded.take(entry, author);
        if (room.isHere) this.#tellNew(other, room);
      },
      asked: () => {
        room.isHere = false;
      },
      arrived: () => {
        room.isHere = true;
        this.#tellNew(other, room);
        room.arrived.resolve();
      },
      withheld: (error) => room.arrived.reject(error),
    });
  }

  #tellNew(other: string | null, room: Room): void {
    const { toldSeq } = room;
    const fresh: ChatMessage[] = [];
    const { folded } = room;
    for (let place = folded.room.size - 1; place >= 0; place--) {
      const message = folded.room.at(place)!;
      if (message.seq <= toldSeq) break;
      fresh.unshift(message);
    }
    if (fresh.length === 0) return;
    room.toldSeq = fresh.at(-1)!.seq;
    for (const each of fresh) this.#events.emit('message', messageOf(each, other));
  }

  /** Sends a message. Resolves with its id once the session has it. */
  async send(text: string, { to, priority = 'normal', mentions = [], replyTo }: SendOptions = {}): Promise<string> {
    const id = newId(this.#client.options.environment);
    const said = {
      message: id,
      replyTo: replyTo ?? null,
      words: text,
      mentions: [...mentions],
      priority,
      snippet: null,
    };
    if (to === undefined) await this.#client.publish('chat.posted', said, everybodysRoom);
    else await this.#client.publish('direct.posted', said, pairRef(this.#client.person!, to));
    return id;
  }

  /** Calls back at each new message that fits, one's own too. Returns a function that stops it. */
  on(filter: MessageFilter, listener: (message: Message) => void): () => void {
    return this.#events.on('message', (message) => {
      if (fits(message, filter)) listener(message);
    });
  }

  /** Lists the newest messages that fit, the oldest first: those of before this participant came, too. */
  async list(filter: MessageFilter = {}): Promise<Message[]> {
    await this.#asked;
    const rooms = [...this.#rooms].filter(([other]) => filter.with === undefined || filter.with === other);
    await Promise.all(rooms.map(([, { arrived }]) => arrived.promise));
    const all = rooms.flatMap(([other, { folded }]) =>
      folded.room.messages.flatMap((each) => (each.isDeleted ? [] : [messageOf(each, other)])),
    );
    return all.filter((each) => fits(each, filter)).sort((a, b) => a.seq - b.seq);
  }
}

function messageOf(message: ChatMessage, other: string | null): Message {
  const { id, person, words, priority, mentions, replyTo, seq, atMs } = message;
  return { id, from: person, with: other, text: words, priority, mentions, replyTo, seq, atMs };
}
