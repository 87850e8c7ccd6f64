import { EnsembleError } from '../shared/protocol/errors.ts';
import type { Body } from '../shared/protocol/table.ts';
import { type Params, type Result, type WorkspaceMethod, workspaceMethods } from '../shared/workspace/contract.ts';

interface Pending {
  method: WorkspaceMethod;
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/** Requests that wait for the host's answers, whichever way they travel. */
export class Requests {
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  /** Sends a request by `send` and gives the answer. Rejects with what the host says, or `disconnected`. */
  start<M extends WorkspaceMethod>(
    method: M,
    params: Params<M>,
    send: (id: number, params: unknown) => void,
    options: { signal?: AbortSignal; cancel?: (id: number) => void } = {},
  ): Promise<Result<M>> {
    // An event listener hears nothing of what has happened before.
    if (options.signal?.aborted) return Promise.reject(new EnsembleError('cancelled', 'Cancelled.'));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { method, resolve: resolve as (result: unknown) => void, reject });
      options.signal?.addEventListener('abort', () => {
        if (!this.#pending.delete(id)) return;
        options.cancel?.(id);
        reject(new EnsembleError('cancelled', 'Cancelled.'));
      });
      send(id, params);
    });
  }

  /** Hands an answer to the one who waits for it. An answer that is not of the method's form is an error. */
  answer({ id, result, error }: Body<'request.answered'>): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    if (error) return pending.reject(new EnsembleError(error.code, error.message));
    const parsed = workspaceMethods[pending.method].result.safeParse(result);
    if (parsed.success) pending.resolve(parsed.data);
    else pending.reject(new EnsembleError('internal', `The host's answer to ${pending.method} was not understood.`));
  }

  /** Fails everything that still waits. */
  fail(error: EnsembleError): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
