import { documentAt } from '../../shared/capabilities/documents/paths.ts';
import type { HeldLock } from '../../shared/capabilities/locks/held-lock.ts';
import { lockPattern } from '../../shared/capabilities/locks/lock-pattern.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import { selectionOf } from '../locks/lock-lines.ts';
import { SessionLocker } from '../locks/session-locker.ts';
import type { SessionClient } from '../session-client.ts';
import { findDocument } from '../shared-file.ts';

export interface LockOptions {
  /** Whole lines, from 1, both ends included; the whole file where it is left out. */
  readonly lines?: { readonly start: number; readonly end: number };
  readonly forMs?: number;
  readonly note?: string;
}

/** Advisory locks of files and of lines in them: everybody sees them, and they keep no person out. */
export class SharedLocks {
  readonly #client: SessionClient;
  readonly #locker: SessionLocker;

  constructor(client: SessionClient) {
    this.#client = client;
    this.#locker = new SessionLocker(client);
  }

  list(): readonly HeldLock[] {
    return this.#locker.list();
  }

  /** Takes a lock. Gives its id, or the lock of somebody else that stands in its way. */
  async acquire(path: string, options: LockOptions = {}): Promise<{ id: string } | { by: HeldLock }> {
    const { lines } = options;
    const id = newId(this.#client.options.environment);
    const base = { id, ...this.#times(options) };
    if (lines === undefined) {
      const ref = documentAt(this.#client.state, path);
      return this.#outcome(id, { ...base, ref, path: ref === null ? path : null, section: null });
    }
    const { ref } = await findDocument(this.#client, path);
    const document = await this.#client.documents.open(ref);
    try {
      const section = { selection: selectionOf(document, lines), lines };
      return await this.#outcome(id, { ...base, ref, path: null, section });
    } finally {
      this.#client.documents.close(ref);
    }
  }

  /** Takes one lock on all files that fit a pattern, such as `src/parser/**`, those among them that are made later. */
  acquireAll(pattern: string, options: Omit<LockOptions, 'lines'> = {}): Promise<{ id: string } | { by: HeldLock }> {
    if (!lockPattern.safeParse(pattern).success)
      throw new EnsembleError(
        'bad-request',
        `“${pattern.slice(0, 100)}” is not a pattern such as src/parser/** or *.css.`,
      );
    const id = newId(this.#client.options.environment);
    return this.#outcome(id, { id, ...this.#times(options), ref: null, path: null, pattern, section: null });
  }

  #times({ forMs, note = '' }: LockOptions): { untilMs: number | null; note: string } {
    return { untilMs: forMs === undefined ? null : Math.round(this.#client.nowMs() + forMs), note };
  }

  async #outcome(
    id: string,
    wish: Parameters<SessionLocker['acquire']>[0],
  ): Promise<{ id: string } | { by: HeldLock }> {
    const outcome = await this.#locker.acquire(wish);
    return outcome.is === 'refused' ? { by: outcome.by } : { id };
  }

  release(id: string): Promise<void> {
    return this.#locker.release(id);
  }
}
