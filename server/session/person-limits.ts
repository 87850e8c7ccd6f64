import { isPairRef } from '../../src/shared/capabilities/direct/pairs.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { isOfAnyHost } from '../../src/shared/session/table.ts';
import type { TokenBucket } from '../../src/shared/token-bucket.ts';
import { overTenSeconds, type Rate, TokenBuckets } from '../../src/shared/token-buckets.ts';
import type { Connection } from './connection.ts';
import type { SessionCore } from './session-core.ts';

/** Rate of attachments, in bytes, that a guest's entries may name. */
const blobBytes: Rate = { burst: 128 * 1024 * 1024, perSecond: 2 * 1024 * 1024 };

/** Rate of a guest's new windows. */
const guestsNewWindows: Rate = { burst: 64, perSecond: 1 };
const ownersNewWindows: Rate = { burst: 256, perSecond: 4 };
/** Most windows of a guest that are connected at a time. */
const guestsWindows = 16;
const ownersWindows = 64;

/** Rate of all windows of a guest together, as a multiple of the rate of one. */
const windowsTogether = 3;

/**
 * Rate of a guest's frames, in bytes; frames above it wait. Content that all others have to decode is dearer to them
 * than to the server: a MB of restores keeps a window busy for 0.1 s.
 */
const frameBytes: Rate = { burst: 1024 * 1024, perSecond: 512 * 1024 };

/**
 * Rate of what a recording keeps of a person's newest words, such as cursors, in bytes: many times what a hand does. It
 * is the one way by which somebody who may only look adds to the history.
 */
const recordedBytes: Rate = { burst: 256 * 1024, perSecond: 8 * 1024 };

/** Rate of a guest's directed entries of one kind, where the host may send more of the same. */
const guestsDirectedPerSecond = 500;
/** Rate of the host's entries of one kind: a checkout changes thousands of open texts, and a search opens as many. */
const hostsPerSecond = 500;
/** Rate of refused directed entries, of all kinds together. */
const refusedDirectedRate = overTenSeconds(500);
const refusedDirected = 'directed, refused';
/** Waits below this cost more than they spare. */
const leastWaitMs = 20;

/** Limits on the work that one person causes, over all their windows. Each limit tells the person who hit it. */
export class PersonLimits {
  readonly #session: SessionCore;
  readonly #buckets = new TokenBuckets();

  constructor(session: SessionCore) {
    this.#session = session;
  }

  /** Says whether an entry of a `latest` kind is kept for a recording: all of the host's, and a bounded rate of a person's. */
  takeRecorded({ by, kind, ref, body }: Entry): boolean {
    if (isPairRef(ref)) return false;
    const person = this.#session.state.replicas[by]?.person;
    if (person === undefined || isOfAnyHost(kind)) return true;
    const nowMs = this.#session.environment.nowMs();
    return this.#buckets.of(`recorded ${person}`, recordedBytes, nowMs).take(body.length, nowMs);
  }

  /** Gives a guest's bucket; null for those who own the session's server, or may host on it. */
  #guestsBucket({ identity, person }: Connection, name: string, rate: Rate): TokenBucket | null {
    if (identity.is !== 'guest' || person === null) return null;
    return this.#buckets.of(`${name} ${person}`, rate, this.#session.environment.nowMs());
  }

  /** Gives the bucket of a rate that holds for all windows of a guest together. */
  #together(connection: Connection, name: string, perSecond: number): TokenBucket | null {
    return this.#guestsBucket(connection, name, overTenSeconds(perSecond * windowsTogether));
  }

  /**
   * Takes one of a connection's rate, and of the rate of all windows of its guest. Returns false when either is used
   * up.
   */
  takeRate(connection: Connection, name: string, perSecond: number): boolean {
    const nowMs = this.#session.environment.nowMs();
    return (
      connection.rates.take(name, overTenSeconds(perSecond), nowMs) &&
      (this.#together(connection, name, perSecond)?.take(1, nowMs) ?? true)
    );
  }

  /**
   * Takes one of a rate for directed entries, and gives the time that it must wait. A wait too short to be worth a timer
   * is none; the debt makes later ones wait.
   */
  directedWaitMs(connection: Connection, name: string, hostsPerSecond: number): number {
    const isGuest = connection.identity.is === 'guest';
    const perSecond = isGuest ? Math.min(hostsPerSecond, guestsDirectedPerSecond) : hostsPerSecond;
    const nowMs = this.#session.environment.nowMs();
    const own = connection.rates.of(name, overTenSeconds(perSecond), nowMs);
    const refused = connection.rates.of(refusedDirected, refusedDirectedRate, nowMs);
    const together = this.#together(connection, name, perSecond);
    const waitMs = Math.max(own.waitMs(nowMs), refused.waitMs(nowMs), together?.waitMs(nowMs) ?? 0);
    own.owe(1, nowMs);
    together?.owe(1, nowMs);
    return waitMs < leastWaitMs ? 0 : waitMs;
  }

  /**
   * Takes one of the rate of the session's host, and gives the time that the entry must wait. It is never turned down:
   * the texts of its documents would be without what it says.
   */
  hostsWaitMs({ rates }: Connection, name: string, perSecond: number): number {
    const nowMs = this.#session.environment.nowMs();
    const own = rates.of(name, overTenSeconds(Math.max(perSecond, hostsPerSecond)), nowMs);
    const waitMs = own.waitMs(nowMs);
    own.owe(1, nowMs);
    return waitMs < leastWaitMs ? 0 : waitMs;
  }

  /** Counts a refused directed entry: it costs an answer. */
  oweRefusedDirected({ rates }: Connection): void {
    const nowMs = this.#session.environment.nowMs();
    rates.of(refusedDirected, refusedDirectedRate, nowMs).owe(1, nowMs);
  }

  /** Pace at which frames are handled; null for those who own the session's server, or may host on it. */
  paceOf(connection: Connection): TokenBucket | null {
    return this.#guestsBucket(connection, 'frames', frameBytes);
  }

  /** Takes the bytes of an attachment that an entry names: everyone who gets it has to fetch them. */
  objectionToNaming(connection: Connection, bytes: number): EnsembleError | null {
    const nowMs = this.#session.environment.nowMs();
    const bucket = this.#guestsBucket(connection, 'blobs', blobBytes);
    if (!bucket || bucket.take(bytes, nowMs)) return null;
    const seconds = Math.ceil(bucket.waitMs(nowMs) / 1000);
    return new EnsembleError(
      'too-fast',
      `You have sent many large attachments just now: this one was not taken. Try again in ${seconds} seconds.`,
    );
  }

  /** Reason for which a person may not have one more window, new or not; null where they may. */
  objectionToWindow({ identity, person, replica }: Connection, isNew: boolean): EnsembleError | null {
    const isGuest = identity.is === 'guest';
    const most = isGuest ? guestsWindows : ownersWindows;
    const others = [...this.#session.connections].filter(
      (other) => other.phase === 'joined' && other.person === person && other.replica !== replica,
    );
    if (others.length >= most)
      return new EnsembleError(
        'too-fast',
        `You are in this session with ${others.length} windows already: close one of them, then open this one again.`,
      );
    const rate = isGuest ? guestsNewWindows : ownersNewWindows;
    if (!isNew || this.#buckets.take(`windows ${person}`, rate, this.#session.environment.nowMs())) return null;
    return new EnsembleError('too-fast', 'Too many windows of yours were opened just now: try again in a minute.');
  }
}
