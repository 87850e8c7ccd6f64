import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { type CallBody, callRoles } from '../../src/shared/capabilities/calls/kinds.ts';
import { callLimits } from '../../src/shared/capabilities/calls/limits.ts';
import type { JanusHandle, JanusLink, RoomWords } from './janus-link.ts';

/** Time in which a window answers what it is offered; then it is offered anew. */
const answerMs = 15_000;
/** Pause between two beginnings of one window. */
const beginMs = 1_000;

const streams = z.looseObject({
  streams: z.array(z.looseObject({ mid: z.string(), feed_id: z.number().optional(), feed_mid: z.string().optional() })),
});

/** Words to one window: what is sent on its lines, or what answers its own offer. */
export type ForwardedWords = Pick<CallBody<'call.forwardTold'>, 'answer' | 'offer'>;

/** The room, as its members see it. */
interface Room {
  readonly link: JanusLink;
  readonly room: number;
  readonly pin: string;
  /** Notes who begins and ends to send, as Janus tells each of those who send. */
  note(words: RoomWords): void;
  /** Feed and line of everything that a window is to be sent. */
  wantedBy(own: ForwardedMember): Map<string, { feed: number; mid: string }>;
  replicaOf(feed: number): string | null;
}

/** One window's place in a room: a connection on which it sends, and one on which it gets everything of the others. */
export class ForwardedMember {
  readonly since: number;
  /** Number under which Janus knows what it sends; null while it sends nothing. */
  feed: number | null = null;
  readonly #room: Room;
  readonly #say: (words: ForwardedWords) => void;
  #sending: JanusHandle | null = null;
  #receiving: JanusHandle | null = null;
  #received = new Map<string, { feed: number; mid: string }>();
  #turn = 0;
  #waiting: { turn: number; resolve: (sdp: string | null) => void } | null = null;
  #offer: string | null = null;
  #isBeginning = false;
  /** Moment from which it may begin anew. */
  #nextMs = 0;
  #isFollowing = false;
  #mustFollow = false;
  #isClosed = false;

  constructor(room: Room, since: number, say: (words: ForwardedWords) => void) {
    this.#room = room;
    this.since = since;
    this.#say = say;
  }

  /** Takes an offer of what the window sends: everything of it begins anew. */
  begin(offer: string): void {
    this.#offer = offer;
    if (!this.#isBeginning) void this.#begin();
  }

  async #begin(): Promise<void> {
    this.#isBeginning = true;
    try {
      while (this.#offer !== null && !this.#isClosed) {
        // Each beginning has all others negotiate anew.
        const waitMs = this.#nextMs - performance.now();
        if (waitMs > 0) await pause(waitMs);
        this.#nextMs = performance.now() + beginMs;
        const offer = this.#offer;
        this.#offer = null;
        this.#drop();
        await this.#send(offer);
      }
    } catch {
      // The window offers anew where no answer comes.
      this.#drop();
    } finally {
      this.#isBeginning = false;
    }
    this.follow();
  }

  async #send(sdp: string): Promise<void> {
    const { link, room, pin } = this.#room;
    const handle = await link.attach((words) => this.#room.note(words));
    if (this.#isClosed) return handle.detach();
    this.#sending = handle;
    const feed = randomInt(1, 2 ** 47);
    this.feed = feed;
    const body = { request: 'joinandconfigure', ptype: 'publisher', room, pin, id: feed };
    const words = await handle.request(body, { type: 'offer', sdp });
    if (this.#isClosed || words.sdp === null) return;
    this.#say({ answer: words.sdp, offer: null });
    this.#room.note(words);
  }

  /** Takes the answer to an offer of the room's; one to an earlier offer counts as nothing. */
  answered(turn: number, sdp: string): void {
    if (this.#waiting?.turn === turn) this.#waiting.resolve(sdp);
  }

  /** Sees to it that the window gets what it is to get, and nothing else. */
  follow(): void {
    this.#mustFollow = true;
    if (!this.#isFollowing && !this.#isBeginning && this.feed !== null) void this.#follow();
  }

  async #follow(): Promise<void> {
    this.#isFollowing = true;
    try {
      while (this.#mustFollow && !this.#isClosed) {
        this.#mustFollow = false;
        await this.#receive();
      }
    } catch {
      this.#stopReceiving();
    } finally {
      this.#isFollowing = false;
    }
  }

  async #receive(): Promise<void> {
    const wanted = this.#room.wantedBy(this);
    const subscribe = [...wanted].filter(([key]) => !this.#received.has(key)).map(([, each]) => each);
    const unsubscribe = [...this.#received].filter(([key]) => !wanted.has(key)).map(([, each]) => each);
    if (subscribe.length === 0 && unsubscribe.length === 0) return;
    this.#received = wanted;
    const isFirst = this.#receiving === null;
    const words = isFirst
      ? await this.#joined(subscribe)
      : await this.#receiving!.request({
          request: 'update',
          ...(subscribe.length > 0 && { subscribe }),
          ...(unsubscribe.length > 0 && { unsubscribe }),
        });
    const { sdp } = words;
    if (sdp === null || this.#isClosed) return;
    const answer = await this.#offered(sdp, isFirst, words);
    if (answer === null || this.#isClosed) {
      // Without an answer the lines of both ends differ: the next try makes a connection of its own.
      this.#stopReceiving();
      this.#mustFollow = !this.#isClosed;
      return;
    }
    await this.#receiving?.request({ request: 'start' }, { type: 'answer', sdp: answer });
  }

  async #joined(wanted: readonly { feed: number; mid: string }[]): Promise<RoomWords> {
    const { link, room, pin } = this.#room;
    const handle = await link.attach();
    this.#receiving = handle;
    if (this.#isClosed) this.#stopReceiving();
    return handle.request({ request: 'join', ptype: 'subscriber', room, pin, autoupdate: false, streams: wanted });
  }

  #offered(sdp: string, isFirst: boolean, { data }: RoomWords): Promise<string | null> {
    const turn = ++this.#turn;
    const told = streams.safeParse(data).data?.streams ?? [];
    const lines = told.flatMap(({ mid, feed_id: feed, feed_mid: line }) => {
      const [from, role] = [feed === undefined ? null : this.#room.replicaOf(feed), callRoles[Number(line)]];
      return from === null || role === undefined ? [] : [{ mid, from, role }];
    });
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#waiting?.resolve(null), answerMs);
      this.#waiting = {
        turn,
        resolve: (answer) => {
          clearTimeout(timer);
          this.#waiting = null;
          resolve(answer);
        },
      };
      // One that is longer than a window takes waits as if it were not answered: the next try is no sooner.
      if (sdp.length > callLimits.forwardedSdp) return;
      this.#say({ answer: null, offer: { turn, sdp, isFirst, lines } });
    });
  }

  #stopReceiving(): void {
    this.#receiving?.detach();
    this.#receiving = null;
    this.#received = new Map();
    this.#waiting?.resolve(null);
  }

  #drop(): void {
    this.#sending?.detach();
    this.#sending = null;
    this.feed = null;
    this.#stopReceiving();
  }

  close(): void {
    this.#isClosed = true;
    this.#drop();
  }
}
