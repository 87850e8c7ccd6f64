import PQueue from 'p-queue';
import type { Entry } from '../../src/shared/core/entry.ts';
import type { SessionCore } from './session-core.ts';
import { packStart, stateRef } from './session-start.ts';

/** Most entries and bytes beyond the newest checkpoint that a start has to read. */
const mostEntries = 5_000;
const mostBytes = 4 * 1024 * 1024;

/** Keeps the folded state in the log, off the hot path, so that a start reads only what came after it. */
export class StateCheckpoints {
  readonly #session: SessionCore;
  #entries = 0;
  #bytes = 0;
  #isDue = false;
  readonly #queue = new PQueue({ concurrency: 1 });

  /** `tailEntries`: the number that this start had to read. */
  constructor(session: SessionCore, tailEntries: number) {
    this.#session = session;
    this.#entries = tailEntries;
  }

  /** Counts a committed batch, and keeps the state when the tail has grown long. */
  after(batch: readonly Entry[]): void {
    const { options, environment } = this.#session;
    for (const { body } of batch) this.#bytes += body.length;
    this.#entries += batch.length;
    if (this.#isDue || (this.#entries < (options.checkpointEntries ?? mostEntries) && this.#bytes < mostBytes)) return;
    this.#isDue = true;
    environment.setTimer(() => void this.write(), 0);
  }

  /** Keeps the state as it is now. A failed attempt is repeated once the tail has grown by as much again. */
  write(): Promise<void> {
    return this.#queue.add(() => this.#write());
  }

  async #write(): Promise<void> {
    const { log, id, head, state, facts, options, isClosed } = this.#session;
    this.#isDue = false;
    this.#entries = 0;
    this.#bytes = 0;
    if (isClosed) return;
    try {
      await log.putCheckpoint(id, stateRef, packStart(head, state, facts));
    } catch (thrown) {
      options.report?.(`keeping the state failed: ${String(thrown)}`);
    }
  }
}
