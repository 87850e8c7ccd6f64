import { EnsembleError } from '../../src/shared/core/errors.ts';
import { TokenBucket } from '../../src/shared/token-bucket.ts';
import type { Connection } from './connection.ts';
import type { Session } from './session.ts';

/** Attachments that a guest's entries may name: so many bytes at once, and so many a second after. */
const blobBurstBytes = 128 * 1024 * 1024;
const blobBytesPerSecond = 2 * 1024 * 1024;

/** New windows of one person: so many at once, and so many a second after. */
const guestsNewWindows = { burst: 64, perSecond: 1 };
const ownersNewWindows = { burst: 256, perSecond: 4 };
/** Windows of one person that are connected at a time. */
const guestsWindows = 16;
const ownersWindows = 64;

/** Rate of all windows of a guest together, as a multiple of what one may. */
const windowsTogether = 3;
const rateSeconds = 10;

/**
 * A guest's frames are handled at once up to so many bytes, and so many a second after; the rest waits for that. What all
 * others have to take apart is dearer to them than to the server: a MB of restores keeps a window busy for 0.1 s.
 */
const burstBytes = 1024 * 1024;
const bytesPerSecond = 512 * 1024;

/** Rate of directed entries that are turned down, of all kinds together. */
const refusedDirectedPerSecond = 500;
const refusedDirected = 'directed, refused';
/** A shorter wait than this costs more than it spares. */
const leastWaitMs = 20;

const forgetFrom = 500;

/** Limits on the work that one person causes, over all their windows. Each limit says so to the one who hit it. */
export class PersonLimits {
  readonly #session: Session;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(session: Session) {
    this.#session = session;
  }

  #bucket(name: string, person: string, burst: number, perSecond: number): TokenBucket {
    const key = `${name} ${person}`;
    const nowMs = this.#session.environment.nowMs();
    let bucket = this.#buckets.get(key);
    if (!bucket) {
      if (this.#buckets.size >= forgetFrom)
        for (const [other, kept] of this.#buckets) if (kept.isFull(nowMs)) this.#buckets.delete(other);
      bucket = new TokenBucket(burst, perSecond, nowMs);
      this.#buckets.set(key, bucket);
    }
    return bucket;
  }

  /** Takes one of a rate that holds for all windows of a guest together. Returns false when it is used up. */
  takeRate({ identity, person }: Connection, name: string, perSecond: number): boolean {
    if (identity.is !== 'guest' || person === null) return true;
    const together = perSecond * windowsTogether;
    const bucket = this.#bucket(name, person, together * rateSeconds, together);
    return bucket.take(1, this.#session.environment.nowMs());
  }

  /**
   * Takes one of a rate for what is directed, and gives how long it must wait for that: nothing up to a moment, which
   * later ones wait for.
   */
  directedWaitMs(connection: Connection, name: string, perSecond: number): number {
    const { identity, person, rateLimit } = connection;
    const nowMs = this.#session.environment.nowMs();
    const waits = [
      rateLimit.waitMs(name, perSecond, nowMs),
      rateLimit.waitMs(refusedDirected, refusedDirectedPerSecond, nowMs),
    ];
    rateLimit.owe(name, perSecond, nowMs);
    if (identity.is === 'guest' && person !== null) {
      const together = perSecond * windowsTogether;
      const bucket = this.#bucket(name, person, together * rateSeconds, together);
      waits.push(bucket.waitMs(nowMs));
      bucket.owe(1, nowMs);
    }
    const waitMs = Math.max(...waits);
    return waitMs < leastWaitMs ? 0 : waitMs;
  }

  /** Notes that something directed was turned down: that costs an answer. */
  oweRefusedDirected({ rateLimit }: Connection): void {
    rateLimit.owe(refusedDirected, refusedDirectedPerSecond, this.#session.environment.nowMs());
  }

  /** How fast frames are handled; null for those who own the session's server, or may host on it. */
  paceOf({ identity, person }: Connection): TokenBucket | null {
    if (identity.is !== 'guest' || person === null) return null;
    return this.#bucket('frames', person, burstBytes, bytesPerSecond);
  }

  /** Takes the bytes of an attachment that an entry names: everyone who gets it has to fetch them. */
  objectionToNaming({ identity, person }: Connection, bytes: number): EnsembleError | null {
    if (identity.is !== 'guest' || person === null) return null;
    const nowMs = this.#session.environment.nowMs();
    const bucket = this.#bucket('blobs', person, blobBurstBytes, blobBytesPerSecond);
    if (bucket.take(bytes, nowMs)) return null;
    const seconds = Math.ceil(bucket.waitMs(nowMs) / 1000);
    return new EnsembleError(
      'too-fast',
      `You have sent many large attachments just now: this one was not taken. Try again in ${seconds} seconds.`,
    );
  }

  /** Whether a person may have one more window, new or not. */
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
    const { burst, perSecond } = isGuest ? guestsNewWindows : ownersNewWindows;
    const nowMs = this.#session.environment.nowMs();
    if (!isNew || this.#bucket('windows', person!, burst, perSecond).take(1, nowMs)) return null;
    return new EnsembleError('too-fast', 'Too many windows of yours were opened just now: try again in a minute.');
  }
}
