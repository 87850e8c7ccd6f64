import PQueue from 'p-queue';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { overTenSeconds, TokenBuckets } from '../../src/shared/token-buckets.ts';
import type { Transport } from '../../src/shared/transport.ts';
import type { SessionDoor } from '../gateway/sessions.ts';
import { type Identity, slowBytes } from '../session/connection.ts';
import { Playback } from './playback.ts';
import type { ReplayHistory } from './replay-history.ts';

/** Somebody who watches without being the owner: as long as they may. */
export interface ReplayGuest {
  person: string;
  mayWatch(): boolean;
}

/** Frames of one connection that may wait for those before them: of the owner's, and of a guest's. */
const mostWaiting = { owner: 10_000, guest: 300 } as const;
/** Rate of a guest's frames: a player asks 20 times a second for two things, and for each text that it shows. */
const guestRate = overTenSeconds(200);
/** Largest frame of a guest's: they have nothing to say but questions. */
const guestFrameBytes = 32 * 1024;
/** Guests who watch at a time. */
const mostGuests = 25;

const noLonger = () =>
  new EnsembleError('ended', 'The link to this recording does not hold any more: ask for another.');

/** A recorded session behind a door: each connection sees it at a moment of its own, and nobody changes it. */
export class ReplaySession implements SessionDoor {
  readonly #history: ReplayHistory;
  readonly #nowMs: () => number;
  readonly #report: (message: string) => void;
  readonly #playbacks = new Map<Playback, ReplayGuest | null>();
  /** Attachments that entries name which were told to guests. */
  readonly #told = new Set<string>();
  /** Work for guests, one after another (a mutex) with turns of the event loop between: live sessions go first. */
  readonly #guestWork = new PQueue({ concurrency: 1 });
  /** Told when the first comes to watch, and when the last has gone. */
  onWatched: (isWatched: boolean) => void = () => undefined;
  #end: EnsembleError | null = null;

  constructor(history: ReplayHistory, nowMs: () => number, report: (message: string) => void) {
    this.#history = history;
    this.#nowMs = nowMs;
    this.#report = report;
  }

  /** True while somebody watches. */
  get isWatched(): boolean {
    return this.#playbacks.size > 0;
  }

  /** Ends all connections, with the reason: the recording is not as it was any more. */
  end(why: EnsembleError): void {
    this.#end = why;
    for (const playback of [...this.#playbacks.keys()]) playback.end(why);
  }

  /** Takes a new connection of its owner's, and of nobody else. */
  connect(transport: Transport, identity: Identity): void {
    const playback = new Playback(this.#history, transport, this.#nowMs);
    if (identity.is !== 'owner')
      return playback.end(new EnsembleError('not-permitted', 'Only its owner can look at a recording.'));
    this.#take(playback, transport, identity.person, null);
  }

  /** Takes a new connection of somebody who was let in to watch. */
  admit(transport: Transport, guest: ReplayGuest): void {
    const onTold = (hash: string) => void this.#told.add(hash);
    this.reviewGuests();
    const rates = new TokenBuckets();
    const asks = async () => {
      if (!rates.take('questions', guestRate, this.#nowMs()))
        throw new EnsembleError('too-fast', 'Too much was asked of the recording at once.');
      await turn();
    };
    const playback = new Playback(this.#history, transport, this.#nowMs, { onTold, asks });
    if ([...this.#playbacks.values()].filter((other) => other?.mayWatch()).length >= mostGuests)
      return playback.end(new EnsembleError('too-fast', 'Too many people watch this recording now: try again later.'));
    this.#take(playback, transport, guest.person, guest);
  }

  /** Says whether an entry that names this attachment was told to a guest. */
  hasTold(hash: string): boolean {
    return this.#told.has(hash);
  }

  /** Sends those guests away who may not watch any more. */
  reviewGuests(): void {
    for (const [playback, guest] of [...this.#playbacks])
      if (guest !== null && !guest.mayWatch()) playback.end(noLonger());
  }

  #take(playback: Playback, transport: Transport, person: string, guest: ReplayGuest | null): void {
    this.#playbacks.set(playback, guest);
    this.onWatched(true);
    // One after another: a frame may have to read the log.
    const frames = new PQueue({ concurrency: 1 });
    const rates = new TokenBuckets();
    const objectionTo = (frame: Uint8Array): EnsembleError | null => {
      const isFlood = guest !== null && !rates.take('frames', guestRate, this.#nowMs());
      if (isFlood || frames.size > mostWaiting[guest === null ? 'owner' : 'guest'])
        return new EnsembleError('too-fast', 'Too much was asked of the recording at once.');
      if (guest !== null && frame.length > guestFrameBytes)
        return new EnsembleError('too-large', 'This is too large for a question to a recording.');
      return null;
    };
    const drained = guest === null ? async () => undefined : untilDrained(transport);
    const receive = async (frame: Uint8Array) => {
      await drained();
      if (guest !== null) return this.#guestWork.add(() => work(frame));
      await work(frame);
    };
    const work = async (frame: Uint8Array) => {
      if (guest !== null) await turn();
      if (guest !== null && !guest.mayWatch()) throw noLonger();
      await playback.receive(frame, person);
    };
    transport.onFrame = (frame) => {
      const objection = objectionTo(frame);
      if (objection) {
        frames.clear();
        return playback.end(objection);
      }
      void frames.add(() => receive(frame).catch((thrown) => this.#failed(playback, thrown)));
    };
    transport.onClose = () => {
      frames.clear();
      transport.onDrain();
      this.#playbacks.delete(playback);
      if (this.#playbacks.size === 0) this.onWatched(false);
      playback.close();
    };
    if (this.#end) playback.end(this.#end);
  }

  #failed(playback: Playback, thrown: unknown): void {
    if (thrown instanceof EnsembleError) return playback.end(thrown);
    this.#report(`playing a recording failed: ${String((thrown as Error | undefined)?.stack ?? thrown)}`);
    playback.end(new EnsembleError('internal', 'The recording could not be read here; its server has the details.'));
  }
}

/** Resolves once everything else that is due has had its turn. */
const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

/** Gives a function that resolves while the network has taken most of what was sent, or is gone (backpressure). */
function untilDrained(transport: Transport): () => Promise<void> {
  let tell: () => void = () => undefined;
  transport.onDrain = () => tell();
  return () =>
    transport.bufferedBytes < slowBytes
      ? Promise.resolve()
      : new Promise((resolve) => {
          tell = resolve;
        });
}
