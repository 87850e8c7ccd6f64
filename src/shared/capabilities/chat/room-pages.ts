import type { Pages } from '../../core/capability.ts';
import { pack, storedLimits, unpack } from '../../core/message-pack.ts';
import type { ChatMessage } from './message.ts';

/** Size of a page, packed, beyond which it takes no further message; and of pinned messages from before it. */
const pageBytes = 48 * 1024;
const pinBytes = 8 * 1024;

interface Whole {
  messages: readonly ChatMessage[];
  read?: unknown;
}

/** Counts the newest of these messages that fit into some bytes: one at least. */
function fitting(messages: readonly ChatMessage[], mostBytes: number): number {
  let count = 0;
  let bytes = 0;
  for (let place = messages.length - 1; place >= 0; place--) {
    bytes += pack(messages[place]).length;
    if (count > 0 && bytes > mostBytes) break;
    count++;
  }
  return count;
}

/** A room in pages, each in the form of a checkpoint: the newest messages, and those before one. */
export class RoomPages implements Pages {
  readonly #whole: Whole;
  #newest: Uint8Array | null = null;

  /** `checkpoint`: one that this server has made. */
  constructor(checkpoint: Uint8Array) {
    this.#whole = unpack(checkpoint, storedLimits) as Whole;
  }

  /** Gives the newest messages, with what is pinned of those before. */
  newest(): Uint8Array {
    if (this.#newest) return this.#newest;
    const { messages, ...rest } = this.#whole;
    const earlier = messages.length - fitting(messages, pageBytes);
    const pinned = messages.slice(0, earlier).filter(({ isPinned }) => isPinned);
    const pins = pinned.slice(pinned.length - fitting(pinned, pinBytes));
    const before = earlier === 0 ? {} : { earlier, pins };
    this.#newest = pack({ ...rest, messages: messages.slice(earlier), ...before });
    return this.#newest;
  }

  before(seq: number): Uint8Array {
    const { messages } = this.#whole;
    const found = messages.findIndex((each) => each.seq >= seq);
    const all = found === -1 ? messages : messages.slice(0, found);
    const earlier = all.length - fitting(all, pageBytes);
    return pack({ messages: all.slice(earlier), ...(earlier === 0 ? {} : { earlier }) });
  }
}
