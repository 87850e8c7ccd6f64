import type { Environment, TimerHandle } from '../shared/core/environment.ts';
import { EnsembleError, type ErrorCode } from '../shared/core/errors.ts';
import {
  type ClientFrame,
  decodeServerFrame,
  encodeFrame,
  type Hello,
  type ServerFrame,
} from '../shared/core/frames.ts';
import { StateFrames } from '../shared/session/state-frames.ts';
import type { Transport } from '../shared/transport.ts';

/** Opens a connection to the session server. Rejects when it cannot be reached. */
export type Dial = () => Promise<Transport>;

export type LinkStatus =
  | { is: 'connecting' }
  | { is: 'waiting'; message: string }
  | { is: 'online' }
  /** `isRefused`: the door can be reached, but does not let this one in. */
  | { is: 'offline'; message: string; isRefused?: boolean }
  | { is: 'ended'; code: ErrorCode; message: string };

interface LinkOptions {
  dial: Dial;
  environment: Environment;
  hello: () => Hello;
  onFrame: (frame: ServerFrame) => void;
  onStatus: (status: LinkStatus) => void;
}

const firstRetryMs = 250;
const longestRetryMs = 5_000;
const pingEveryMs = 10_000;
/** Silence after which the connection is dead, whatever the network says. */
const deadMs = 25_000;
/** Lateness of a timer that shows that the window slept: the silence until then says nothing of the connection. */
const asleepMs = 15_000;
/** Time in which the connection has to show that it lives, after a sleep. */
const wakeMs = 3_000;

/** Frames with news of the session: their meaning depends on the welcome. */
const news: ReadonlySet<ServerFrame['t']> = new Set(['keyframe', 'entries', 'ahead', 'backfill', 'direct']);

const isRefusal = (thrown: unknown) => thrown instanceof EnsembleError && thrown.code === 'not-permitted';

/**
 * A connection that comes back: it says hello, hands frames on, and dials again with growing pauses (exponential
 * backoff) when it is lost.
 */
export class Link {
  readonly #options: LinkOptions;
  #transport: Transport | null = null;
  #states = new StateFrames();
  #retryMs = firstRetryMs;
  #timer: TimerHandle | null = null;
  #pinger: TimerHandle | null = null;
  #heardMs = 0;
  #stopped = false;
  #dialling = false;
  #online = false;
  #waiting = false;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  get isOnline(): boolean {
    return this.#online;
  }

  /** Dials now, unless a connection is there or on its way. */
  connect(): void {
    if (this.#stopped || this.#transport || this.#dialling) return;
    if (this.#timer !== null) this.#options.environment.clearTimer(this.#timer);
    this.#timer = null;
    this.#dialling = true;
    this.#options.dial().then(
      (transport) => this.#opened(transport),
      (thrown: unknown) => {
        this.#dialling = false;
        this.#lost(String((thrown as Error | undefined)?.message ?? thrown), isRefusal(thrown));
      },
    );
  }

  #opened(transport: Transport): void {
    this.#dialling = false;
    if (this.#stopped) return transport.close();
    this.#transport = transport;
    transport.onFrame = (data) => {
      if (this.#transport === transport) this.#receive(data);
    };
    transport.onClose = () => {
      if (this.#transport === transport) this.#lost('The connection to the session was lost.');
    };
    this.#heardMs = this.#options.environment.nowMs();
    this.#waiting = false;
    this.#states = new StateFrames();
    this.send({ t: 'hello', hello: this.#options.hello() });
    this.#pingLater();
  }

  #pingLater(delayMs = pingEveryMs): void {
    this.#stopPinging();
    const { environment } = this.#options;
    const dueMs = environment.nowMs() + delayMs;
    this.#pinger = environment.setTimer(() => {
      this.#pinger = null;
      const nowMs = environment.nowMs();
      const slept = nowMs - dueMs > asleepMs;
      if (!slept && nowMs - this.#heardMs > deadMs) return this.reset('The session server does not answer.');
      this.send({ t: 'ping' });
      this.#pingLater(slept ? wakeMs : pingEveryMs);
    }, delayMs);
  }

  /** Dials at once, after a sleep or a time without network, or has the connection show in a moment that it lives. */
  wake(): void {
    this.#retryMs = firstRetryMs;
    this.connect();
    if (!this.#online && !this.#waiting) return;
    this.send({ t: 'ping' });
    // Anything heard before proves nothing.
    this.#heardMs = Number.NEGATIVE_INFINITY;
    this.#pingLater(wakeMs);
  }

  /** Notes that something came over the network: an answer that is slow behind it does not mean a dead connection. */
  heard(): void {
    this.#heardMs = this.#options.environment.nowMs();
  }

  #stopPinging(): void {
    if (this.#pinger !== null) this.#options.environment.clearTimer(this.#pinger);
    this.#pinger = null;
  }

  #receive(data: Uint8Array): void {
    this.heard();
    let frame: ServerFrame | null;
    try {
      frame = this.#states.whole(decodeServerFrame(data));
    } catch (thrown) {
      return this.reset(String(thrown));
    }
    if (frame === null) return;
    // Without the welcome nothing says which texts these entries leave out, since they are to be asked for again.
    const isLost = !this.#online && (news.has(frame.t) || (frame.t === 'pong' && !this.#waiting));
    if (isLost) return this.reset('The answer to hello was lost.');
    if (frame.t === 'waiting') {
      this.#waiting = true;
      this.#options.onStatus({ is: 'waiting', message: frame.message });
    } else if (frame.t === 'closed') this.#closed(frame);
    else {
      if (frame.t === 'welcome') {
        this.#retryMs = firstRetryMs;
        this.#online = true;
      }
      this.#options.onFrame(frame);
      if (frame.t === 'welcome') this.#options.onStatus({ is: 'online' });
    }
  }

  #closed({ code, message, final }: Extract<ServerFrame, { t: 'closed' }>): void {
    if (!final) return this.reset(message);
    this.stop();
    this.#options.onStatus({ is: 'ended', code, message });
  }

  #lost(message: string, isRefused = false): void {
    this.#transport = null;
    this.#online = false;
    this.#stopPinging();
    if (this.#stopped) return;
    this.#options.onStatus({ is: 'offline', message, ...(isRefused && { isRefused }) });
    this.#timer = this.#options.environment.setTimer(() => {
      this.#timer = null;
      this.connect();
    }, this.#retryMs);
    this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
  }

  /** Drops the connection and dials again, after a faulty frame. */
  reset(message: string): void {
    const transport = this.#transport;
    this.#transport = null;
    transport?.close();
    if (transport) this.#lost(message);
  }

  send(frame: ClientFrame): void {
    this.#transport?.send(encodeFrame(frame));
  }

  /** Ends the connection for good. */
  stop(): void {
    this.#stopped = true;
    this.#online = false;
    this.#stopPinging();
    if (this.#timer !== null) this.#options.environment.clearTimer(this.#timer);
    const transport = this.#transport;
    this.#transport = null;
    transport?.close();
  }
}
