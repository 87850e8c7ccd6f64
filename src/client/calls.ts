import { append } from '../shared/core/append.ts';
import type { Entry } from '../shared/core/entry.ts';
import { EnsembleError, toWireError } from '../shared/core/errors.ts';
import {
  type CallOptions,
  isWorkspaceMethod,
  isWorkspaceStream,
  type Params,
  type Result,
  type Stream,
  type StreamParams,
  type Workspace,
  type WorkspaceMethod,
  type WorkspaceStream,
} from '../shared/session/contract.ts';
import { decodeBody } from '../shared/session/table.ts';
import type { LinkMeter } from './link-meter.ts';
import { Requests } from './requests.ts';
import { type SendToHost, Streams } from './streams.ts';

/** Gives the last number before those of a client that begins now: a later client of the same replica has others. */
export function lastIdBefore(nowMs: number): number {
  return Math.floor(nowMs / 10) % 2 ** 31;
}

/** Says whether an entry of this kind is for the host's end of a request or a stream. */
export function isForHost(kind: string): boolean {
  return (
    isWorkspaceMethod(kind) || isWorkspaceStream(kind) || kind === 'request.cancelled' || kind.startsWith('stream.')
  );
}

/** Requests and streams of one window on one way to the host, numbered together: no number is used twice. */
export class Calls implements Workspace {
  readonly #connect: () => Promise<SendToHost>;
  readonly #requests: Requests;
  readonly #streams: Streams;
  readonly #meter: LinkMeter | null;
  #lost: number[] = [];

  /**
   * `connect` gives the way to the present host, or rejects; `lastId` is the last number given before. `meter` measures
   * the way, so that what comes over it lets edits through.
   */
  constructor(connect: () => Promise<SendToHost>, lastId = 0, meter: LinkMeter | null = null) {
    let id = lastId;
    const nextId = () => ++id;
    this.#connect = connect;
    this.#meter = meter;
    this.#requests = new Requests(nextId, meter);
    this.#streams = new Streams(nextId, meter);
  }

  async request<M extends WorkspaceMethod>(
    method: M,
    params: Params<M>,
    { signal }: CallOptions = {},
  ): Promise<Result<M>> {
    const send = await this.#connect();
    const ask = (id: number, checked: unknown) =>
      void send(method, { id, params: checked } as never).catch((thrown) =>
        this.#requests.answer({ id, error: toWireError(thrown) }),
      );
    return this.#requests.start(method, params, ask, {
      ...(signal && { signal }),
      // A connection that cannot take these has failed all requests already.
      cancel: (id) => void send('request.cancelled', { id }).catch(() => undefined),
      grant: (id, bytes) => void send('stream.granted', { id, bytes }).catch(() => undefined),
    });
  }

  open<N extends WorkspaceStream>(name: N, params: StreamParams<N>, options: CallOptions = {}): Stream<N> {
    return this.#streams.open(name, params, options, this.#connect);
  }

  /** Takes an answer, or an entry about a stream. Returns false for other entries. */
  hear({ kind, body }: Pick<Entry, 'kind' | 'body'>): boolean {
    if (kind === 'request.answered') this.#requests.answer(decodeBody(kind, body));
    else if (kind === 'stream.sent') {
      const sent = decodeBody(kind, body);
      if (!this.#requests.receive(sent)) this.#streams.receive(sent);
    } else if (kind === 'stream.granted') this.#streams.granted(decodeBody(kind, body));
    else if (kind === 'stream.ended') {
      const ended = decodeBody(kind, body);
      if (!this.#requests.ended(ended)) this.#streams.ended(ended);
    } else return false;
    return true;
  }

  /** Fails everything that still waits. */
  fail(error: EnsembleError): void {
    append(this.#lost, [...this.#requests.fail(error), ...this.#streams.fail(error)]);
  }

  /** Tells the host, over a new connection, of the streams that the lost one has ended. */
  back(): void {
    this.#meter?.restart();
    const lost = this.#lost.splice(0);
    if (lost.length === 0) return;
    const error = toWireError(new EnsembleError('disconnected', 'The connection was lost meanwhile.'));
    this.#connect()
      .then((send) => Promise.all(lost.map((id) => send('stream.ended', { id, error }))))
      .catch(() => undefined);
  }
}
