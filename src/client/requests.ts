import type { Entry } from '../shared/core/entry.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import {
  type Params,
  type RequestOptions,
  type Result,
  type WorkspaceMethod,
  workspaceMethods,
} from '../shared/session/contract.ts';
import { type Body, decodeBody } from '../shared/session/table.ts';

interface Pending {
  method: WorkspaceMethod;
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
  onPart: ((part: never) => void) | undefined;
}

/** Questions about files that are on their way at a time. A window that looks at a large folder has thousands. */
const filesAtOnce = 32;

const isAboutFiles = (method: WorkspaceMethod) => method.startsWith('files.');

/** Requests that wait for the host's answers, whichever way they travel. */
export class Requests {
  readonly #pending = new Map<number, Pending>();
  /** Ids of those about files that were sent, and how to send those that wait for them. */
  readonly #asked = new Set<number>();
  readonly #unsent = new Map<number, () => void>();
  #lastId = 0;

  /** Sends a request by `send` and gives the answer. Rejects with what the host says, or `disconnected`. */
  start<M extends WorkspaceMethod>(
    method: M,
    params: Params<M>,
    send: (id: number, params: unknown) => void,
    options: RequestOptions<M> & { cancel?: (id: number) => void } = {},
  ): Promise<Result<M>> {
    // An event listener hears nothing of what has happened before.
    if (options.signal?.aborted) return Promise.reject(new EnsembleError('cancelled', 'Cancelled.'));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { method, resolve: resolve as (result: unknown) => void, reject, onPart: options.onPart });
      options.signal?.addEventListener('abort', () => {
        const wasSent = !this.#unsent.has(id);
        if (!this.#take(id)) return;
        if (wasSent) options.cancel?.(id);
        reject(new EnsembleError('cancelled', 'Cancelled.'));
      });
      if (!isAboutFiles(method)) send(id, params);
      else {
        this.#unsent.set(id, () => send(id, params));
        this.#sendMore();
      }
    });
  }

  #sendMore(): void {
    for (const [id, send] of this.#unsent) {
      if (this.#asked.size >= filesAtOnce) return;
      this.#unsent.delete(id);
      this.#asked.add(id);
      send();
    }
  }

  /** Takes out what somebody waits for. */
  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    this.#unsent.delete(id);
    if (this.#asked.delete(id)) this.#sendMore();
    return pending;
  }

  /** Takes what the host says to a request. Returns false for an entry that is something else. */
  hear({ kind, body }: Pick<Entry, 'kind' | 'body'>): boolean {
    if (kind === 'request.answered') this.answer(decodeBody(kind, body));
    else if (kind === 'request.continued') this.continue(decodeBody(kind, body));
    else return false;
    return true;
  }

  /** Hands an answer to the one who waits for it. An answer that is not of the method's form is an error. */
  answer({ id, result, error }: Body<'request.answered'>): void {
    const pending = this.#take(id);
    if (!pending) return;
    if (error) return pending.reject(new EnsembleError(error.code, error.message));
    const parsed = workspaceMethods[pending.method].result.safeParse(result);
    if (parsed.success) pending.resolve(parsed.data);
    else pending.reject(new EnsembleError('internal', `The host's answer to ${pending.method} was not understood.`));
  }

  /** Hands on a part of an answer. What is not of the method's form is left out, and the result says the rest. */
  continue({ id, part }: Body<'request.continued'>): void {
    const pending = this.#pending.get(id);
    const parsed = pending && workspaceMethods[pending.method].part?.safeParse(part);
    if (parsed?.success) pending?.onPart?.(parsed.data as never);
  }

  /** Fails everything that still waits. */
  fail(error: EnsembleError): void {
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    this.#asked.clear();
    this.#unsent.clear();
    for (const { reject } of lost) reject(error);
  }
}
