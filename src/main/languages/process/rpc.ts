import type { Environment, TimerHandle } from '../../../shared/core/environment.ts';
import { type Message, type RequestId, type RpcError, rpcCodes, rpcError, toMessage } from '../wire/messages.ts';

/** Time after which a request is given up, and requests in a row that were, after which a server counts as hung. */
const usualTimeoutMs = 30_000;
const mostUnanswered = 3;
/** Most requests that a server has at a time. */
const mostPending = 500;

/** Failure of a request: by the server's word, or for want of one. */
export class RpcFailure extends Error {
  readonly error: RpcError;

  constructor(error: RpcError) {
    super(error.message);
    this.error = error;
  }
}

interface Pending {
  resolve: (result: unknown) => void;
  reject: (failure: RpcFailure) => void;
  timer: TimerHandle;
}

interface RpcOptions {
  environment: Environment;
  send: (message: unknown) => void;
  /** Answers a request of the server's. */
  onRequest: (method: string, params: unknown) => Promise<unknown>;
  onNotification: (method: string, params: unknown) => void;
  /** Called when it answers nothing any more. */
  onHung: () => void;
}

/** Requests and answers over a server's connection (JSON-RPC 2.0), with time limits. */
export class Rpc {
  readonly #options: RpcOptions;
  readonly #pending = new Map<RequestId, Pending>();
  readonly #progress = new Map<string, (value: unknown) => void>();
  #lastId = 0;
  #unanswered = 0;
  #serving = 0;

  constructor(options: RpcOptions) {
    this.#options = options;
  }

  /** Number of requests that wait for an answer. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  /** Makes a request. An aborted one is cancelled at the server, which answers all the same. Rejects with `RpcFailure`. */
  request(
    method: string,
    params: unknown,
    { signal, timeoutMs = usualTimeoutMs }: { signal?: AbortSignal; timeoutMs?: number } = {},
  ): Promise<unknown> {
    if (this.#pending.size >= mostPending)
      return Promise.reject(new RpcFailure(rpcError('requestFailed', 'The language server is busy: try again.')));
    const id = ++this.#lastId;
    const { environment, send } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const cancel = () => this.notify('$/cancelRequest', { id });
    const timer = environment.setTimer(() => {
      this.#pending.delete(id);
      cancel();
      reject(new RpcFailure(rpcError('requestFailed', 'The language server took too long to answer.')));
      if (++this.#unanswered >= mostUnanswered) this.#options.onHung();
    }, timeoutMs);
    this.#pending.set(id, { resolve, reject, timer });
    send({ jsonrpc: '2.0', id, method, params });
    signal?.addEventListener('abort', cancel, { once: true });
    return promise.finally(() => signal?.removeEventListener('abort', cancel));
  }

  notify(method: string, params: unknown): void {
    this.#options.send({ jsonrpc: '2.0', method, params });
  }

  /** Calls the listener with progress under a token. Returns a function that stops it. */
  onProgress(token: string, listener: (value: unknown) => void): () => void {
    this.#progress.set(token, listener);
    return () => this.#progress.delete(token);
  }

  /** Takes in a message of the server's; anything that is none is passed over. */
  receive(value: unknown): void {
    const message = toMessage(value);
    if (message?.is === 'answer') this.#answered(message);
    else if (message?.is === 'request') void this.#serve(message);
    else if (message?.is === 'notification') this.#notified(message);
  }

  #answered({ id, result, error }: Message & { is: 'answer' }): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#unanswered = 0;
    this.#pending.delete(id);
    this.#options.environment.clearTimer(pending.timer);
    if (error) pending.reject(new RpcFailure(error));
    else pending.resolve(result ?? null);
  }

  async #serve({ id, method, params }: Message & { is: 'request' }): Promise<void> {
    const { send, onRequest } = this.#options;
    if (this.#serving >= mostPending) return send({ jsonrpc: '2.0', id, error: rpcError('requestFailed', 'busy') });
    this.#serving++;
    try {
      send({ jsonrpc: '2.0', id, result: (await onRequest(method, params)) ?? null });
    } catch (thrown) {
      const error = thrown instanceof RpcFailure ? thrown.error : { code: rpcCodes.internal, message: 'failed' };
      send({ jsonrpc: '2.0', id, error });
    } finally {
      this.#serving--;
    }
  }

  #notified({ method, params }: Message & { is: 'notification' }): void {
    if (method !== '$/progress') return this.#options.onNotification(method, params);
    const { token, value } = (params ?? {}) as { token?: unknown; value?: unknown };
    if (typeof token === 'string') this.#progress.get(token)?.(value);
  }

  /** Fails everything that waits. */
  close(why: string): void {
    for (const { reject, timer } of this.#pending.values()) {
      this.#options.environment.clearTimer(timer);
      reject(new RpcFailure(rpcError('requestFailed', why)));
    }
    this.#pending.clear();
    this.#progress.clear();
  }
}
