import { type Entry, fromTuple } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import {
  type ClientFrame,
  decodeClientFrame,
  encodeFrame,
  type Hello,
  runsOf,
  type ServerFrame,
  toTuples,
} from '../../src/shared/core/frames.ts';
import { serverReplica } from '../../src/shared/core/ids.ts';
import type { Timeline } from '../../src/shared/core/timeline.ts';
import { protocolVersion } from '../../src/shared/core/version.ts';
import { checkpointerOfRef } from '../../src/shared/session/checkpointers.ts';
import { stateFrames } from '../../src/shared/session/packed-state.ts';
import { encodeBody, lookUp } from '../../src/shared/session/table.ts';
import type { Transport } from '../../src/shared/transport.ts';
import { framesOf, newestOf, writersOf } from '../session/delivery.ts';
import { RecordedRequests } from './recorded-requests.ts';
import type { Answer } from './recorded-streams.ts';
import type { ReplayHistory } from './replay-history.ts';

/** Most entries of a step that are told one by one; a wider one is told by its outcome. */
const mostTold = 2_000;

/** Questions of one viewer that are worked on at a time. */
const mostOpen = { owner: 8, guest: 3 } as const;

/** A viewer who is not the owner: told of each attachment that an entry names which they are told. */
export interface GuestPlayback {
  onTold(hash: string): void;
  /** Resolves when the next of their questions may be worked on. Throws `too-fast`. */
  asks(): Promise<void>;
}

/** One viewer of a recording, and the moment at which they see it. */
export class Playback {
  readonly #history: ReplayHistory;
  readonly #transport: Transport;
  readonly #nowMs: () => number;
  readonly #refs = new Set<string>();
  readonly #requests: RecordedRequests;
  readonly #guest: GuestPlayback | null;
  #hello: Hello | null = null;
  #at = 0;
  #isOver = false;

  /** `guest` is there for a viewer who is not the owner. */
  constructor(history: ReplayHistory, transport: Transport, nowMs: () => number, guest: GuestPlayback | null = null) {
    this.#guest = guest;
    this.#history = history;
    this.#transport = transport;
    this.#nowMs = nowMs;
    const answer: Answer = (to, kind, body) => {
      const words = encodeBody(kind, body);
      this.#send({ t: 'direct', entries: [[0, 0, serverReplica, 0, 0, kind, 1, null, to, words, null]] });
    };
    this.#requests = new RecordedRequests(history, answer, guest === null ? mostOpen.owner : mostOpen.guest);
  }

  /** Handles a frame of the viewer's, who is this person. Throws for one that is not allowed. */
  async receive(data: Uint8Array, person: string): Promise<void> {
    if (this.#isOver) return;
    const frame = decodeClientFrame(data);
    if (frame.t === 'hello') return this.#greet(frame.hello, person);
    if (frame.t === 'ping') return this.#send({ t: 'pong', sent: this.#at });
    if (!this.#hello) throw new EnsembleError('bad-request', 'Say hello first.');
    switch (frame.t) {
      case 'show':
        return this.#show(frame);
      case 'subscribe':
        return this.#backfill(frame.ref, frame.subscription);
      case 'unsubscribe':
        return void this.#refs.delete(frame.ref);
      case 'resume':
        return this.#send({
          t: 'resumed',
          subscription: frame.subscription,
          behind: frame.held.map(([ref]) => ref),
        });
      case 'entries':
        for (const tuple of frame.entries) {
          await this.#guest?.asks();
          await this.#requests.take(fromTuple(tuple), this.#at);
        }
        return;
      case 'leave':
        return this.#transport.close();
    }
  }

  async #greet(hello: Hello, person: string): Promise<void> {
    if (this.#hello) throw new EnsembleError('bad-request', 'Hello was said already.');
    if (hello.protocol !== protocolVersion)
      throw new EnsembleError(
        'version',
        `This recording speaks protocol ${protocolVersion}, you ${hello.protocol}: update the older Ensemble.`,
      );
    this.#hello = hello;
    const { first } = this.#history.timeline;
    // A viewer who comes back has nothing to catch up with: what they see comes at once, and may be earlier.
    const head = first.seq;
    const welcome = { person, role: 'viewer' as const, lastN: 0, head, serverMs: this.#nowMs(), resubscribe: [] };
    this.#send({ t: 'welcome', welcome });
    this.#send({ t: 'timeline', timeline: await this.#timeline() });
    await this.#jump(this.#history.clamped(hello.since));
  }

  /** Gives the overview; to a guest without people who came after the recording. */
  async #timeline(): Promise<Timeline> {
    const { timeline } = this.#history;
    if (this.#guest === null) return timeline;
    const { participants } = await this.#history.stateAt(timeline.last.seq);
    return { ...timeline, people: timeline.people.filter(({ person }) => participants[person] !== undefined) };
  }

  #tell(entries: readonly Entry[]): void {
    for (const { blob } of entries) if (blob !== null) this.#guest?.onTold(blob);
  }

  /** Shows another moment: by its entries, where it is a little later, else by its outcome. */
  async #show({ by, at }: Extract<ClientFrame, { t: 'show' }>): Promise<void> {
    const upTo = this.#history.clamped(by === 'seq' ? at : this.#history.seqAt(at));
    const isFar = upTo < this.#at || this.#history.countBetween(this.#at, upTo) > mostTold;
    if (isFar || this.#crossesCut(upTo)) return this.#jump(upTo);
    const wanted = (await this.#history.between(this.#at, upTo)).filter((entry) => this.#wants(entry));
    if (this.#isOver) return;
    this.#tell(wanted);
    for (const { frame } of framesOf(wanted, this.#at, upTo)) this.#transport.send(frame);
    this.#at = upTo;
  }

  /** Says whether something that is followed was cut out at one of two moments only. */
  #crossesCut(upTo: number): boolean {
    return [...this.#refs].some((ref) => this.#history.isCut(ref, this.#at) !== this.#history.isCut(ref, upTo));
  }

  #wants({ ref, kind, to }: Entry): boolean {
    const isTold = ref === null || this.#refs.has(ref) || lookUp(kind)?.interest !== 'ref';
    // Views of windows are told only to those who ask for them live, and to everyone who watches.
    return to === null && (isTold || kind === 'recording.viewed');
  }

  async #jump(seq: number): Promise<void> {
    this.#at = seq;
    this.#refs.clear();
    for (const frame of stateFrames('rewound', seq, await this.#history.stateAt(seq))) this.#send(frame);
  }

  /** Tells the past of a ref, also where there is none yet: it may be shown later. */
  async #backfill(ref: string, subscription: number): Promise<void> {
    this.#refs.add(ref);
    const upTo = this.#at;
    // Content that was cut out is shown as nothing; the timeline says why.
    const isCut = this.#history.isCut(ref, upTo);
    const { checkpoint, entries: all } = isCut
      ? { checkpoint: null, entries: [] }
      : await this.#history.pastOf(ref, upTo);
    const entries = all.filter(({ to }) => to === null);
    this.#tell(entries);
    if (checkpoint && this.#guest) {
      const { files } = checkpointerOfRef(await this.#history.stateAt(upTo), ref) ?? {};
      for (const hash of files?.(checkpoint.bytes) ?? []) this.#guest.onTold(hash);
    }
    const runs = runsOf(entries);
    let after = checkpoint?.seq ?? 0;
    for (const [index, run] of runs.entries()) {
      this.#send({
        t: 'backfill',
        ref,
        subscription,
        after,
        checkpoint: index === 0 ? (checkpoint?.bytes ?? null) : null,
        checkpointBlob: null,
        entries: toTuples(run),
        writers: writersOf(this.#history.facts, run),
        upTo,
        done: index === runs.length - 1,
      });
      after = newestOf(run) ?? after;
    }
  }

  #send(frame: ServerFrame): void {
    if (!this.#isOver) this.#transport.send(encodeFrame(frame));
  }

  /** Ends the connection, and says why. */
  end({ code, message }: EnsembleError): void {
    if (this.#isOver) return;
    this.#send({ t: 'closed', code, message, final: true });
    this.close();
    this.#transport.close();
  }

  /** Forgets everything: the viewer is gone. */
  close(): void {
    this.#isOver = true;
    this.#requests.close();
  }
}
