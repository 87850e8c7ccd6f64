import type { Environment, TimerHandle } from '../../src/shared/core/environment.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { newId, newSecret } from '../../src/shared/core/ids.ts';
import type { Transport } from '../../src/shared/transport.ts';
import type { FileBlobStore } from '../blobs/file-blob-store.ts';
import { type BlobView, bodyFrom } from '../gateway/blob-views.ts';
import type { SessionDoor } from '../gateway/sessions.ts';
import { ReplaySession } from '../replay/replay-session.ts';
import { hashSecret } from '../session/secrets.ts';
import type { RecordingLibrary } from './recording-library.ts';
import type { RecordingLink, RecordingLinks } from './recording-links.ts';

/** Links of one session that hold at a time. */
const mostLinks = 200;

/** Time after which a replay that nobody watches leaves memory: a page that is loaded anew comes back before. */
const unwatchedMs = 60_000;

const noSuchBlob = '0'.repeat(64);

interface Parts {
  links: RecordingLinks;
  library: RecordingLibrary;
  environment: Environment;
  blobs(id: string): FileBlobStore;
  report(message: string): void;
}

/**
 * Recordings that are watched by links. A link is the only credential of its bearer: it leads to the recording for which
 * it was made, and is looked up again at each of their frames. A recording that runs has none.
 */
export class WatchedRecordings {
  readonly #parts: Parts;
  /** Replays that somebody watches by a link, by their sessions and recordings. */
  readonly #open = new Map<string, Promise<ReplaySession>>();
  readonly #forgetting = new Map<Promise<ReplaySession>, TimerHandle>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Makes a link to a recording that is over, and gives its secret, which is kept nowhere. */
  async share(id: string, recording: string, lifetimeMs: number): Promise<{ secret: string; expiresMs: number }> {
    const { links, library, environment } = this.#parts;
    const { endedMs } = await library.recording(id, recording);
    if (endedMs === null)
      throw new EnsembleError('not-permitted', 'This recording runs now: stop it first, then share it.');
    const createdMs = environment.nowMs();
    if (links.list(id, createdMs).length >= mostLinks)
      throw new EnsembleError('too-large', `There are ${mostLinks} links to recordings already: revoke some first.`);
    const secret = newSecret(environment);
    const expiresMs = createdMs + lifetimeMs;
    links.add(id, { hash: hashSecret(secret), recording, createdMs, expiresMs });
    return { secret, expiresMs };
  }

  /** Lists the links of a session that hold, the newest first. */
  list(id: string): RecordingLink[] {
    return this.#parts.links.list(id, this.#parts.environment.nowMs());
  }

  /** Takes back a link, and sends those away who watch by it. Throws `not-found` where there is none. */
  async revoke(id: string, hash: string): Promise<void> {
    if (!this.#parts.links.revoke(id, hash))
      throw new EnsembleError('not-found', 'This link does not hold (any more).');
    for (const [key, opening] of this.#open)
      if (key.startsWith(`${id} `)) (await opening.catch(() => null))?.reviewGuests();
  }

  /** Takes back all links to a recording that is gone. */
  revokeAll(id: string, recording: string): void {
    this.#parts.links.revokeAll(id, recording);
  }

  /** Opens the door of the recording to which a link leads; null where it does not hold. */
  async door(id: string, secret: string): Promise<SessionDoor | null> {
    const { environment } = this.#parts;
    const hash = hashSecret(secret);
    const link = this.#linkOf(id, hash);
    if (link === null) return null;
    const replay = await this.#replay(id, link.recording);
    const mayWatch = () => this.#linkOf(id, hash) !== null;
    return {
      connect: (transport: Transport) => replay.admit(transport, { person: newId(environment), mayWatch }),
    };
  }

  #linkOf(id: string, hash: string): RecordingLink | null {
    return this.#parts.links.find(id, hash, this.#parts.environment.nowMs());
  }

  #replay(id: string, recording: string): Promise<ReplaySession> {
    const key = `${id} ${recording}`;
    const { library, environment, report } = this.#parts;
    const known = this.#open.get(key);
    const opening =
      known ??
      library.history(id, recording).then((history) => {
        const replay = new ReplaySession(history, () => environment.nowMs(), report);
        replay.onWatched = (isWatched) => void (isWatched || this.#forgetLater(key, opening));
        return replay;
      });
    this.#open.set(key, opening);
    if (!known) opening.catch(() => this.#open.delete(key));
    // Nobody may come who has asked for it.
    this.#forgetLater(key, opening);
    return opening;
  }

  /** Forgets a replay, with the states that it keeps in memory, once nobody has watched it for a while (a debounce). */
  #forgetLater(key: string, opening: Promise<ReplaySession>): void {
    const { environment } = this.#parts;
    const timer = this.#forgetting.get(opening);
    if (timer !== undefined) environment.clearTimer(timer);
    const forget = async () => {
      this.#forgetting.delete(opening);
      const replay = await opening.catch(() => null);
      const isWanted = replay?.isWatched || this.#forgetting.has(opening);
      if (!isWanted && this.#open.get(key) === opening) this.#open.delete(key);
    };
    this.#forgetting.set(
      opening,
      environment.setTimer(() => void forget(), unwatchedMs),
    );
  }

  /** Gives up everything that waits. */
  close(): void {
    for (const timer of this.#forgetting.values()) this.#parts.environment.clearTimer(timer);
    this.#forgetting.clear();
  }

  /** Replays that are in memory. */
  get count(): number {
    return this.#open.size;
  }

  /** Ends the replays of a session that show such a recording. */
  async end(id: string, shows: (recording: string) => boolean, why: EnsembleError): Promise<void> {
    for (const [key, opening] of this.#open) {
      const [session, recording] = key.split(' ');
      if (session !== id || !shows(recording!)) continue;
      this.#open.delete(key);
      (await opening.catch(() => null))?.end(why);
    }
  }

  /**
   * Attachments for the bearer of a link: those alone that an entry names which was told to a viewer of that recording.
   * Null where the link does not hold.
   */
  async blobs(id: string, secret: string): Promise<BlobView | null> {
    const link = this.#linkOf(id, hashSecret(secret));
    if (link === null) return null;
    const store = this.#parts.blobs(id);
    const replay = await this.#open.get(`${id} ${link.recording}`);
    const known = (hash: string) => (replay?.hasTold(hash) ? hash : noSuchBlob);
    return {
      received: (hash) => store.size(known(hash)).catch(() => 0),
      add: async () => {
        throw new EnsembleError('not-permitted', 'Nothing in a recording can be changed.');
      },
      open: (hash) => bodyFrom(store, known(hash)),
    };
  }
}
