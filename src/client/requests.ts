import { EnsembleError } from '../shared/core/errors.ts';
import { GatheredAnswer } from '../shared/core/streams/gathered-answer.ts';
import { limits } from '../shared/core/version.ts';
import {
  type CallOptions,
  type Params,
  type Result,
  type WorkspaceMethod,
  workspaceMethods,
} from '../shared/session/contract.ts';
import { type Body, decodeBody } from '../shared/session/table.ts';
import type { LinkMeter } from './link-meter.ts';

interface Pending {
  method: WorkspaceMethod;
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
  options: StartOptions;
  /** Received part of an answer that is too large for one entry. */
  gathered: GatheredAnswer | null;
  /** Ends the measurement of its way; null until it was sent, and where nothing is measured. */
  measure: (() => void) | null;
}

interface StartOptions extends CallOptions {
  /** Tells the host that the answer is no longer wanted. */
  cancel?: (id: number) => void;
  /** Tells the host that there is room for more of the answer. */
  grant?: (id: number, bytes: number) => void;
}

/** Window of an answer where the way is not measured: that to a host on the same machine. */
const unmeasuredBytes = 256 * 1024;

/** Requests about files that are on their way at a time. A window that looks at a large folder has thousands. */
const filesAtOnce = 32;

const isAboutFiles = (method: WorkspaceMethod) => method.startsWith('files.');

/** Requests that wait for the host's answers, whichever way they travel. */
export class Requests {
  readonly #pending = new Map<number, Pending>();
  /** Ids of sent requests about files, and functions that send those that wait for them. */
  readonly #asked = new Set<number>();
  readonly #unsent = new Map<number, () => void>();
  readonly #nextId: () => number;
  readonly #meter: LinkMeter | null;

  /** `nextId` gives a number that nothing else on this way to the host has or had; `meter` measures that way. */
  constructor(nextId: () => number, meter: LinkMeter | null = null) {
    this.#nextId = nextId;
    this.#meter = meter;
  }

  /** Sends a request by `send` and gives the answer. Rejects with the host's error, or `disconnected`. */
  start<M extends WorkspaceMethod>(
    method: M,
    params: Params<M>,
    send: (id: number, params: unknown) => void,
    options: StartOptions = {},
  ): Promise<Result<M>> {
    // An event listener misses an abort that has happened before.
    if (options.signal?.aborted) return Promise.reject(new EnsembleError('cancelled', 'Cancelled.'));
    const id = this.#nextId();
    return new Promise((resolve, reject) => {
      const resolveAny = resolve as (result: unknown) => void;
      const pending: Pending = { method, resolve: resolveAny, reject, options, gathered: null, measure: null };
      this.#pending.set(id, pending);
      options.signal?.addEventListener('abort', () => {
        const wasSent = !this.#unsent.has(id);
        if (!this.#take(id)) return;
        if (wasSent) options.cancel?.(id);
        reject(new EnsembleError('cancelled', 'Cancelled.'));
      });
      const ask = () => {
        pending.measure = this.#meter?.roundTrip() ?? null;
        send(id, params);
      };
      if (!isAboutFiles(method)) ask();
      else {
        this.#unsent.set(id, ask);
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

  /** Takes out a waiting request. */
  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    this.#unsent.delete(id);
    if (this.#asked.delete(id)) this.#sendMore();
    return pending;
  }

  /** Hands an answer to its asker. An answer that is not of the method's form is an error. */
  answer({ id, result, error }: Body<'request.answered'>): void {
    const pending = this.#take(id);
    if (!pending) return;
    if (error) return pending.reject(new EnsembleError(error.code, error.message));
    if (pending.gathered === null) pending.measure?.();
    const parsed = workspaceMethods[pending.method].result.safeParse(result);
    if (parsed.success) pending.resolve(parsed.data);
    else pending.reject(new EnsembleError('internal', `The host's answer to ${pending.method} was not understood.`));
  }

  #gathered(): GatheredAnswer {
    const windowBytes = this.#meter?.startBytes ?? unmeasuredBytes;
    return new GatheredAnswer({ windowBytes, pace: this.#meter?.pace(limits.answerCreditBytes) ?? null });
  }

  /** Takes the next bytes of an answer too large for one entry. Returns false where no such answer is waited for. */
  receive({ id, part }: Body<'stream.sent'>): boolean {
    const pending = this.#pending.get(id);
    if (!pending) return false;
    pending.gathered ??= this.#gathered();
    try {
      const bytes = pending.gathered.take(part);
      if (bytes > 0) pending.options.grant?.(id, bytes);
    } catch (thrown) {
      this.#take(id);
      pending.options.cancel?.(id);
      pending.reject(thrown as EnsembleError);
    }
    return true;
  }

  /** Takes the end of an answer too large for one entry: whole, or failed. Returns false where none is waited for. */
  ended({ id, error }: Body<'stream.ended'>): boolean {
    const pending = this.#pending.get(id);
    if (!pending) return false;
    const empty = { code: 'internal', message: 'The host ended its answer before it began.' } as const;
    if (error || !pending.gathered) this.answer({ id, error: error ?? empty });
    else this.answer({ ...decodeBody('request.answered', pending.gathered.whole()), id });
    return true;
  }

  /** Fails every waiting request. Gives the numbers of those whose answers were coming. */
  fail(error: EnsembleError): number[] {
    const lost = [...this.#pending];
    this.#pending.clear();
    this.#asked.clear();
    this.#unsent.clear();
    for (const [, { reject }] of lost) reject(error);
    return lost.filter(([, { gathered }]) => gathered !== null).map(([id]) => id);
  }
}
