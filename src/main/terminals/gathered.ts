import type { Environment, TimerHandle } from '../../shared/core/environment.ts';

/** Joins pieces into one. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? pieces[0]! : new Uint8Array(Buffer.concat(pieces));
}

/** Greatest size of a piece: with its header it fits an entry, and a part of a stream. */
const pieceBytes = 60 * 1024;

/** Cuts bytes into pieces that can be sent; none for none. */
export function inPieces(data: Uint8Array): Uint8Array[] {
  const count = Math.ceil(data.length / pieceBytes);
  return Array.from({ length: count }, (_, index) => data.subarray(index * pieceBytes, (index + 1) * pieceBytes));
}

/** Gathers bytes (a throttle): the first after a quiet time go at once, those within a pause together. */
export class Gathered {
  readonly #environment: Environment;
  readonly #pauseMs: number;
  readonly #send: (data: Uint8Array) => void;
  #pieces: Uint8Array[] = [];
  #timer: TimerHandle | null = null;
  #bytes = 0;

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
    if (this.#timer !== null) return;
    this.flush();
    this.#rest();
  }

  #rest(): void {
    this.#timer = this.#environment.setTimer(() => {
      this.#timer = null;
      if (this.#bytes === 0) return;
      this.flush();
      this.#rest();
    }, this.#pauseMs);
  }

  /** Sends the waiting bytes. */
  flush(): void {
    const pieces = this.#pieces.splice(0);
    this.#bytes = 0;
    if (pieces.length > 0) this.#send(joined(pieces));
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
