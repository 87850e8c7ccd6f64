import type { Entry } from '../../../src/shared/core/entry.ts';
import { EnsembleError } from '../../../src/shared/core/errors.ts';
import { windowBytes } from '../../../src/shared/core/streams/credits.ts';
import { GatheredAnswer } from '../../../src/shared/core/streams/gathered-answer.ts';
import {
  type Params,
  type Result,
  type WorkspaceMethod,
  workspaceMethods,
} from '../../../src/shared/session/contract.ts';
import { type Body, decodeBody, type KindName } from '../../../src/shared/session/table.ts';

/** Greatest answer that is taken: the names of some ten thousand files. */
const mostAnswerBytes = 1024 * 1024;

interface Pending {
  method: WorkspaceMethod;
  resolve: (result: never) => void;
  reject: (error: EnsembleError) => void;
  /** Received part of an answer that is too large for one entry. */
  gathered: GatheredAnswer | null;
}

/** Requests of a member to the host, which wait for its answers. */
export class HostRequests {
  readonly #send: (kind: KindName, body: Body<KindName>) => void;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  /** `send` brings an entry to the host. */
  constructor(send: (kind: KindName, body: Body<KindName>) => void) {
    this.#send = send;
  }

  /** Asks the host. Rejects with its error, or with that of `fail`. */
  ask<M extends WorkspaceMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { method, resolve, reject, gathered: null });
      this.#send(method, { id, params } as never);
    });
  }

  /** Takes an entry that was directed to this member. */
  hear({ kind, body }: Pick<Entry, 'kind' | 'body'>): void {
    if (kind === 'request.answered') this.#answer(decodeBody(kind, body));
    else if (kind === 'stream.sent') this.#receive(decodeBody(kind, body));
    else if (kind === 'stream.ended') this.#ended(decodeBody(kind, body));
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #answer({ id, result, error }: Body<'request.answered'>): void {
    const pending = this.#take(id);
    if (!pending) return;
    if (error) return pending.reject(new EnsembleError(error.code, error.message));
    const parsed = workspaceMethods[pending.method].result.safeParse(result);
    if (parsed.success) pending.resolve(parsed.data as never);
    else pending.reject(new EnsembleError('internal', `The host's answer to ${pending.method} was not understood.`));
  }

  #receive({ id, part }: Body<'stream.sent'>): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    pending.gathered ??= new GatheredAnswer({ windowBytes, mostBytes: mostAnswerBytes });
    try {
      const bytes = pending.gathered.take(part);
      if (bytes > 0) this.#send('stream.granted', { id, bytes });
    } catch (thrown) {
      this.#take(id)?.reject(thrown as EnsembleError);
      this.#send('request.cancelled', { id });
    }
  }

  #ended({ id, error }: Body<'stream.ended'>): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    const empty = { code: 'internal', message: 'The host ended its answer before it began.' } as const;
    if (error || !pending.gathered) this.#answer({ id, error: error ?? empty });
    else this.#answer({ ...decodeBody('request.answered', pending.gathered.whole()), id });
  }

  /** Fails every waiting request. */
  fail(error: EnsembleError): void {
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of lost) reject(error);
  }
}
