import PQueue from 'p-queue';
import { Emitter } from '../../client/emitter.ts';
import { type HeldLock, linesMeet, type StolenLock } from '../../shared/capabilities/locks/held-lock.ts';
import type { Locker, LockOutcome, LockWish } from '../../shared/capabilities/locks/locker.ts';
import type { Environment, TimerHandle } from '../../shared/core/environment.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { LockFile, TraceFile } from './lock-file.ts';
import type { LockFolder } from './lock-folder.ts';
import { LockStore } from './lock-store.ts';

const heartbeatMs = 10_000;

export interface FileLockerOptions {
  folder: LockFolder;
  environment: Environment;
  /** Person who locks here. */
  person: string;
  name: string;
  machine: string;
}

interface Events extends Record<string, unknown> {
  changed: undefined;
  lost: StolenLock;
}

/**
 * Locks as files beside the repository, for computers that share a folder and no server. They are eventually
 * consistent: the older lock stands, and the one that has to give way is told with the next heartbeat.
 */
export class FileLocker implements Locker {
  readonly #options: FileLockerOptions;
  readonly #store: LockStore;
  readonly #own = new Map<string, LockFile>();
  readonly #events = new Emitter<Events>();
  #listeners = 0;
  #timer: TimerHandle | null = null;
  /** Queue (a mutex): reading and writing the folder never overlap. */
  readonly #queue = new PQueue({ concurrency: 1 });
  #shown = '';

  constructor(options: FileLockerOptions) {
    this.#options = options;
    this.#store = new LockStore(options.folder, options.environment);
  }

  /** Resolves when everything that was begun is done. */
  settled(): Promise<void> {
    return this.#queue.onIdle();
  }

  #held(file: LockFile): HeldLock {
    const { lock: id, path, startLine, endLine, person, name, sinceMs, untilMs, note } = file;
    const lines = startLine === null || endLine === null ? null : { start: startLine, end: endLine };
    return { id, ref: null, path, lines, person, name, isMine: this.#isMine(file), sinceMs, untilMs, note };
  }

  #isMine({ person }: LockFile): boolean {
    return person === this.#options.person;
  }

  #stolen(trace: TraceFile): StolenLock {
    return { lock: this.#held(trace), byName: trace.byName, atMs: trace.stolenMs, reason: trace.reason };
  }

  list(): readonly HeldLock[] {
    return this.#store.locks.filter((lock) => this.#rivalOf(lock, lock.lock) === null).map((lock) => this.#held(lock));
  }

  traces(): readonly StolenLock[] {
    return this.#store.traces.map((trace) => this.#stolen(trace));
  }

  /** Finds somebody else's lock that meets this one; with `before`, only one that comes first. */
  #rivalOf(wanted: LockFile, before?: string): LockFile | null {
    const { locks } = this.#store;
    const end = before === undefined ? -1 : locks.findIndex(({ lock }) => lock === before);
    const { lines, path } = this.#held(wanted);
    const meets = (other: LockFile) =>
      other.person !== wanted.person && other.path === path && linesMeet(this.#held(other).lines, lines);
    return (end < 0 ? locks : locks.slice(0, end)).find(meets) ?? null;
  }

  acquire({ id, path, section, untilMs, note }: LockWish): Promise<LockOutcome> {
    return this.#queue.add(async () => {
      if (path === null) throw new EnsembleError('bad-request', 'Only a file of the folder can be locked by a file.');
      const { person, name, machine, environment } = this.#options;
      const nowMs = environment.nowMs();
      const [startLine, endLine] = [section?.lines.start ?? null, section?.lines.end ?? null];
      const times = { sinceMs: nowMs, heartbeatMs: nowMs, untilMs };
      const lock: LockFile = { lock: id, path, startLine, endLine, person, name, machine, ...times, note };
      await this.#store.scan();
      const rival = this.#rivalOf(lock) ?? (await this.#enter(lock));
      this.#told();
      return rival ? { is: 'refused', by: this.#held(rival) } : { is: 'held' };
    });
  }

  /** Writes a lock's file, and looks whether somebody else did so at the same moment, and comes first. */
  async #enter(lock: LockFile): Promise<LockFile | null> {
    await this.#store.put(lock);
    await this.#store.scan();
    const rival = this.#rivalOf(lock, lock.lock);
    if (!rival) this.#own.set(lock.lock, lock);
    else await this.#drop(lock.lock);
    return rival;
  }

  async #drop(id: string): Promise<void> {
    this.#own.delete(id);
    await this.#store.remove(id);
    await this.#store.scan();
  }

  release(id: string): Promise<void> {
    return this.#queue.add(async () => {
      const mine = this.#own.has(id) || this.#store.locks.some((lock) => lock.lock === id && this.#isMine(lock));
      if (mine) await this.#drop(id);
      this.#told();
    });
  }

  steal(id: string, reason: string): Promise<void> {
    return this.#queue.add(async () => {
      await this.#store.scan();
      const lock = this.#store.locks.find((other) => other.lock === id);
      const { name, environment } = this.#options;
      if (lock) await this.#store.putTrace({ ...lock, byName: name, stolenMs: environment.nowMs(), reason });
      await this.#store.scan();
      this.#told();
    });
  }

  /** Reads the folder now, and renews the heartbeats of own locks. */
  refresh(): Promise<void> {
    return this.#queue.add(async () => {
      await this.#store.scan();
      for (const lock of [...this.#own.values()]) await this.#renew(lock);
      await this.#store.scan();
      this.#told();
    });
  }

  async #renew(lock: LockFile): Promise<void> {
    const id = lock.lock;
    const nowMs = this.#options.environment.nowMs();
    const trace = this.#store.traces.find((other) => other.lock === id);
    const rival = trace ? null : this.#rivalOf(lock, id);
    if (trace) this.#events.emit('lost', this.#stolen(trace));
    else if (rival)
      this.#events.emit('lost', { lock: this.#held(lock), byName: rival.name, atMs: nowMs, reason: 'was first' });
    if (trace || rival || (lock.untilMs !== null && nowMs >= lock.untilMs)) return this.#drop(id);
    this.#own.set(id, { ...lock, heartbeatMs: nowMs });
    await this.#store.put({ ...lock, heartbeatMs: nowMs });
  }

  /** Tells listeners of changes, and keeps the heartbeat going only while there is an own lock or a listener. */
  #told(): void {
    const shown = JSON.stringify([this.list(), this.traces()]);
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#events.emit('changed', undefined);
    }
    this.#beat();
  }

  #beat(): void {
    const { environment } = this.#options;
    const wanted = this.#own.size > 0 || this.#listeners > 0;
    if (wanted === (this.#timer !== null)) return;
    if (!wanted) {
      environment.clearTimer(this.#timer!);
      this.#timer = null;
      return;
    }
    this.#timer = environment.setTimer(() => {
      this.#timer = null;
      void this.refresh()
        .catch(() => undefined)
        .finally(() => this.#beat());
    }, heartbeatMs);
  }

  onChanged(listener: () => void): () => void {
    const stop = this.#events.on('changed', listener);
    this.#listeners++;
    this.#beat();
    return () => {
      stop();
      this.#listeners--;
      this.#beat();
    };
  }

  onLost(listener: (loss: StolenLock) => void): () => void {
    return this.#events.on('lost', listener);
  }

  /** Releases all own locks. */
  close(): Promise<void> {
    return this.#queue.add(async () => {
      for (const id of [...this.#own.keys()]) await this.#drop(id);
      this.#listeners = 0;
      this.#beat();
    });
  }
}
