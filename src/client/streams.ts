import { EnsembleError, toWireError } from '../shared/core/errors.ts';
import { pack, unpack } from '../shared/core/message-pack.ts';
import { CreditWindow, windowBytes } from '../shared/core/streams/credits.ts';
import { StreamEnd } from '../shared/core/streams/stream-end.ts';
import {
  type CallOptions,
  type Stream,
  type StreamParams,
  type WorkspaceStream,
  workspaceStreams,
} from '../shared/session/contract.ts';
import type { Body, KindName } from '../shared/session/table.ts';
import type { LinkMeter } from './link-meter.ts';

/** Sends an entry to the host. Rejects where a body cannot be sent. */
export type SendToHost = <K extends KindName>(kind: K, body: Body<K>) => Promise<void>;

interface Opened {
  name: WorkspaceStream;
  end: StreamEnd<unknown>;
  /** Null until it was opened at the host. */
  send: SendToHost | null;
  resolve: (result: unknown) => void;
  reject: (error: EnsembleError) => void;
}

/** Checks a part or a result against the contract. Throws where it is malformed. */
function parsed(name: WorkspaceStream, part: 'down' | 'result', value: unknown): unknown {
  const { success, data } = workspaceStreams[name][part].safeParse(value);
  if (!success) throw new EnsembleError('internal', `The answer of the host over ${name} was not understood.`);
  return data;
}

/** Streams that this window has opened at the host, on one way to it. */
export class Streams {
  readonly #opened = new Map<number, Opened>();
  readonly #nextId: () => number;
  readonly #meter: LinkMeter | null;

  /** `meter` measures the way to the host; null where windows need not follow that. */
  constructor(nextId: () => number, meter: LinkMeter | null = null) {
    this.#nextId = nextId;
    this.#meter = meter;
  }

  /** Opens a stream over the way that `connect` gives. */
  open<N extends WorkspaceStream>(
    name: N,
    params: StreamParams<N>,
    { signal }: CallOptions,
    connect: () => Promise<SendToHost>,
  ): Stream<N> {
    const id = this.#nextId();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    // A reader of the parts alone gets the failure from its loop.
    promise.catch(() => undefined);
    const cancel = () => this.#cancel(id);
    const creditBytes = this.#meter?.startBytes ?? windowBytes;
    const end = new StreamEnd<unknown>({
      wire: {
        sent: (part) => this.#say(opened, 'stream.sent', { id, part }),
        granted: (bytes) => this.#say(opened, 'stream.granted', { id, bytes }),
      },
      decode: (part) => parsed(name, 'down', unpack(part)),
      creditBytes: 0,
      window: new CreditWindow(creditBytes, creditBytes, this.#meter?.pace(creditBytes) ?? null),
      onLeft: cancel,
    });
    const opened: Opened = { name, end, send: null, resolve, reject };
    this.#opened.set(id, opened);
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    const forget = () => signal?.removeEventListener('abort', cancel);
    promise.then(forget, forget);
    if (!end.isOver) {
      connect().then(
        (send) => {
          if (end.isOver) return;
          opened.send = send;
          this.#say(opened, name, { id, params, creditBytes } as never);
        },
        (thrown) => this.#finish(id, thrown as EnsembleError),
      );
    }
    return {
      result: promise as Stream<N>['result'],
      send: (part) => end.send(pack(part)),
      cancel,
      [Symbol.asyncIterator]: () => end[Symbol.asyncIterator]() as ReturnType<Stream<N>[typeof Symbol.asyncIterator]>,
    };
  }

  #say<K extends KindName>({ send }: Opened, kind: K, body: Body<K>): void {
    const { id } = body as { id: number };
    send?.(kind, body).catch((thrown: unknown) => {
      const { code, message } = toWireError(thrown);
      this.#finish(id, new EnsembleError(code, message));
    });
  }

  #cancel(id: number): void {
    this.#giveUp(id, new EnsembleError('cancelled', 'Cancelled.'), false);
  }

  /** Ends a stream from here, and says so. */
  #giveUp(id: number, error: EnsembleError, isWanted: boolean): void {
    const opened = this.#opened.get(id);
    if (!opened) return;
    this.#finish(id, error, isWanted);
    this.#say(opened, 'stream.ended', { id, error: toWireError(error) });
  }

  #finish(id: number, error: EnsembleError | null, isWanted = true, result?: unknown): void {
    const opened = this.#opened.get(id);
    if (!opened) return;
    this.#opened.delete(id);
    opened.end.end(error, isWanted);
    if (error) opened.reject(error);
    else opened.resolve(result);
  }

  /** Takes a part. One of a stream that is over is ignored. */
  receive({ id, part }: Body<'stream.sent'>): void {
    try {
      this.#opened.get(id)?.end.receive(part);
    } catch (thrown) {
      this.#giveUp(id, thrown as EnsembleError, true);
    }
  }

  granted({ id, bytes }: Body<'stream.granted'>): void {
    this.#opened.get(id)?.end.granted(bytes);
  }

  /** Ends a stream at the host's word. */
  ended({ id, result, error }: Body<'stream.ended'>): void {
    const opened = this.#opened.get(id);
    if (!opened) return;
    try {
      if (error) throw new EnsembleError(error.code, error.message);
      this.#finish(id, null, true, parsed(opened.name, 'result', result));
    } catch (thrown) {
      this.#finish(id, thrown as EnsembleError);
    }
  }

  /** Fails every open stream. Gives the numbers of those that the host may still have. */
  fail(error: EnsembleError): number[] {
    const lost = [...this.#opened].filter(([, { send }]) => send !== null).map(([id]) => id);
    for (const id of [...this.#opened.keys()]) this.#finish(id, error);
    return lost;
  }
}
