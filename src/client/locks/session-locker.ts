import { type HeldLock, linesMeet, type StolenLock } from '../../shared/capabilities/locks/held-lock.ts';
import { standingLocks } from '../../shared/capabilities/locks/held-locks.ts';
import { filesMeet, pathOfLock } from '../../shared/capabilities/locks/lock-places.ts';
import type { Lock } from '../../shared/capabilities/locks/lock-state.ts';
import type { Locker, LockOutcome, LockWish } from '../../shared/capabilities/locks/locker.ts';
import { shownName } from '../../shared/capabilities/people/names.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { decodeBody } from '../../shared/session/table.ts';
import type { SessionClient } from '../session-client.ts';
import { linesOf } from './lock-lines.ts';

/** Most locks that a new one is beside. */
const mostBeside = 200;
/** Attempts before giving up: others' locks may come in before mine. */
const mostTries = 5;

/** Locks of the session's log: folded, the same for everyone. */
export class SessionLocker implements Locker {
  readonly #client: SessionClient;

  constructor(client: SessionClient) {
    this.#client = client;
  }

  list(): readonly HeldLock[] {
    const { state, options } = this.#client;
    return standingLocks(state, options.environment.nowMs()).map((lock) => this.#held(lock));
  }

  traces(): readonly StolenLock[] {
    return this.#client.state.locks.stolen.map(({ lock, by, at, reason }) => ({
      lock: this.#held(lock),
      byName: this.#nameOf(by),
      atMs: at,
      reason,
    }));
  }

  #nameOf(person: string): string {
    return shownName(this.#client.state, person) ?? 'Somebody';
  }

  #held(lock: Lock): HeldLock {
    const { id, ref, person, sinceMs, untilMs, note, selection, pattern } = lock;
    const { state, documents } = this.#client;
    const document = ref === null ? null : documents.get(ref);
    const lines = selection && ((document && linesOf(document, selection)) ?? lock.lines);
    const path = pathOfLock(state, lock);
    return {
      id,
      ref,
      path,
      ...(pattern !== undefined && { pattern }),
      lines,
      person,
      name: this.#nameOf(person),
      isMine: person === this.#client.person,
      sinceMs,
      untilMs,
      note,
    };
  }

  /**
   * Says whether a lock meets the wish. Sections are told apart by the text, which the log does not open: so its sender
   * says which lie elsewhere.
   */
  #meets(wish: LockWish, other: Lock): boolean {
    if (wish.section === null || wish.section.selection === null || other.selection === null) return true;
    const document = wish.ref === null ? null : this.#client.documents.get(wish.ref);
    const [mine, theirs] = document
      ? [linesOf(document, wish.section.selection), linesOf(document, other.selection)]
      : [null, null];
    return linesMeet(mine, theirs);
  }

  async acquire(wish: LockWish): Promise<LockOutcome> {
    const client = this.#client;
    // The selection may lie in text that is still being merged: the log must know that first.
    client.documents.flush();
    for (let tried = 0; tried < mostTries; tried++) {
      const rivals = Object.values(client.state.locks.held).filter(
        (lock) => lock.person !== client.person && filesMeet(client.state, lock, wish),
      );
      const nowMs = client.options.environment.nowMs();
      const met = rivals.find((lock) => this.#meets(wish, lock) && standingLocks(client.state, nowMs).includes(lock));
      if (met) return { is: 'refused', by: this.#held(met) };
      if (await this.#publish(wish, rivals)) return { is: 'held' };
    }
    throw new EnsembleError('too-fast', 'Others are locking parts of this file just now; try again.');
  }

  /**
   * Publishes the lock. Says whether the log, in its order, found nothing in the way; a lock that I hold already
   * counts.
   */
  async #publish(wish: LockWish, rivals: readonly Lock[]): Promise<boolean> {
    const client = this.#client;
    const { id: lock, ref, section, untilMs, note, pattern } = wish;
    let won = false;
    const stop = client.events.on('entry', (entry) => {
      if (entry.kind !== 'lock.acquired' || entry.by !== client.replica) return;
      if (decodeBody(entry.kind, entry.body).lock === lock)
        won = client.state.locks.held[lock]?.person === client.person;
    });
    const body = {
      lock,
      path: ref === null && pattern === undefined ? wish.path : null,
      selection: section?.selection ?? null,
      lines: section?.lines ?? null,
      beside: rivals.slice(0, mostBeside).map(({ id }) => id),
      untilMs,
      note,
      ...(pattern !== undefined && { pattern }),
    };
    try {
      await client.publish('lock.acquired', body, ref);
    } finally {
      stop();
    }
    // Where the session's state came in place of its entries, that alone tells of it.
    return won || client.state.locks.held[lock]?.person === client.person;
  }

  async release(id: string): Promise<void> {
    if (this.#client.state.locks.held[id]?.person !== this.#client.person) return;
    await this.#client.publish('lock.released', { lock: id });
  }

  async steal(id: string, reason: string): Promise<void> {
    if (this.#client.state.locks.held[id]) await this.#client.publish('lock.stolen', { lock: id, reason });
  }

  onChanged(listener: () => void): () => void {
    let { locks, documents } = this.#client.state;
    return this.#client.events.on('state', (state) => {
      if (state.locks === locks && state.documents === documents) return;
      ({ locks, documents } = state);
      listener();
    });
  }

  onLost(listener: (loss: StolenLock) => void): () => void {
    return this.#client.events.on('entry', ({ kind, seq }) => {
      if (kind !== 'lock.stolen') return;
      const index = this.#client.state.locks.stolen.findIndex((trace) => trace.seq === seq);
      const loss = this.traces()[index];
      if (loss?.lock.isMine) listener(loss);
    });
  }
}
