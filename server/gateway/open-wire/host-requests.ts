import type { Entry } from '../../../src/shared/core/entry.ts';
import { EnsembleError } from '../../../src/shared/core/errors.ts';
import { CreditWindow, costOf } from '../../../src/shared/core/streams/credits.ts';
import { limits } from '../../../src/shared/core/version.ts';
import {
  type Params,
  type Result,
  type WorkspaceMethod,
  workspaceMethods,
} from '../../../src/shared/session/contract.ts';
import { type Body, decodeBody, type KindName } from '../../../src/shared/session/table.ts';

/** Greatest answer that is taken: the names of some ten thousand files. */
const mostAnswerBytes = 1024 * 1024;
const windowBytes = 128 * 1024;

interface Pending {
  method: WorkspaceMethod;
  resolve: (result: never) => void;
  reject: (error: EnsembleError) => void;
  parts: Uint8Array[];
  sizeBytes: number;
  window: CreditWindow;
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
    const window = new CreditWindow(windowBytes, limits.answerCreditBytes);
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { method, resolve, reject, parts: [], sizeBytes: 0, window });
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
    pending.sizeBytes += part.length;
    if (!pending.window.receive(costOf(part)) || pending.sizeBytes > mostAnswerBytes) {
      this.#take(id)?.reject(new EnsembleError('too-large', 'The host’s answer is too large for the open wire.'));
      return this.#send('request.cancelled', { id });
    }
    // Copied: the bytes are a view of their frame.
    pending.parts.push(part.slice());
    const bytes = pending.window.consume(costOf(part));
    if (bytes > 0) this.#send('stream.granted', { id, bytes });
  }

  #ended({ id, error }: Body<'stream.ended'>): void {
    const parts = this.#pending.get(id)?.parts;
    if (!parts) return;
    const empty = { code: 'internal', message: 'The host ended its answer before it began.' } as const;
    if (error || parts.length === 0) this.#answer({ id, error: error ?? empty });
    else this.#answer({ ...decodeBody('request.answered', Buffer.concat(parts)), id });
  }

  /** Fails every waiting request. */
  fail(error: EnsembleError): void {
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of lost) reject(error);
  }
}
