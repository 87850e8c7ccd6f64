import { type CallMember, everybodysCall, membersOf } from '../../src/shared/capabilities/calls/calls-state.ts';
import type { CallBody } from '../../src/shared/capabilities/calls/kinds.ts';
import type { TimerHandle } from '../../src/shared/core/environment.ts';
import { ownEntry } from '../../src/shared/session/own-entry.ts';
import type { SessionCore } from '../session/session-core.ts';
import type { ForwardedWords } from './forwarded-member.ts';
import { ForwardedRoom, type Lines } from './forwarded-room.ts';
import type { ForwarderSettings } from './relay-settings.ts';

/** Pause before Janus is tried again, once it was lost or not reached. */
const pauseMs = 30_000;
/** Most viewers of a screen whom its window serves by itself: it encodes the screen once for each. */
const mostViewers = 2;

const rolesOf = ({ hasCamera, isSharing }: CallMember): Lines['roles'] => [
  'microphone',
  ...(hasCamera ? (['camera'] as const) : []),
  ...(isSharing ? (['screen', 'screen-sound'] as const) : []),
];

/** Forwarding of one session's call, once it has grown too large for windows alone; it lasts as long as the call. */
export class Forwarding {
  readonly #session: SessionCore;
  #calls: unknown = null;
  #room: ForwardedRoom | null = null;
  #isOpening = false;
  #pause: TimerHandle | null = null;
  /** Joinings that were told that the call is forwarded, by replica. */
  readonly #told = new Map<string, number>();

  /** Words that windows which are away for a moment are still to be told. */
  readonly #owed = new Map<string, { since: number; isOn: boolean }>();

  constructor(session: SessionCore) {
    this.#session = session;
  }

  /** Looks at the call after entries were committed. */
  after(): void {
    const { calls } = this.#session.state;
    for (const [replica, { since, isOn }] of this.#owed) this.#turn(replica, since, isOn);
    if (calls === this.#calls || !this.#session.options.forwarder) return;
    this.#calls = calls;
    this.#look();
  }

  hear(replica: string, said: CallBody<'call.forwardSaid'>): void {
    this.#room?.hear(replica, said);
  }

  #look(): void {
    if (this.#session.isClosed) return;
    const members = Object.entries(membersOf(this.#session.state));
    if (members.length === 0) return this.close();
    if (this.#room) return this.#lead(members);
    const settings = this.#session.options.forwarder?.() ?? null;
    const isLarge = members.length >= (settings?.people ?? Number.POSITIVE_INFINITY);
    const isShown = members.length - 1 > mostViewers && members.some(([, { isSharing }]) => isSharing);
    if (settings && (isLarge || isShown) && !this.#isOpening && this.#pause === null) void this.#open(settings);
  }

  async #open(settings: ForwarderSettings): Promise<void> {
    this.#isOpening = true;
    try {
      const room = await ForwardedRoom.open(settings, (replica, since, words) => this.#say(replica, since, words));
      room.onLost = () => this.#lost();
      this.#room = room;
    } catch (thrown) {
      this.#session.options.report?.(`the call is not forwarded: Janus, ${(thrown as Error).message}`);
      this.#again();
    } finally {
      this.#isOpening = false;
    }
    if (this.#session.isClosed) this.close();
    else this.#look();
  }

  /** Leads everybody of the call into the room, and those who are not in it any more out of it. */
  #lead(members: readonly (readonly [string, CallMember])[]): void {
    this.#room?.meet(new Map(members.map(([replica, it]) => [replica, { since: it.since, roles: rolesOf(it) }])));
    const now = new Map(members.map(([replica, { since }]) => [replica, since]));
    for (const replica of this.#told.keys()) if (!now.has(replica)) this.#told.delete(replica);
    for (const [replica, since] of now) {
      if (this.#told.get(replica) === since) continue;
      this.#told.set(replica, since);
      this.#turn(replica, since, true);
    }
  }

  #say(replica: string, since: number, words: ForwardedWords): void {
    this.#tell(replica, { isOn: true, isLost: false, since, ...words });
  }

  /** Leads a window into the room, or out of it. One that is away for a moment is told once it has come back. */
  #turn(replica: string, since: number, isOn: boolean): void {
    this.#owed.delete(replica);
    const isIn = membersOf(this.#session.state)[replica]?.since === since;
    const isTold = !isIn || this.#tell(replica, { isOn, isLost: !isOn, since, answer: null, offer: null });
    if (!isTold) this.#owed.set(replica, { since, isOn });
  }

  #tell(replica: string, body: CallBody<'call.forwardTold'>): boolean {
    const entry = ownEntry('call.forwardTold', body, 0, everybodysCall);
    return this.#session.relay({ ...entry, to: replica });
  }

  #lost(): void {
    this.#session.options.report?.('the call is not forwarded any more: the connection to Janus has ended');
    this.#room = null;
    for (const [replica, since] of this.#told) this.#turn(replica, since, false);
    this.#told.clear();
    this.#again();
  }

  #again(): void {
    const { environment } = this.#session;
    this.#pause ??= environment.setTimer(() => {
      this.#pause = null;
      this.#look();
    }, pauseMs);
  }

  /** Ends the room; nobody is told. */
  close(): void {
    if (this.#pause !== null) this.#session.environment.clearTimer(this.#pause);
    this.#pause = null;
    this.#room?.close();
    this.#room = null;
    this.#told.clear();
    this.#owed.clear();
  }
}
