import type { Entry } from '../../src/shared/core/entry.ts';
import { EnsembleError, toWireError } from '../../src/shared/core/errors.ts';
import { checkPacked, pack } from '../../src/shared/core/message-pack.ts';
import { StreamEnd } from '../../src/shared/core/streams/stream-end.ts';
import { limits } from '../../src/shared/core/version.ts';
import {
  type Down,
  isWorkspaceStream,
  type ParsedStreamParams,
  type StreamResult,
  type WorkspaceStream,
  workspaceStreams,
} from '../../src/shared/session/contract.ts';
import { type Body, decodeBody, type KindName } from '../../src/shared/session/table.ts';

/** Sends a viewer the answer to one of their replicas. */
export type Answer = <K extends KindName>(to: string, kind: K, body: Body<K>) => void;

/** Handlers of streams, for a viewer who sees the entry `seq` last. */
export type StreamAnswers = {
  [N in WorkspaceStream]?: (
    params: ParsedStreamParams<N>,
    seq: number,
    signal: AbortSignal,
    send: (part: Down<N>) => Promise<void>,
  ) => Promise<StreamResult<N>>;
};

const nothingWanted = (): never => {
  throw new EnsembleError('bad-request', 'A recording takes nothing over this stream: it has ended.');
};

/** Streams that one viewer has opened at a recording: long questions, answered beside everything else. */
export class RecordedStreams {
  readonly #answers: StreamAnswers;
  readonly #say: Answer;
  readonly #mostOpen: number;
  readonly #open = new Map<string, { end: StreamEnd<never>; controller: AbortController }>();

  /** `mostOpen` are worked on at a time. */
  constructor(answers: StreamAnswers, say: Answer, mostOpen: number) {
    this.#mostOpen = mostOpen;
    this.#answers = answers;
    this.#say = say;
  }

  /** Takes an entry that opens a stream, or is about one; `id` is the number of it. Never throws. */
  take({ kind, by, body }: Entry, id: number, seq: number): void {
    const key = `${by} ${id}`;
    try {
      checkPacked(body);
      if (isWorkspaceStream(kind)) return void this.#begin(kind, key, { by, id, body, seq });
      const open = this.#open.get(key);
      if (!open) return;
      if (kind === 'stream.granted') open.end.granted(decodeBody(kind, body).bytes);
      else this.#end(key, new EnsembleError('cancelled', 'Cancelled.'));
    } catch (thrown) {
      this.#end(key, toError(thrown));
      this.#say(by, 'stream.ended', { id, error: toWireError(thrown) });
    }
  }

  /** Sends a packed answer that is too large for one entry in parts, as its asker grants. Throws `too-fast`. */
  answer(by: string, id: number, packed: Uint8Array): void {
    const key = `${by} ${id}`;
    const { end } = this.#opened(key, by, id, limits.answerCreditBytes);
    const send = async () => {
      await end.sendPieces(packed);
      await end.drained();
    };
    void send().then(
      () => this.#end(key, null) && this.#say(by, 'stream.ended', { id }),
      (thrown: unknown) => this.#end(key, toError(thrown)),
    );
  }

  #opened(key: string, by: string, id: number, creditBytes: number) {
    if (this.#open.has(key)) throw new EnsembleError('bad-request', `The number ${id} is in use already.`);
    if (this.#open.size >= this.#mostOpen)
      throw new EnsembleError('too-fast', 'The recording is busy with your questions: wait for one, or end it.');
    const end = new StreamEnd<never>({
      wire: { sent: (part) => this.#say(by, 'stream.sent', { id, part }), granted: () => undefined },
      decode: nothingWanted,
      creditBytes,
    });
    const open = { end, controller: new AbortController() };
    this.#open.set(key, open);
    return open;
  }

  #begin(
    kind: WorkspaceStream,
    key: string,
    { by, id, body, seq }: { by: string; id: number; body: Uint8Array; seq: number },
  ): void {
    const answer = this.#answers[kind];
    if (!answer) throw new EnsembleError('host-away', 'This is a recording: nobody is there to do this.');
    const { params, creditBytes } = decodeBody(kind as KindName, body) as { params: unknown; creditBytes: number };
    const parsed = workspaceStreams[kind].params.safeParse(params);
    if (!parsed.success)
      throw new EnsembleError('bad-request', `malformed ${kind}: ${parsed.error.issues[0]?.message}`);
    const { end, controller } = this.#opened(key, by, id, creditBytes);
    const run = answer as (
      ...all: [unknown, number, AbortSignal, (part: unknown) => Promise<void>]
    ) => Promise<unknown>;
    run(parsed.data, seq, controller.signal, (part) => end.send(pack(part)))
      .then(async (result) => {
        await end.drained();
        if (this.#end(key, null)) this.#say(by, 'stream.ended', { id, result });
      })
      .catch((thrown: unknown) => {
        if (this.#end(key, toError(thrown))) this.#say(by, 'stream.ended', { id, error: toWireError(thrown) });
      });
  }

  /** Ends a stream. Returns false where it is over already. */
  #end(key: string, error: EnsembleError | null): boolean {
    const open = this.#open.get(key);
    if (!open) return false;
    this.#open.delete(key);
    open.end.end(error, false);
    if (error) open.controller.abort();
    return true;
  }

  /** Ends all of them: the viewer is gone. */
  close(): void {
    for (const key of [...this.#open.keys()]) this.#end(key, new EnsembleError('disconnected', 'The viewer is gone.'));
  }
}

function toError(thrown: unknown): EnsembleError {
  const { code, message } = toWireError(thrown);
  return new EnsembleError(code, message);
}
