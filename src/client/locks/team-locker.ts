import { type HeldLock, linesMeet, type StolenLock } from '../../shared/capabilities/locks/held-lock.ts';
import { fitsPattern, patternsMayMeet } from '../../shared/capabilities/locks/lock-pattern.ts';
import type { Locker, LockOutcome, LockWish } from '../../shared/capabilities/locks/locker.ts';
import type { Environment, TimerHandle } from '../../shared/core/environment.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { Emitter } from '../emitter.ts';

/** Time within which a connection that comes back was never gone, as far as locks go. */
const patienceMs = 5_000;

interface Events extends Record<string, unknown> {
  changed: undefined;
  lost: StolenLock;
}

export interface TeamLockerOptions {
  session: Locker;
  /** Null where there are no lock files, as at guests. */
  files: Locker | null;
  environment: Environment;
  /** Says whether the session's server can be reached now. */
  isOnline: () => boolean;
  /** Called when that changes. Returns a function that stops it. */
  onConnection: (listener: () => void) => () => void;
}

/** Locks through the session; through files while its server is gone, and through the session again when it is back. */
export class TeamLocker implements Locker {
  readonly #options: TeamLockerOptions;
  readonly #events = new Emitter<Events>();
  /** Own locks, as they were wished for: so that they can be taken by the other means too. */
  readonly #own = new Map<string, LockWish>();
  readonly #stops: (() => void)[];
  #leaveFiles: (() => void) | null = null;
  #timer: TimerHandle | null = null;

  constructor(options: TeamLockerOptions) {
    this.#options = options;
    this.#stops = [
      options.onConnection(() => this.#look()),
      options.session.onChanged(() => this.#events.emit('changed', undefined)),
      options.session.onLost((loss) => this.#lost(loss)),
    ];
    this.#look();
  }

  get #files(): Locker | null {
    return this.#leaveFiles === null ? null : this.#options.files;
  }

  #look(): void {
    const { environment, isOnline } = this.#options;
    if (isOnline()) {
      if (this.#timer !== null) environment.clearTimer(this.#timer);
      this.#timer = null;
      if (this.#leaveFiles) void this.#handOver();
    } else if (!this.#leaveFiles && this.#timer === null) {
      this.#timer = environment.setTimer(() => void this.#fallBack(), patienceMs);
    }
  }

  /** Takes my locks by files while the server is gone, for those who share the folder. */
  async #fallBack(): Promise<void> {
    this.#timer = null;
    const { files, isOnline } = this.#options;
    if (!files || isOnline()) return;
    const stops = [
      files.onChanged(() => this.#events.emit('changed', undefined)),
      files.onLost((loss) => this.#lost(loss)),
    ];
    this.#leaveFiles = () => {
      for (const stop of stops) stop();
    };
    for (const wish of this.#own.values()) await files.acquire(wish).catch(() => undefined);
    this.#events.emit('changed', undefined);
  }

  /** Takes my locks through the server again; a lock that it does not grant is lost. */
  async #handOver(): Promise<void> {
    const { session, files } = this.#options;
    this.#leaveFiles?.();
    this.#leaveFiles = null;
    for (const wish of [...this.#own.values()]) {
      // Locks that it had before are included: only the log says, in its order, what became of them.
      const outcome = await session.acquire(wish).catch((): LockOutcome => ({ is: 'off' }));
      if (outcome.is === 'refused') this.#lost(lossTo(outcome.by, wish, this.#options.environment.nowMs()));
      if (outcome.is === 'held' && !this.#own.has(wish.id)) await session.release(wish.id).catch(() => undefined);
      await files?.release(wish.id).catch(() => undefined);
    }
    this.#events.emit('changed', undefined);
  }

  #lost(loss: StolenLock): void {
    const { session, isOnline } = this.#options;
    this.#own.delete(loss.lock.id);
    // Taken by a file while the server was away: there it ends as soon as this reaches it.
    if (!isOnline()) void session.release(loss.lock.id).catch(() => undefined);
    this.#events.emit('lost', loss);
  }

  list(): readonly HeldLock[] {
    const known = this.#options.session.list();
    const ids = new Set(known.map(({ id }) => id));
    return [...known, ...(this.#files?.list() ?? []).filter(({ id }) => !ids.has(id))];
  }

  traces(): readonly StolenLock[] {
    return [...this.#options.session.traces(), ...(this.#files?.traces() ?? [])];
  }

  async acquire(wish: LockWish): Promise<LockOutcome> {
    const { session, isOnline } = this.#options;
    const way = isOnline() ? session : this.#files;
    if (!way)
      throw new EnsembleError(
        'disconnected',
        'Nobody would see a lock now, because the connection is gone. Try again when it is back.',
      );
    const known = way === session ? undefined : session.list().find((lock) => !lock.isMine && meets(lock, wish));
    const outcome: LockOutcome = known ? { is: 'refused', by: known } : await way.acquire(wish);
    if (outcome.is === 'held') this.#own.set(wish.id, wish);
    return outcome;
  }

  async release(id: string): Promise<void> {
    this.#own.delete(id);
    await this.#everywhere((way) => way.release(id));
  }

  async steal(id: string, reason: string): Promise<void> {
    await this.#everywhere((way) => way.steal(id, reason));
  }

  /**
   * Runs an action by both means. Without a server the session's part waits in the outbox; nobody should wait with it.
   */
  async #everywhere(run: (way: Locker) => Promise<void>): Promise<void> {
    const { session, isOnline } = this.#options;
    const told = run(session);
    if (this.#files) await run(this.#files);
    if (isOnline()) await told;
    else void told.catch(() => undefined);
  }

  onChanged(listener: () => void): () => void {
    return this.#events.on('changed', listener);
  }

  onLost(listener: (loss: StolenLock) => void): () => void {
    return this.#events.on('lost', listener);
  }

  /** Releases this window's locks, and ends. */
  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    for (const id of [...this.#own.keys()]) await this.release(id);
    this.#leaveFiles?.();
  }
}

function meets(lock: HeldLock, { path, section, pattern }: LockWish): boolean {
  if (pattern !== undefined && lock.pattern !== undefined) return patternsMayMeet(pattern, lock.pattern);
  const [of, at] = pattern === undefined ? [lock.pattern, path] : [pattern, lock.path];
  if (of !== undefined) return at !== null && fitsPattern(of, at);
  return lock.path === path && linesMeet(lock.lines, section?.lines ?? null);
}

function lossTo(by: HeldLock, { id, path, pattern, section, untilMs, note }: LockWish, nowMs: number): StolenLock {
  const lock = { ...by, id, path, pattern, lines: section?.lines ?? null, untilMs, note, isMine: true };
  return { lock, byName: by.name, atMs: nowMs, reason: 'locked it while you were away' };
}
