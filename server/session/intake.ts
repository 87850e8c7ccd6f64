import { EnsembleError } from '../../src/shared/core/errors.ts';
import type { Connection } from './connection.ts';
import type { FramedSession } from './frame-handler.ts';
import { receive } from './frame-handler.ts';

/** Most bytes of frames that wait for those before them. */
const mostWaitingBytes = 32 * 1024 * 1024;
/**
 * Waiting bytes from which on nothing more is read of the connection (backpressure): sending too fast costs nobody
 * else.
 */
const fullBytes = 256 * 1024;
/** Least cost of a frame, in bytes, however short it is. */
const leastBytes = 512;

const costOf = ({ length }: Uint8Array): number => Math.max(leastBytes, length);

/** Intake of one connection's frames: handled in order, without keeping others waiting. */
export class Intake {
  readonly #session: FramedSession;
  readonly #connection: Connection;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #isBusy = false;
  #isFull = false;

  constructor(session: FramedSession, connection: Connection) {
    this.#session = session;
    this.#connection = connection;
  }

  /** Takes a frame: handled at once, or after those before it. */
  add(frame: Uint8Array): void {
    this.#waiting.push(frame);
    this.#waitingBytes += costOf(frame);
    if (!this.#isBusy) void this.#work();
    else if (this.#waitingBytes > mostWaitingBytes) this.#sendAway();
    this.#beFull(this.#waitingBytes > fullBytes);
  }

  #beFull(isFull: boolean): void {
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    this.#connection.transport.read?.(!isFull);
  }

  #sendAway(): void {
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
    const error = new EnsembleError('too-fast', 'Too much was sent at once; the connection was closed.');
    this.#connection.end(error, true);
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let frame = this.#waiting.shift(); frame; frame = this.#waiting.shift()) {
      this.#waitingBytes -= costOf(frame);
      if (this.#waitingBytes < fullBytes / 2) this.#beFull(false);
      const waitMs = this.#waitMs(frame);
      if (waitMs > 0) await this.#pause(waitMs);
      const rest = receive(this.#session, this.#connection, frame);
      if (rest) await rest;
    }
    this.#isBusy = false;
  }

  #waitMs(frame: Uint8Array): number {
    const pace = this.#session.limits.paceOf(this.#connection);
    if (!pace) return 0;
    const nowMs = this.#session.environment.nowMs();
    const waitMs = pace.waitMs(nowMs);
    pace.owe(costOf(frame), nowMs);
    return waitMs;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#session.environment.setTimer(resolve, ms));
  }
}
