import type { SessionClient } from '../../client/session-client.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { whileOnline } from './while-online.ts';

/** Documents on their way into the log, by path or title. */
export class Beginnings {
  readonly #client: SessionClient;
  readonly #waiting = new Map<string, Promise<unknown>>();

  constructor(client: SessionClient) {
    this.#client = client;
  }

  get(name: string): Promise<unknown> | undefined {
    return this.#waiting.get(name);
  }

  /** Paths and titles of these documents. */
  get names(): string[] {
    return [...this.#waiting.keys()];
  }

  /**
   * Waits until the log has a document's beginning. Throws `disconnected` when the connection is lost before: the entry
   * comes all the same, and must not be made twice.
   */
  async wait(name: string, settled: Promise<unknown>): Promise<void> {
    this.#waiting.set(name, settled);
    let isThere = false;
    const there = settled.then(() => {
      isThere = true;
    });
    void there.catch(() => undefined).finally(() => this.#waiting.delete(name));
    await whileOnline(this.#client, there);
    if (!isThere) this.mustBeOnline(name);
    await there;
  }

  /** Checks that a document can begin. Throws `disconnected` while the log is out of reach. */
  mustBeOnline(name: string): void {
    if (this.#client.status.is === 'online') return;
    throw new EnsembleError(
      'disconnected',
      `The session server cannot be reached: ${name} can be edited together when it is back.`,
    );
  }

  /** Resolves when all that are on their way have come, or never will; null where there are none. */
  settled(): Promise<unknown> | null {
    return this.#waiting.size > 0 ? Promise.allSettled(this.#waiting.values()) : null;
  }
}
