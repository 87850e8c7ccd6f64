import type { HeldLock, StolenLock } from '../../shared/capabilities/locks/held-lock.ts';
import type { Locker, LockOutcome, LockWish } from '../../shared/capabilities/locks/locker.ts';
import type { Environment, TimerHandle } from '../../shared/core/environment.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Workspace } from '../../shared/session/contract.ts';
import { Emitter } from '../emitter.ts';

const pollMs = 5_000;

interface Events extends Record<string, unknown> {
  changed: undefined;
  lost: StolenLock;
}

/** Locks as files, kept by the host for its own windows. It polls the host only while there are listeners. */
export class HostLocker implements Locker {
  readonly #workspace: Workspace;
  readonly #environment: Environment;
  readonly #events = new Emitter<Events>();
  readonly #told = new Set<string>();
  #locks: readonly HeldLock[] = [];
  #traces: readonly StolenLock[] = [];
  #listeners = 0;
  #timer: TimerHandle | null = null;

  constructor(workspace: Workspace, environment: Environment) {
    this.#workspace = workspace;
    this.#environment = environment;
  }

  list(): readonly HeldLock[] {
    return this.#locks;
  }

  traces(): readonly StolenLock[] {
    return this.#traces;
  }

  async acquire({ id, path, pattern, section, untilMs, note }: LockWish): Promise<LockOutcome> {
    if (pattern !== undefined)
      throw new EnsembleError(
        'bad-request',
        'Files by a pattern are locked through a session only: share the folder, or lock one file.',
      );
    const lines = section?.lines ?? null;
    const { by } = await this.#workspace.request('locks.acquire', { id, path, lines, untilMs, note });
    await this.refresh();
    return by ? { is: 'refused', by } : { is: 'held' };
  }

  async release(id: string): Promise<void> {
    await this.#workspace.request('locks.release', { id });
    await this.refresh();
  }

  async steal(id: string, reason: string): Promise<void> {
    await this.#workspace.request('locks.steal', { id, reason });
    await this.refresh();
  }

  /** Asks the host now. That is also this window's sign of life, without which its locks end. */
  async refresh(): Promise<void> {
    const { locks, traces, lost } = await this.#workspace.request('locks.list', {});
    const isSame = JSON.stringify([locks, traces]) === JSON.stringify([this.#locks, this.#traces]);
    this.#locks = locks;
    this.#traces = traces;
    if (!isSame) this.#events.emit('changed', undefined);
    for (const loss of lost) {
      if (this.#told.has(loss.lock.id)) continue;
      this.#told.add(loss.lock.id);
      this.#events.emit('lost', loss);
    }
  }

  #poll(): void {
    const wanted = this.#listeners > 0;
    if (!wanted && this.#timer !== null) this.#environment.clearTimer(this.#timer);
    if (!wanted) this.#timer = null;
    if (!wanted || this.#timer !== null) return;
    this.#timer = this.#environment.setTimer(() => {
      this.#timer = null;
      void this.refresh()
        .catch(() => undefined)
        .finally(() => this.#poll());
    }, pollMs);
  }

  onChanged(listener: () => void): () => void {
    const stop = this.#events.on('changed', listener);
    this.#listeners++;
    if (this.#listeners === 1) void this.refresh().catch(() => undefined);
    this.#poll();
    return () => {
      stop();
      this.#listeners--;
      this.#poll();
    };
  }

  onLost(listener: (loss: StolenLock) => void): () => void {
    return this.#events.on('lost', listener);
  }
}
