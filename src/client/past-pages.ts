import { EnsembleError } from '../shared/core/errors.ts';
import type { ClientFrame, ServerFrame } from '../shared/core/frames.ts';

type Asked = Extract<ClientFrame, { t: 'page' }>;

/** Page of a past, as it was at `upTo`; nothing where there is none. */
export interface Page {
  content: Uint8Array | null;
  upTo: number;
}

interface PastPagesOptions {
  ask: (frame: Asked) => void;
  nextSubscription: () => number;
}

/** Requests for pages of pasts that are on their way. */
export class PastPages {
  readonly #options: PastPagesOptions;
  readonly #asked = new Map<number, { frame: Asked; settle: PromiseWithResolvers<Page> }>();

  constructor(options: PastPagesOptions) {
    this.#options = options;
  }

  /** Asks for a page; of each ref there is one on its way at a time. Without a connection it waits for the next. */
  ask(ref: string, before: number | null, since: number): Promise<Page> {
    for (const [subscription, { frame }] of this.#asked)
      if (frame.ref === ref) this.refused(subscription, new EnsembleError('cancelled', 'Another page was asked for.'));
    const subscription = this.#options.nextSubscription();
    const frame: Asked = { t: 'page', ref, subscription, before, since };
    const settle = Promise.withResolvers<Page>();
    this.#asked.set(subscription, { frame, settle });
    this.#options.ask(frame);
    return settle.promise;
  }

  told({ subscription, content, upTo }: Extract<ServerFrame, { t: 'page' }>): void {
    this.#asked.get(subscription)?.settle.resolve({ content, upTo });
    this.#asked.delete(subscription);
  }

  /** Takes in a refusal; says whether it was of a page. */
  refused(subscription: number | undefined, error: EnsembleError): boolean {
    const asked = this.#asked.get(subscription ?? 0);
    asked?.settle.reject(error);
    return this.#asked.delete(subscription ?? 0);
  }

  /** Asks again over a new connection. */
  reconnected(): void {
    for (const { frame } of this.#asked.values()) this.#options.ask(frame);
  }
}
