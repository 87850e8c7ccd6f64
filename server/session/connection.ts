import type { Who } from '../../src/shared/core/asking.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import type { EnsembleError } from '../../src/shared/core/errors.ts';
import { encodeFrame, type Hello, type ServerFrame } from '../../src/shared/core/frames.ts';
import { lookUp } from '../../src/shared/session/table.ts';
import { TokenBuckets } from '../../src/shared/token-buckets.ts';
import type { Transport } from '../../src/shared/transport.ts';
import { Backfills } from './backfills.ts';

/**
 * Identity of a connection, as the gateway knows it: the owner of a private door; a bearer of a stand-alone server's
 * host token, whose person follows from their ticket; or anybody else, from an address where that is known, and by a door
 * for agents alone where it says so.
 */
export type Identity =
  | { is: 'owner'; person: string }
  | { is: 'bearer' }
  | { is: 'guest'; address?: string; isAgent?: true };

/**
 * Size of the backlog above which a connection is slow: the server stops pushing, and goes on from the log when it has
 * drained.
 */
export const slowBytes = 1024 * 1024;

/**
 * Size of the backlog at which a connection is ended: its client does not even read the answers to its own requests.
 */
const hopelessBytes = 8 * slowBytes;

/** One replica's connection, as the session sees it. */
export class Connection {
  readonly transport: Transport;
  readonly identity: Identity;
  readonly rates = new TokenBuckets();
  /** Refs to which it is subscribed. */
  readonly refs = new Set<string>();
  /** Seq of the newest entry that was left out, by ref, since it had fallen behind; until it subscribes anew. */
  readonly skipped = new Map<string, number>();
  hello: Hello | null = null;
  person: string | null = null;
  phase: 'greeting' | 'asking' | 'joined' | 'draining' | 'closed' = 'greeting';
  /** push: it has everything up to the head. pull: it is catching up from the log. */
  mode: 'push' | 'pull' = 'pull';
  pumping = false;
  /** Seq up to which everything of interest was sent. */
  cursor = 0;
  /** Seq after which it could have heard everything: of the time before, it is told only the outcome. */
  entitledFrom = 0;
  /** Paths to which the session is limited for its person, since it joined; null where it is not. */
  paths: readonly string[] | null = null;
  readonly backfills: Backfills;
  #drained: (() => void)[] = [];

  /** `onError` is called with errors of a backfill. */
  constructor(transport: Transport, identity: Identity, onError: (thrown: unknown) => void = () => undefined) {
    this.transport = transport;
    this.identity = identity;
    this.backfills = new Backfills(onError);
  }

  get replica(): string {
    return this.hello?.replica ?? '';
  }

  /** The asker, for decisions on their rights. */
  get who(): Who {
    return { person: this.person, replica: this.hello?.replica ?? null };
  }

  get isSlow(): boolean {
    return this.transport.bufferedBytes > slowBytes;
  }

  /**
   * Says whether an entry is of interest to it: entries of the session, of the refs that it looks at, and its own;
   * while it only drains, its own and refusals.
   */
  wants(entry: Entry): boolean {
    if (entry.by === this.replica) return true;
    if (this.phase === 'draining') return entry.kind === 'entry.refused';
    return entry.ref === null || this.refs.has(entry.ref) || lookUp(entry.kind)?.interest !== 'ref';
  }

  send(frame: ServerFrame): void {
    if (this.phase !== 'closed' && this.transport.bufferedBytes > hopelessBytes) {
      this.phase = 'closed';
      this.transport.close();
    } else this.transport.send(encodeFrame(frame));
  }

  /** Resolves once it is no longer slow, or is gone. */
  async drained(): Promise<void> {
    if (this.isSlow && this.phase !== 'closed') await new Promise<void>((resolve) => this.#drained.push(resolve));
  }

  /** Wakes those who wait for it to drain. */
  tellDrained(): void {
    for (const tell of this.#drained.splice(0)) tell();
  }

  /** Says why, then closes. `final`: trying again will not help. */
  end(error: EnsembleError, final: boolean): void {
    if (this.phase === 'closed') return;
    this.send({ t: 'closed', code: error.code, message: error.message, final });
    this.phase = 'closed';
    this.transport.close();
  }
}
