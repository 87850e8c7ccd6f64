import type { Environment, TimerHandle } from '../../shared/core/environment.ts';
import { joinBytes } from '../../shared/core/join-bytes.ts';

/** Greatest size of a piece: with its header it fits an entry, and a part of a stream. */
const pieceBytes = 60 * 1024;

/** Cuts bytes into pieces that can be sent; none for none. */
export function inPieces(data: Uint8Array): Uint8Array[] {
  const count = Math.ceil(data.length / pieceBytes);
  return Array.from({ length: count }, (_, index) => data.subarray(index * pieceBytes, (index + 1) * pieceBytes));
}

/** Sends after a quiet time that go at once: an echo may come in several pieces, such as a line's and a key's. */
const burst = 4;

/** Gathers bytes (a token bucket): after a quiet time some go at once, and then those within a pause together. */
export class Gathered {
  readonly #environment: Environment;
  readonly #pauseMs: number;
  readonly #send: (data: Uint8Array) => void;
  #pieces: Uint8Array[] = [];
  #timer: TimerHandle | null = null;
  #bytes = 0;
  #tokens = burst;

  constructor(environment: Environment, pauseMs: number, send: (data: Uint8Array) => void) {
    this.#environment = environment;
    this.#pauseMs = pauseMs;
    this.#send = send;
  }

  /** Number of waiting bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  add(data: Uint8Array): void {
    if (data.length === 0) return;
    this.#pieces.push(data);
    this.#bytes += data.length;
    if (this.#tokens > 0) this.#spend();
  }

  #spend(): void {
    this.#tokens--;
    this.flush();
    this.#timer ??= this.#refillLater();
  }

  #refillLater(): TimerHandle {
    return this.#environment.setTimer(() => {
      this.#timer = null;
      this.#tokens++;
      if (this.#bytes > 0) this.#spend();
      else if (this.#tokens < burst) this.#timer = this.#refillLater();
    }, this.#pauseMs);
  }

  /** Sends the waiting bytes. */
  flush(): void {
    const pieces = this.#pieces.splice(0);
    this.#bytes = 0;
    if (pieces.length > 0) this.#send(joinBytes(pieces));
  }

  /** Drops the waiting bytes. */
  clear(): void {
    this.#pieces = [];
    this.#bytes = 0;
  }

  close(): void {
    this.clear();
    if (this.#timer !== null) this.#environment.clearTimer(this.#timer);
    this.#timer = null;
  }
}
