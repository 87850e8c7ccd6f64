import { type Entry, toTuple } from '../../src/shared/core/entry.ts';
import { encodeFrame } from '../../src/shared/core/frames.ts';
import { lookUp } from '../../src/shared/session/table.ts';
import type { Connection } from './connection.ts';

/** Longest body that is told ahead: the echo of keys, not a flood, which would be sent twice. */
const mostBytes = 2 * 1024;
/** Most receivers to whom it is told, since it costs a frame each. */
const mostReceivers = 50;
/** Refs of which the last number is known; those of more are told ahead from their second entry on. */
const mostRefs = 200;

interface Hearing {
  readonly connections: ReadonlySet<Connection>;
  mayHear(connection: Connection, ref: string): boolean;
}

/**
 * Tells small output of terminals to those who look on while the log's disk is busy: an echo need not wait for a sync,
 * since it is nobody's work. Each names the one before it, so that nobody shows one with a gap before it.
 */
export class AheadOfLog {
  readonly #session: Hearing;
  readonly #last = new Map<string, { by: string; n: number }>();

  constructor(session: Hearing) {
    this.#session = session;
  }

  /** Tells an entry that was let in, where its kind is told ahead. */
  tell(entry: Entry): void {
    const { kind, ref, by, n, body, blob } = entry;
    if (ref === null || !lookUp(kind)?.ahead) return;
    const last = this.#last.get(ref);
    this.#note(ref, by, n);
    if (last?.by !== by || last.n >= n || blob !== null || body.length > mostBytes) return;
    const receivers: Connection[] = [];
    for (const connection of this.#session.connections) {
      if (connection.mode !== 'push' || connection.replica === by || connection.isSlow) continue;
      if (!this.#session.mayHear(connection, ref)) continue;
      receivers.push(connection);
      if (receivers.length > mostReceivers) return;
    }
    if (receivers.length === 0) return;
    const frame = encodeFrame({ t: 'ahead', after: last.n, entries: [toTuple(entry)] });
    for (const { transport } of receivers) transport.send(frame);
  }

  #note(ref: string, by: string, n: number): void {
    this.#last.delete(ref);
    this.#last.set(ref, { by, n });
    if (this.#last.size <= mostRefs) return;
    const [oldest] = this.#last.keys();
    this.#last.delete(oldest!);
  }

  /** Forgets what was told: it was not committed, and comes again. */
  forget(): void {
    this.#last.clear();
  }
}
