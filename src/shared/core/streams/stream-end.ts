import { EnsembleError } from '../errors.ts';
import { Credits, CreditWindow, costOf, longestPartBytes } from './credits.ts';

/** The way to the other end. */
export interface StreamWire {
  sent: (part: Uint8Array) => void;
  granted: (bytes: number) => void;
}

interface StreamEndOptions<Part> {
  wire: StreamWire;
  /** Decodes a part; throws `bad-request` on malformed bytes. */
  decode: (part: Uint8Array) => Part;
  /** Credit until the other end grants more. */
  creditBytes: number;
  /** Window for parts that come; without it one of the usual size. */
  window?: CreditWindow;
  /** Called when the reader leaves its loop before the end. */
  onLeft?: () => void;
}

interface Waiting {
  part: Uint8Array;
  resolve: () => void;
  reject: (error: EnsembleError) => void;
}

interface Reader<Part> {
  resolve: (result: IteratorResult<Part>) => void;
  reject: (error: EnsembleError) => void;
}

/** Sizes of a large answer's parts: half of the room there is, so that on a slow network edits go between them. */
const [leastPieceBytes, mostPieceBytes] = [8 * 1024, 48 * 1024];

const isOver = () => new EnsembleError('cancelled', 'This stream has ended.');

/**
 * One end of a stream, with credit-based flow control as in HTTP/2: parts go out as far as the other end has room for
 * them, and parts that come wait here, within the window, until they are read.
 */
export class StreamEnd<Part> implements AsyncIterable<Part> {
  readonly #options: StreamEndOptions<Part>;
  readonly #credits: Credits;
  readonly #window: CreditWindow;
  #unsent: Waiting[] = [];
  #unsentBytes = 0;
  #received: { part: Part; cost: number }[] = [];
  #readers: Reader<Part>[] = [];
  #end: { error: EnsembleError | null } | null = null;
  #drained: (() => void)[] = [];
  #wantRoom: (() => void)[] = [];

  constructor(options: StreamEndOptions<Part>) {
    this.#options = options;
    this.#credits = new Credits(options.creditBytes);
    this.#window = options.window ?? new CreditWindow();
  }

  get isOver(): boolean {
    return this.#end !== null;
  }

  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  /** True if something is to be sent, and the other end has no room for it. */
  get isWaiting(): boolean {
    return this.#unsent.length > 0 || this.#wantRoom.length > 0;
  }

  /** Resolves once the part is on its way. Rejects when the stream ends before, or has ended. */
  async send(part: Uint8Array): Promise<void> {
    if (this.#end) throw this.#end.error ?? isOver();
    if (part.length > longestPartBytes)
      throw new EnsembleError('too-large', `A part of a stream may have ${longestPartBytes} bytes.`);
    if (this.#unsent.length === 0 && this.#credits.take(costOf(part))) return this.#options.wire.sent(part);
    this.#unsentBytes += part.length;
    await new Promise<void>((resolve, reject) => this.#unsent.push({ part, resolve, reject }));
  }

  /** Resolves with the credit that is left, once there is any. Rejects when the stream has ended. */
  async room(): Promise<number> {
    while (!this.#end && (this.#unsent.length > 0 || this.#credits.bytes <= 0))
      await new Promise<void>((resolve) => this.#wantRoom.push(resolve));
    if (this.#end) throw this.#end.error ?? isOver();
    return this.#credits.bytes;
  }

  /** Sends bytes in pieces, larger ones where there is more room. Rejects when the stream ends before. */
  async sendPieces(all: Uint8Array): Promise<void> {
    for (let at = 0; at < all.length; ) {
      const bytes = Math.min(mostPieceBytes, Math.max(leastPieceBytes, Math.floor((await this.room()) / 2)));
      await this.send(all.subarray(at, at + bytes));
      at += bytes;
    }
  }

  /** Resolves once nothing waits to be sent any more, or the stream has ended. */
  async drained(): Promise<void> {
    if (this.#unsent.length > 0) await new Promise<void>((resolve) => this.#drained.push(resolve));
  }

  /** Adds credit from the other end, and sends the parts that waited for it. */
  granted(bytes: number): void {
    this.#credits.grant(bytes);
    for (let next = this.#unsent[0]; next && this.#credits.take(costOf(next.part)); next = this.#unsent[0]) {
      this.#unsent.shift();
      this.#unsentBytes -= next.part.length;
      this.#options.wire.sent(next.part);
      next.resolve();
    }
    this.#tellDrained();
  }

  #tellDrained(): void {
    for (const resolve of this.#wantRoom.splice(0)) resolve();
    if (this.#unsent.length === 0) for (const resolve of this.#drained.splice(0)) resolve();
  }

  /** Takes a part. Throws where it is beyond the credit or malformed: then the stream is to be ended. */
  receive(bytes: Uint8Array): void {
    if (this.#end) return;
    const cost = costOf(bytes);
    if (!this.#window.receive(cost))
      throw new EnsembleError(
        'too-fast',
        'More was sent over this stream than its receiver had room for: it has ended.',
      );
    const part = this.#options.decode(bytes);
    const reader = this.#readers.shift();
    if (!reader) return void this.#received.push({ part, cost });
    this.#consumed(cost);
    reader.resolve({ done: false, value: part });
  }

  #consumed(cost: number): void {
    const bytes = this.#window.consume(cost);
    if (bytes > 0 && !this.#end) this.#options.wire.granted(bytes);
  }

  /** Ends the stream; `error` says why, where that is early. Parts that came before can be read, unless unwanted. */
  end(error: EnsembleError | null, isWanted = true): void {
    if (this.#end) return;
    this.#end = { error };
    if (!isWanted) this.#received = [];
    for (const { reject } of this.#unsent.splice(0)) reject(error ?? isOver());
    this.#unsentBytes = 0;
    this.#tellDrained();
    for (const reader of this.#readers.splice(0)) {
      if (error) reader.reject(error);
      else reader.resolve({ done: true, value: undefined });
    }
  }

  #next(): Promise<IteratorResult<Part>> {
    const next = this.#received.shift();
    if (next) {
      this.#consumed(next.cost);
      return Promise.resolve({ done: false, value: next.part });
    }
    if (this.#end?.error) return Promise.reject(this.#end.error);
    if (this.#end) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
  }

  [Symbol.asyncIterator](): AsyncIterator<Part> {
    return {
      next: () => this.#next(),
      return: async () => {
        this.#options.onLeft?.();
        return { done: true, value: undefined };
      },
    };
  }
}
