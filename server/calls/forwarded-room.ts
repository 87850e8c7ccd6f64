import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type CallBody, callRoles } from '../../src/shared/capabilities/calls/kinds.ts';
import { callLimits } from '../../src/shared/capabilities/calls/limits.ts';
import { ForwardedMember, type ForwardedWords } from './forwarded-member.ts';
import { JanusLink, type RoomWords } from './janus-link.ts';
import type { ForwarderSettings } from './relay-settings.ts';

/** Window that is in the call, and the lines on which it has something to give. */
export interface Lines {
  since: number;
  roles: readonly (typeof callRoles)[number][];
}

type Say = (replica: string, since: number, words: ForwardedWords) => void;

const made = z.looseObject({ room: z.number() });
const news = z.looseObject({
  publishers: z.array(z.looseObject({ id: z.number() })).optional(),
  unpublished: z.union([z.number(), z.string()]).optional(),
  leaving: z.union([z.number(), z.string()]).optional(),
});

/** A call's room on Janus, which only this server can enter: its number, its PIN and its secret are known to no window. */
export class ForwardedRoom {
  /** Called once when Janus is lost. */
  onLost: () => void = () => undefined;
  readonly link: JanusLink;
  readonly room: number;
  readonly pin: string;
  readonly #close: () => void;
  readonly #members = new Map<string, ForwardedMember>();
  /** Feeds that are there to be received. */
  readonly #feeds = new Set<number>();
  #lines: ReadonlyMap<string, Lines> = new Map();
  readonly #say: Say;

  private constructor(
    link: JanusLink,
    { room, pin, close }: { room: number; pin: string; close: () => void },
    say: Say,
  ) {
    this.link = link;
    this.room = room;
    this.pin = pin;
    this.#close = close;
    this.#say = say;
    link.onLost = () => this.onLost();
  }

  /** Rejects where Janus is not there, or does not take the secrets. */
  static async open(settings: ForwarderSettings, say: Say): Promise<ForwardedRoom> {
    const link = await JanusLink.open(settings);
    try {
      const pin = randomBytes(18).toString('base64url');
      const secret = randomBytes(18).toString('base64url');
      const keeper = await link.attach();
      const { data } = await keeper.request({
        request: 'create',
        permanent: false,
        is_private: true,
        description: 'call',
        publishers: callLimits.members,
        audiocodec: 'opus',
        videocodec: 'vp8',
        pin,
        secret,
        ...(settings.adminKey && { admin_key: settings.adminKey }),
      });
      const { room } = made.parse(data);
      // With the connection Janus ends requests too: it is closed once the room is gone.
      const close = () =>
        void keeper
          .request({ request: 'destroy', room, secret })
          .catch(() => undefined)
          .finally(() => link.close());
      return new ForwardedRoom(link, { room, pin, close }, say);
    } catch (thrown) {
      link.close();
      throw thrown;
    }
  }

  /** Sets who is in the call now: others are out of the room at once. */
  meet(lines: ReadonlyMap<string, Lines>): void {
    this.#lines = lines;
    for (const [replica, member] of this.#members) {
      if (lines.get(replica)?.since === member.since) continue;
      member.close();
      this.#members.delete(replica);
      if (member.feed !== null) this.#feeds.delete(member.feed);
    }
    for (const [replica, { since }] of lines)
      if (!this.#members.has(replica))
        this.#members.set(replica, new ForwardedMember(this, since, (words) => this.#say(replica, since, words)));
    this.#follow();
  }

  hear(replica: string, { since, offer, answer }: CallBody<'call.forwardSaid'>): void {
    const member = this.#members.get(replica);
    if (member?.since !== since) return;
    if (offer !== null) member.begin(offer);
    if (answer !== null) member.answered(answer.turn, answer.sdp);
  }

  /** Notes who begins and ends to send, as Janus tells each of those who send. */
  note({ data }: RoomWords): void {
    const { success, data: told } = news.safeParse(data);
    if (!success) return;
    for (const { id } of told.publishers ?? []) this.#feeds.add(id);
    for (const gone of [told.unpublished, told.leaving]) if (typeof gone === 'number') this.#feeds.delete(gone);
    this.#follow();
  }

  /** Feed and line of everything that a window is to be sent. */
  wantedBy(own: ForwardedMember): Map<string, { feed: number; mid: string }> {
    const wanted = new Map<string, { feed: number; mid: string }>();
    for (const [replica, member] of this.#members) {
      const { feed } = member;
      if (member === own || feed === null || !this.#feeds.has(feed)) continue;
      for (const role of this.#lines.get(replica)?.roles ?? []) {
        if (wanted.size >= callLimits.forwardedLines) return wanted;
        const mid = String(callRoles.indexOf(role));
        wanted.set(`${feed}/${mid}`, { feed, mid });
      }
    }
    return wanted;
  }

  replicaOf(feed: number): string | null {
    for (const [replica, member] of this.#members) if (member.feed === feed) return replica;
    return null;
  }

  #follow(): void {
    for (const member of this.#members.values()) member.follow();
  }

  close(): void {
    for (const member of this.#members.values()) member.close();
    this.#members.clear();
    this.onLost = () => undefined;
    this.#close();
  }
}
