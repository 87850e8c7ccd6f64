import type { Environment } from '../../shared/core/environment.ts';
import { idPattern } from '../../shared/core/ids.ts';
import { formatYaml, type LockFile, parseLock, parseTrace, type TraceFile } from './lock-file.ts';
import type { LockFolder } from './lock-folder.ts';

/** Time without a heartbeat after which a lock is stale. */
export const ttlMs = 60_000;
/** Age at which the trace of a forced unlock is swept. */
const traceMs = 86_400_000;

const traceEnd = '.stolen.yaml';
const lockEnd = '.yaml';

/** The lock files of a folder, read with care: they may be anybody's, half synced, or of a computer that is gone. */
export class LockStore {
  readonly #folder: LockFolder;
  readonly #environment: Environment;
  /** Time by the own clock at which each heartbeat was last seen to change: clocks of other computers differ. */
  readonly #seen = new Map<string, { heartbeatMs: number; freshMs: number; sinceMs: number }>();
  locks: LockFile[] = [];
  traces: TraceFile[] = [];

  constructor(folder: LockFolder, environment: Environment) {
    this.#folder = folder;
    this.#environment = environment;
  }

  /** Reads everything anew. Locks seen to be stale are swept, whoever left them. */
  async scan(): Promise<void> {
    const names = (await this.#folder.list()).toSorted();
    const traces = await this.#readAll(names, traceEnd, parseTrace);
    const locks = await this.#readAll(
      names.filter((name) => !name.endsWith(traceEnd)),
      lockEnd,
      parseLock,
    );
    const nowMs = this.#environment.nowMs();
    this.traces = [];
    for (const trace of traces) {
      if (nowMs - trace.stolenMs < traceMs) this.traces.push(trace);
      else await this.#folder.remove(trace.lock + traceEnd);
    }
    const stolen = new Set(this.traces.map(({ lock }) => lock));
    this.locks = [];
    for (const id of [...this.#seen.keys()]) if (!locks.some(({ lock }) => lock === id)) this.#seen.delete(id);
    for (const lock of locks) {
      const { freshMs, sinceMs } = this.#look(lock, nowMs);
      const isOver = lock.untilMs !== null && nowMs >= lock.untilMs;
      // At first sight a slow clock looks like a computer that is gone: only time tells.
      if (nowMs - sinceMs >= ttlMs) await this.remove(lock.lock);
      else if (nowMs - freshMs < ttlMs && !isOver && !stolen.has(lock.lock)) this.locks.push(lock);
    }
    this.traces.sort((a, b) => a.stolenMs - b.stolenMs);
    // Order in which computers without a server agree on the first lock.
    this.locks.sort((a, b) => a.sinceMs - b.sinceMs || (a.lock < b.lock ? -1 : 1));
  }

  async #readAll<T extends { lock: string }>(
    names: string[],
    end: string,
    parse: (text: string) => T | null,
  ): Promise<T[]> {
    const found: T[] = [];
    for (const name of names) {
      const id = name.endsWith(end) ? name.slice(0, -end.length) : '';
      if (!idPattern.test(id)) continue;
      const read = parse((await this.#folder.read(name)) ?? '');
      if (read?.lock === id) found.push(read);
    }
    return found;
  }

  #look({ lock, heartbeatMs }: LockFile, nowMs: number): { freshMs: number; sinceMs: number } {
    const known = this.#seen.get(lock);
    if (known?.heartbeatMs === heartbeatMs) return known;
    const freshMs = known ? nowMs : Math.min(nowMs, heartbeatMs);
    const seen = { heartbeatMs, freshMs, sinceMs: nowMs };
    this.#seen.set(lock, seen);
    return seen;
  }

  async put(lock: LockFile): Promise<void> {
    await this.#folder.write(lock.lock + lockEnd, formatYaml(lock));
  }

  /** Ends a lock by force. The trace is a file of its own, so that a holder's heartbeat does not undo it. */
  async putTrace(trace: TraceFile): Promise<void> {
    await this.#folder.write(trace.lock + traceEnd, formatYaml(trace));
    await this.remove(trace.lock);
  }

  async remove(lock: string): Promise<void> {
    this.#seen.delete(lock);
    await this.#folder.remove(lock + lockEnd);
  }
}
