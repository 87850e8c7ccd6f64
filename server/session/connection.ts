import type { Who } from '../../src/shared/core/asking.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import type { EnsembleError } from '../../src/shared/core/errors.ts';
import { encodeFrame, type Hello, type ServerFrame } from '../../src/shared/core/frames.ts';
import { lookUp } from '../../src/shared/session/table.ts';
import { TokenBuckets } from '../../src/shared/token-buckets.ts';
import type { Transport } from '../../src/shared/transport.ts';
import { Backfills } from './backfills.ts';

/**
 * Who is behind a connection, as the gateway knows it: the owner of a private door; who bears the host token of a
 * stand-alone server, and is whom their ticket says; or anybody else, from
 * an address where that is known.
 */
export type Identity = { is: 'owner'; person: string } | { is: 'bearer' } | { is: 'guest'; address?: string };

/** Above this a connection is slow: the server stops pushing, and goes on from the log when it has drained. */
export const slowBytes = 1024 * 1024;

/** Who lets even answers to its own requests pile up to this does not read: it is sent away. */
const hopelessBytes = 8 * slowBytes;

/** One replica's connection, as the session sees it. */
export class Connection {
  readonly transport: Transport;
  readonly identity: Identity;
  readonly rates = new TokenBuckets();
  /** The refs that it looks at, and may. */
  readonly refs = new Set<string>();
  hello: Hello | null = null;
  person: string | null = null;
  phase: 'greeting' | 'asking' | 'joined' | 'draining' | 'closed' = 'greeting';
  /** push: it has everything up to the head. pull: it is catching up from the log. */
  mode: 'push' | 'pull' = 'pull';
  pumping = false;
  /** Everything of interest up to here was sent. */
  cursor = 0;
  /** The seq after which it could have heard everything: before that, it is told only what came of it. */
  entitledFrom = 0;
  readonly backfills: Backfills;
  #drained: (() => void)[] = [];

  /** `onError` hears what went wrong while the past of a ref was told. */
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

  /** Whether it is sent an entry: those of the session, of the refs that it looks at, and its own; or its own and refusals. */
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

  /** It has taken what was sent, or is gone. */
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
