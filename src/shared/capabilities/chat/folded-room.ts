import { z } from 'zod';
import { decodeBy } from '../../core/body.ts';
import type { Bound, Checkpointer, FoldedRef } from '../../core/capability.ts';
import type { Entry } from '../../core/entry.ts';
import { id, sha256Hex } from '../../core/ids.ts';
import { pack, storedLimits, unpack } from '../../core/message-pack.ts';
import type { ChatSlice } from './chat-state.ts';
import { chatKinds, fileName, priorities, snippet, voiceLength } from './kinds.ts';
import { chatLimits } from './limits.ts';
import type { ChatMessage } from './message.ts';
import { ChatRoom } from './room.ts';
import { RoomPages } from './room-pages.ts';

const stored: z.ZodType<ChatMessage> = z.object({
  id,
  seq: z.number().int().min(0),
  atMs: z.number(),
  person: id,
  words: z.string().max(chatLimits.words),
  mentions: z.array(id).max(chatLimits.mentions),
  replyTo: id.nullable(),
  priority: z.enum(priorities),
  snippet: snippet.nullable(),
  editedMs: z.number().nullable(),
  isDeleted: z.boolean(),
  isPinned: z.boolean(),
  reactions: z
    .array(z.tuple([z.string().min(1).max(chatLimits.reaction), z.array(id).max(chatLimits.reactors)]))
    .max(chatLimits.reactions),
  files: z
    .array(z.object({ hash: sha256Hex, name: fileName, sizeBytes: z.number(), lengthMs: voiceLength.optional() }))
    .max(chatLimits.files)
    .optional(),
});
const marks = z.array(z.tuple([id, z.number().int().min(0)])).max(2);
const checkpoint = z.object({
  messages: z.array(stored).max(chatLimits.messages),
  /** Seq up to which each of two people has seen their direct messages. */
  read: marks.optional(),
  /** Seq up to which a window of each of the two has them. */
  received: marks.optional(),
  /** Of a page: number of messages before it, and those of them that are pinned. */
  earlier: z.number().int().min(1).max(chatLimits.messages).optional(),
  pins: z.array(stored).max(chatLimits.messages).optional(),
});

/** An entry, with the person behind it. */
export interface TakenEntry {
  entry: Entry;
  person: string | null;
}

/** Gives marks of people with one of them moved on, if it is. */
function reached(
  marks: ReadonlyMap<string, number>,
  { person, seq }: { person: string; seq: number },
  { upTo }: { upTo: number },
): ReadonlyMap<string, number> {
  // Nobody has more than there is.
  const now = Math.min(upTo, seq);
  return now <= (marks.get(person) ?? 0) ? marks : new Map(marks).set(person, now);
}

/** Past of the chat, or of direct messages, while it is folded: in the server, in windows, and in recordings. */
export class FoldedRoom implements FoldedRef {
  readonly room = new ChatRoom();
  #read: ReadonlyMap<string, number> = new Map();
  #received: ReadonlyMap<string, number> = new Map();
  /** Messages of earlier pages that are pinned. */
  readonly #pins = new ChatRoom();
  #earlier = 0;

  /** Number of messages before those that are here. */
  get earlier(): number {
    return this.#earlier;
  }

  /** Pinned messages, also of pages that are not here. */
  get pins(): ChatMessage[] {
    return [...this.#pins.pins.filter(({ id }) => !this.room.get(id)), ...this.room.pins];
  }

  /** Seq up to which each of two people has seen their direct messages; of the chat, the state has it. */
  get read(): ReadonlyMap<string, number> {
    return this.#read;
  }

  /** Seq up to which a window of each of two people has them, whether they are seen or not. */
  get received(): ReadonlyMap<string, number> {
    return this.#received;
  }

  /** Goes on from a checkpoint. Throws where it is none. */
  load(bytes: Uint8Array): void {
    const { messages, read, received, earlier = 0, pins = [] } = checkpoint.parse(unpack(bytes, storedLimits));
    this.room.load(messages);
    this.#pins.load(pins);
    this.#read = new Map(read);
    this.#received = new Map(received);
    this.#earlier = earlier;
  }

  /** Takes the page before all that is here, and the entries that have come since it was folded. */
  takePage(bytes: Uint8Array, since: readonly TakenEntry[]): void {
    const page = new FoldedRoom();
    page.load(bytes);
    for (const { entry, person } of since) page.take(entry, person);
    this.room.precede(page.room.messages);
    this.#earlier = page.earlier;
  }

  /** Takes what is pinned before all that is here, from the newest page of now. */
  takePins(bytes: Uint8Array): void {
    const { pins = [], messages } = checkpoint.parse(unpack(bytes, storedLimits));
    this.#pins.load([...pins, ...messages.filter(({ isPinned }) => isPinned)]);
  }

  fold(entries: readonly Entry[], boundOf: (replica: string) => Bound | null): void {
    for (const entry of entries) this.take(entry, boundOf(entry.by)?.person ?? null);
  }

  /** Takes the next entry; one that is malformed, or of nobody, folds as nothing. */
  take({ kind: name, body, seq, at, ageMs, blob }: Entry, person: string | null): void {
    // Direct messages have the kinds of the chat, under a name of their own.
    const kind = name.replace(/^direct\./, 'chat.');
    try {
      if (kind === 'chat.cut') this.#cut(body);
      else if (kind === 'chat.attached') {
        if (person !== null && blob !== null)
          this.room.attached(decodeBy(chatKinds, kind, body), { person, hash: blob });
      } else if (person !== null) this.#told(kind, body, { person, seq, atMs: at - ageMs });
    } catch {
      // A malformed body folds as nothing.
    }
  }

  #told(kind: string, body: Uint8Array, told: { person: string; seq: number; atMs: number }): void {
    if (kind === 'chat.posted') this.room.posted(decodeBy(chatKinds, kind, body), told);
    else if (kind === 'chat.edited') this.#both((room) => room.edited(decodeBy(chatKinds, kind, body), told));
    else if (kind === 'chat.deleted') this.#both((room) => room.deleted(decodeBy(chatKinds, kind, body), told));
    else if (kind === 'chat.reacted') this.room.reacted(decodeBy(chatKinds, kind, body), told);
    else if (kind === 'chat.pinned') this.#both((room) => room.pinned(decodeBy(chatKinds, kind, body)));
    else if (kind === 'chat.read') this.#read = reached(this.#read, told, decodeBy(chatKinds, kind, body));
    else if (kind === 'chat.received') this.#received = reached(this.#received, told, decodeBy(chatKinds, kind, body));
  }

  #both(change: (room: ChatRoom) => void): void {
    change(this.room);
    change(this.#pins);
  }

  #cut(body: Uint8Array): void {
    const { outcome, begins } = decodeBy(chatKinds, 'chat.cut', body);
    if (begins) return;
    if (outcome === null) this.close();
    else this.load(outcome);
  }

  encode(): Uint8Array | null {
    if (this.room.size === 0) return null;
    const read = this.#read.size === 0 ? {} : { read: [...this.#read] };
    const received = this.#received.size === 0 ? {} : { received: [...this.#received] };
    return pack({ messages: this.room.messages, ...read, ...received });
  }

  close(): void {
    this.room.load([]);
    this.#pins.load([]);
    this.#earlier = 0;
  }
}

/** Hashes of the files that a checkpoint names. */
export function filesOfRoom(bytes: Uint8Array): string[] {
  const folded = new FoldedRoom();
  folded.load(bytes);
  return folded.room.messages.flatMap(({ files = [] }) => files.map(({ hash }) => hash));
}

/** Folds the entries of the chat into its messages. */
export const roomCheckpointer: Checkpointer = {
  kinds: ['chat.posted', 'chat.attached', 'chat.edited', 'chat.deleted', 'chat.reacted', 'chat.pinned', 'chat.cut'],
  trims: [],
  content: ['chat.posted', 'chat.attached', 'chat.edited', 'chat.deleted', 'chat.reacted', 'chat.pinned'],
  cut: 'chat.cut',
  has: ({ chatRooms }: ChatSlice, ref) => Object.hasOwn(chatRooms, ref),
  files: filesOfRoom,
  pages: (checkpoint) => new RoomPages(checkpoint),
  begin: () => new FoldedRoom(),
};
