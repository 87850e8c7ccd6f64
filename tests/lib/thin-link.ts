import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Random } from '../sim/random.ts';

export interface LinkForm {
  /** Delay of one direction. */
  delayMs: number;
  /** Share of segments that get lost, in each direction. */
  lossShare: number;
  bitsPerSecond: number;
  /** Size of the queue before the line; more is dropped. */
  queueBytes: number;
}

const segmentBytes = 1460;
const firstWindow = 10;
/** Receive window: the receiver takes no more while so much waits for the program behind it. */
const receiveWindowBytes = 256 * 1024;
const sendBufferBytes = 64 * 1024;
const leastTimeoutMs = 200;

/** One direction of the line, which all connections share: a queue that is emptied at the line's rate. */
class Line {
  readonly #form: LinkForm;
  readonly #random: Random;
  #freeAtMs = 0;
  carriedBytes = 0;

  constructor(form: LinkForm, random: Random) {
    this.#form = form;
    this.#random = random;
  }

  /** Gives the time at which a segment sent now arrives at the other end, or would have; and whether it does. */
  send(bytes: number): { atMs: number; arrives: boolean } {
    const { bitsPerSecond, queueBytes, delayMs, lossShare } = this.#form;
    const nowMs = performance.now();
    const waitingBytes = (Math.max(0, this.#freeAtMs - nowMs) / 1000) * (bitsPerSecond / 8);
    const fromMs = Math.max(nowMs, this.#freeAtMs);
    if (waitingBytes + bytes > queueBytes) return { atMs: fromMs + delayMs, arrives: false };
    this.#freeAtMs = fromMs + (bytes * 8000) / bitsPerSecond;
    this.carriedBytes += bytes;
    return { atMs: this.#freeAtMs + delayMs, arrives: this.#random.next() >= lossShare };
  }
}

/**
 * One direction of one connection, as TCP's Reno sends it: slow start, half the window after a loss, nothing out of
 * order.
 */
class Sender {
  readonly #line: Line;
  readonly #to: Socket;
  readonly #from: Socket;
  readonly #delayMs: number;
  readonly #timers = new Set<NodeJS.Timeout>();
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #window = firstWindow;
  #threshold = Number.POSITIVE_INFINITY;
  #inFlight = 0;
  #nextSeq = 0;
  #delivered = 0;
  #reducedAtMs = 0;
  readonly #arrived = new Map<number, Buffer>();
  #isOver = false;

  constructor(line: Line, from: Socket, to: Socket, delayMs: number) {
    this.#line = line;
    this.#from = from;
    this.#to = to;
    this.#delayMs = delayMs;
    from.on('data', (bytes: Buffer) => {
      this.#waiting.push(bytes);
      this.#waitingBytes += bytes.length;
      if (this.#waitingBytes > sendBufferBytes) from.pause();
      this.#send();
    });
    from.on('end', () => {
      this.#isOver = true;
      this.#endIfDone();
    });
    to.on('drain', () => this.#send());
  }

  #later(atMs: number, run: () => void): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        run();
      },
      Math.max(0, atMs - performance.now()),
    );
    this.#timers.add(timer);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #send(): void {
    while (this.#waitingBytes > 0 && this.#inFlight < this.#window && this.#to.writableLength < receiveWindowBytes) {
      const segment = this.#cut();
      this.#inFlight++;
      this.#transmit(this.#nextSeq++, segment);
    }
    if (this.#waitingBytes < sendBufferBytes / 2) this.#from.resume();
    this.#endIfDone();
  }

  #cut(): Buffer {
    const whole = this.#waiting.length > 1 && this.#waiting[0]!.length < segmentBytes;
    if (whole) this.#waiting = [Buffer.concat(this.#waiting)];
    const first = this.#waiting[0]!;
    const segment = first.subarray(0, segmentBytes);
    if (segment.length === first.length) this.#waiting.shift();
    else this.#waiting[0] = first.subarray(segmentBytes);
    this.#waitingBytes -= segment.length;
    return segment;
  }

  #transmit(seq: number, segment: Buffer): void {
    const { atMs, arrives } = this.#line.send(segment.length);
    const sentMs = performance.now();
    if (arrives) {
      this.#later(atMs, () => this.#arrive(seq, segment));
      this.#later(atMs + this.#delayMs, () => this.#acknowledged());
      return;
    }
    // Later segments tell of the loss of this one; where there are too few of them, a timer does.
    const tells = this.#inFlight >= 4;
    const roundTripMs = atMs + this.#delayMs - sentMs;
    const noticedMs = tells ? sentMs + roundTripMs : sentMs + Math.max(leastTimeoutMs, 2 * roundTripMs);
    this.#later(noticedMs, () => {
      if (sentMs > this.#reducedAtMs) {
        this.#reducedAtMs = performance.now();
        this.#threshold = Math.max(2, this.#window / 2);
        this.#window = tells ? this.#threshold : 1;
      }
      this.#transmit(seq, segment);
    });
  }

  #acknowledged(): void {
    this.#inFlight--;
    this.#window += this.#window < this.#threshold ? 1 : 1 / this.#window;
    this.#send();
  }

  #arrive(seq: number, segment: Buffer): void {
    this.#arrived.set(seq, segment);
    for (let next = this.#arrived.get(this.#delivered); next; next = this.#arrived.get(this.#delivered)) {
      this.#arrived.delete(this.#delivered++);
      if (!this.#to.destroyed) this.#to.write(next);
    }
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#isOver && this.#waitingBytes === 0 && this.#delivered === this.#nextSeq) this.#to.end();
  }
}

/**
 * A link of given delay, loss, rate and queue before a port of this machine: real sockets at both ends, and between
 * them, in this process, a line with TCP's rules for its congestion. It needs no rights over the machine's own network.
 */
export class ThinLink {
  readonly #server: Server;
  readonly #pairs = new Set<{ near: Socket; far: Socket; senders: Sender[] }>();
  readonly #up: Line;
  readonly #down: Line;

  private constructor(server: Server, form: LinkForm, port: number, seed: number) {
    this.#server = server;
    const random = new Random(seed);
    this.#up = new Line(form, random);
    this.#down = new Line(form, random);
    server.on('connection', (near) => {
      // The greeting of a connection takes a round trip before any byte passes.
      near.pause();
      setTimeout(() => this.#join(near, port, form.delayMs), 2 * form.delayMs);
    });
  }

  /** Opens a port whose connections lead over the link to `port` of 127.0.0.1. */
  static async to(port: number, form: LinkForm, seed = 1): Promise<ThinLink> {
    const server = createServer({ allowHalfOpen: true });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return new ThinLink(server, form, port, seed);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Bytes that the line has carried, lost ones included. */
  get carried(): { upBytes: number; downBytes: number } {
    return { upBytes: this.#up.carriedBytes, downBytes: this.#down.carriedBytes };
  }

  #join(near: Socket, port: number, delayMs: number): void {
    if (near.destroyed) return;
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const senders = [new Sender(this.#up, near, far, delayMs), new Sender(this.#down, far, near, delayMs)];
    const pair = { near, far, senders };
    this.#pairs.add(pair);
    const end = () => {
      if (!this.#pairs.delete(pair)) return;
      for (const sender of senders) sender.stop();
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.on('error', end).on('close', () => socket.errored && end());
    near.on('close', () => far.destroyed && end());
    far.on('close', () => near.destroyed && end());
    near.resume();
  }

  async close(): Promise<void> {
    for (const { near, far, senders } of this.#pairs) {
      for (const sender of senders) sender.stop();
      near.destroy();
      far.destroy();
    }
    await new Promise<void>((closed) => this.#server.close(() => closed()));
  }
}
