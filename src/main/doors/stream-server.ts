import type { Entry } from '../../shared/core/entry.ts';
import { EnsembleError, toWireError } from '../../shared/core/errors.ts';
import { pack, unpack } from '../../shared/core/message-pack.ts';
import type { Right } from '../../shared/core/rights.ts';
import type { StreamLine } from '../../shared/core/stream.ts';
import { windowBytes } from '../../shared/core/streams/credits.ts';
import { StreamEnd } from '../../shared/core/streams/stream-end.ts';
import { limits } from '../../shared/core/version.ts';
import {
  type Caller,
  type HostStream,
  type StreamHandlers,
  type WorkspaceMethod,
  type WorkspaceStream,
  workspaceStreams,
} from '../../shared/session/contract.ts';
import { type Body, decodeBody, encodeBody } from '../../shared/session/table.ts';
import { cancelled } from './fair-lanes.ts';
import { StreamLimits } from './request-limits.ts';
import { checkedParams, mustHave, type RequestSource } from './request-source.ts';
import { mustBeWithinSight, mustSeeAsBefore } from './within-sight.ts';

/** All services together: every stream of the contract. */
export type AllStreams = StreamHandlers<WorkspaceStream>;

/** Time after which a stream is ended whose opener takes none of its waiting parts. */
const stalledMs = 60_000;

interface Beginning {
  /** Replica of the opener, and the opener's number for the stream. */
  by: string;
  id: number;
  /** Method or stream that it belongs to, and the right that the opener's person needs for as long as it lasts. */
  name: WorkspaceMethod | WorkspaceStream;
  right: Right;
  /** The opener as they were then: what comes is of the part of the folder that was theirs. */
  caller: Caller;
  source: RequestSource;
  creditBytes: number;
  /** Aborted where it ends before its time. */
  controller: AbortController;
  decode: (part: Uint8Array) => unknown;
}

interface Open extends Beginning {
  end: StreamEnd<unknown>;
  hasMoved: boolean;
  timer: NodeJS.Timeout;
}

const nothingWanted = (): never => {
  throw new EnsembleError('bad-request', 'Nothing is expected over this stream from its opener: it has ended.');
};

/** Host's ends of streams, and of answers too large for one entry, over both doors. */
export class StreamServer {
  readonly #handlers: AllStreams;
  readonly #report: (message: string) => void;
  readonly #limits = new StreamLimits();
  readonly #open = new Map<object, Map<string, Open>>();

  constructor(handlers: AllStreams, report: (message: string) => void) {
    this.#handlers = handlers;
    this.#report = report;
  }

  /** Runs a stream's handler, from its opening to its end. */
  async serve({ kind, by, body }: Entry & { kind: WorkspaceStream }, id: number, source: RequestSource): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    let open: Open | null = null;
    let release = (): void => undefined;
    try {
      const { params, creditBytes } = decodeBody(kind, body) as { params: unknown; creditBytes: number };
      const caller = source.caller();
      const line: StreamLine = workspaceStreams[kind];
      const checked = checkedParams(kind, line, params, caller);
      release = this.#limits.take(caller);
      const decode = line.up ? decodeUp(kind, line.up) : nothingWanted;
      open = this.#begin({ by, id, name: kind, right: line.right, caller, source, creditBytes, controller, decode });
      const run = this.#handlers[kind] as unknown as (
        ...all: [unknown, Caller, AbortSignal, unknown]
      ) => Promise<unknown>;
      if (line.up) void source.send('stream.granted', { id, bytes: windowBytes });
      const result = await run(checked, caller, signal, partsOf(open.end));
      await open.end.drained();
      this.#finish(open, { id, result });
    } catch (thrown) {
      if (!(thrown instanceof EnsembleError) && !signal.aborted)
        this.#report(`${kind} failed: ${String((thrown as Error | undefined)?.stack ?? thrown)}`);
      if (open) this.#fail(open, thrown);
      else await source.send('stream.ended', { id, error: toWireError(thrown) }).catch(() => undefined);
    } finally {
      release();
    }
  }

  /** Sends a packed answer that is too large for one entry, as credits allow. Resolves when that is over. */
  async answer(
    asked: Pick<Beginning, 'by' | 'id' | 'name' | 'right' | 'caller' | 'source'>,
    packed: Uint8Array,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) return;
    const controller = new AbortController();
    const creditBytes = limits.answerCreditBytes;
    const open = this.#begin({ ...asked, creditBytes, controller, decode: nothingWanted });
    const drop = () => this.#drop(open, cancelled());
    signal.addEventListener('abort', drop, { once: true });
    try {
      await open.end.sendPieces(packed);
      this.#finish(open, { id: asked.id });
    } catch {
      // The asker has been told the reason for its end, or has ended it.
    } finally {
      signal.removeEventListener('abort', drop);
    }
  }

  #begin(beginning: Beginning): Open {
    const { source, by, id, creditBytes, decode } = beginning;
    const ofSource = this.#open.get(source.key) ?? new Map<string, Open>();
    if (ofSource.has(`${by} ${id}`)) throw new EnsembleError('bad-request', `The number ${id} is in use already.`);
    this.#open.set(source.key, ofSource);
    const say = (sent: Promise<void>) => void sent.catch((thrown: unknown) => this.#fail(open, thrown));
    const end = new StreamEnd<unknown>({
      wire: {
        sent: (part) => say(source.send('stream.sent', { id, part })),
        granted: (bytes) => say(source.send('stream.granted', { id, bytes })),
      },
      decode,
      creditBytes,
    });
    const timer = setInterval(() => this.#look(open), stalledMs).unref();
    const open: Open = { ...beginning, end, hasMoved: false, timer };
    ofSource.set(`${by} ${id}`, open);
    return open;
  }

  #look(open: Open): void {
    if (open.end.isWaiting && !open.hasMoved)
      this.#fail(
        open,
        new EnsembleError('disconnected', 'Nothing of this was taken for a minute, so it was ended. Try again.'),
      );
    open.hasMoved = false;
  }

  /** Takes an entry about a stream; one about a stream that is over, or never was, is ignored. */
  hear({ kind, by, body }: Entry, id: number, { key }: RequestSource): void {
    const open = this.#open.get(key)?.get(`${by} ${id}`);
    if (!open) return;
    try {
      if (kind === 'stream.sent') open.end.receive(decodeBody(kind, body).part);
      else if (kind === 'stream.granted') {
        open.hasMoved = true;
        open.end.granted(decodeBody(kind, body).bytes);
      } else this.#drop(open, cancelled());
    } catch (thrown) {
      this.#fail(open, thrown);
    }
  }

  /** Takes an end out of the open ones. Returns false where it is over already. */
  #forget(open: Open): boolean {
    const ofSource = this.#open.get(open.source.key);
    const name = `${open.by} ${open.id}`;
    if (ofSource?.get(name) !== open) return false;
    ofSource.delete(name);
    if (ofSource.size === 0) this.#open.delete(open.source.key);
    clearInterval(open.timer);
    return true;
  }

  #drop(open: Open, error: EnsembleError): boolean {
    if (!this.#forget(open)) return false;
    open.end.end(error, false);
    open.controller.abort();
    return true;
  }

  #fail(open: Open, thrown: unknown): void {
    const { code, message } = toWireError(thrown);
    if (this.#drop(open, new EnsembleError(code, message)))
      this.#tellEnd(open, { id: open.id, error: { code, message } });
  }

  #finish(open: Open, end: Body<'stream.ended'>): void {
    if (encodeBody('stream.ended', end).length > limits.inlineBodyBytes)
      return this.#fail(open, new EnsembleError('too-large', 'The end of this stream is too large to be told.'));
    if (!this.#forget(open)) return;
    open.end.end(null, false);
    this.#tellEnd(open, end);
  }

  #tellEnd({ source }: Open, end: Body<'stream.ended'>): void {
    source.send('stream.ended', end).catch(() => undefined);
  }

  #of(key: object): Open[] {
    return [...(this.#open.get(key)?.values() ?? [])];
  }

  /** Ends, in words, the streams whose openers have lost the right to them. */
  review(key: object): void {
    for (const open of this.#of(key)) {
      try {
        const caller = open.source.caller();
        mustHave(caller, open.right);
        mustBeWithinSight(caller, open.name);
        mustSeeAsBefore(open.caller, caller);
      } catch (thrown) {
        this.#fail(open, thrown);
      }
    }
  }

  /** Ends the streams of a lost connection. Gives functions that tell their openers, for when it is back. */
  lose(key: object): (() => void)[] {
    const error = new EnsembleError('disconnected', 'The connection to the host was lost; try again.');
    return this.#of(key)
      .filter((open) => this.#drop(open, error))
      .map((open) => () => this.#tellEnd(open, { id: open.id, error: toWireError(error) }));
  }

  /** Ends every stream, in words. */
  stop(error: EnsembleError): void {
    for (const key of this.#open.keys()) for (const open of this.#of(key)) this.#fail(open, error);
  }
}

/** Reads parts from an opener. */
function decodeUp(name: WorkspaceStream, up: NonNullable<StreamLine['up']>): Beginning['decode'] {
  return (part) => {
    const parsed = up.safeParse(unpack(part));
    if (!parsed.success) throw new EnsembleError('bad-request', `A part of ${name} was malformed: it has ended.`);
    return parsed.data;
  };
}

/** Wraps an end for its handler. */
function partsOf(end: StreamEnd<unknown>): HostStream<WorkspaceStream> {
  return {
    send: (part) => end.send(pack(part)),
    get unsentBytes() {
      return end.unsentBytes;
    },
    [Symbol.asyncIterator]: () => end[Symbol.asyncIterator]() as AsyncIterator<never>,
  };
}
