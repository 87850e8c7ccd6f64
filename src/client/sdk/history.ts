import { activityLimits } from '../../shared/capabilities/activity/methods.ts';
import { isChosen } from '../../shared/capabilities/activity/past-filter.ts';
import { shownName } from '../../shared/capabilities/people/names.ts';
import type { Entry } from '../../shared/core/entry.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { EventReader } from '../../shared/session/event-reader.ts';
import { isKind, lookUp, readBody } from '../../shared/session/table.ts';
import { Emitter } from '../emitter.ts';
import type { SessionClient } from '../session-client.ts';
import { platform } from './platform.ts';

/** Newest events that are kept for `list` and `replay`; up to twice as many, so that they are seldom moved. */
const leastKept = 10_000;

/** Codes of a past that is not told: to this participant, by a server alone, or now. */
const untellable: readonly string[] = ['not-permitted', 'host-away'];

/** Something that has happened in the session. */
export interface SessionEvent {
  readonly seq: number;
  readonly atMs: number;
  /** Kind of entry, such as `doc.saved` or `value.changed`. */
  readonly kind: string;
  /** Participant to whom it counts; null for the session itself, its host and the disk. */
  readonly person: string | null;
  /** Path of the file that it is about, as it was called then; null for none. */
  readonly path: string | null;
  /** Content; null for edits and cursors, which are bytes. */
  readonly body: unknown;
  /** Words for people, for the more important events. */
  readonly words: string | null;
}

/** Choice among events; what is left out is no condition. */
export interface EventFilter {
  /** Kinds, or beginnings of kinds that end with a dot: `doc.`. */
  readonly kinds?: readonly string[];
  /** All others than these kinds. */
  readonly without?: readonly string[];
  readonly person?: string;
  /** A file, or a folder with all that is in it. */
  readonly path?: string;
  readonly afterSeq?: number;
}

/** Page of what happened before, or since, the oldest first. */
export interface PastEvents {
  /** Without bodies, and with paths as files are called now. */
  readonly events: readonly SessionEvent[];
  /** Seq up to which everything that fits is told: the `afterSeq` of the next page. */
  readonly upTo: number;
  readonly more: boolean;
  /** Words about what is not told to this participant; null where nothing is left out. */
  readonly untold: string | null;
}

const fits = (event: SessionEvent, { afterSeq = 0, ...choice }: EventFilter): boolean =>
  event.seq > afterSeq && isChosen(event, choice);

/**
 * Events of the session, in their order: filtered, listed, followed and played again. Those since this participant came
 * are kept here; the host tells of those before.
 */
export class History {
  readonly #client: SessionClient;
  readonly #reader: EventReader;
  readonly #events: Emitter<{ event: SessionEvent }>;
  /** The newest events, all that there were behind `#since`. */
  #kept: SessionEvent[] = [];
  /** Null before the first event. */
  #since: number | null = null;

  constructor(client: SessionClient) {
    this.#client = client;
    this.#events = new Emitter(client.onThrow);
    this.#reader = new EventReader({ boundOf: (replica) => client.state.replicas[replica] ?? null });
    client.events.on('entry', (entry) => this.#take(entry));
  }

  #take(entry: Entry): void {
    const { seq, at, kind, ref } = entry;
    if (seq === 0) return;
    this.#since ??= seq - 1;
    if (!isKind(kind)) return;
    const { documents } = this.#client.state;
    const event: SessionEvent = {
      seq,
      atMs: at,
      kind,
      path: ref === null ? null : (documents[ref]?.path ?? null),
      body: lookUp(kind)!.opaque ? null : readBody(kind, entry.body),
      ...this.#reader.tell(entry),
    };
    this.#kept.push(event);
    if (this.#kept.length > 2 * leastKept) {
      this.#kept = this.#kept.slice(-leastKept);
      this.#since = this.#kept[0]!.seq - 1;
    }
    this.#events.emit('event', event);
  }

  /** Calls back at each event that fits. Returns a function that stops it. */
  on(filter: EventFilter, listener: (event: SessionEvent) => void): () => void {
    return this.#events.on('event', (event) => {
      if (fits(event, filter)) listener(event);
    });
  }

  /** Resolves with the next event that fits, or the first that is kept behind `afterSeq`. */
  async next(filter: EventFilter, signal?: AbortSignal): Promise<SessionEvent> {
    const known = filter.afterSeq === undefined ? undefined : this.list(filter)[0];
    if (known) return known;
    return new Promise((resolve, reject) => {
      const stop = this.on(filter, (event) => {
        stop();
        resolve(event);
      });
      signal?.addEventListener('abort', () => {
        stop();
        reject(signal.reason);
      });
    });
  }

  /** Lists the events that fit, the oldest first: of all behind `since`, which are the last ten thousand at least. */
  list(filter: EventFilter = {}): SessionEvent[] {
    return this.#kept.filter((event) => fits(event, filter));
  }

  /** Seq behind which `list` knows everything. */
  get since(): number {
    return this.#since ?? this.#client.applied;
  }

  /**
   * Asks the host for a page of the events behind a seq, also of before this participant came: of the time since its
   * person was let in last, and to an owner of all that is kept. Rejects in words where the past is not for it.
   */
  async past({ afterSeq = 0, ...filter }: EventFilter, limit: number = activityLimits.page): Promise<PastEvents> {
    const wanted = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    const asked = { after: afterSeq, filter: wanted, limit: Math.min(limit, activityLimits.page) };
    const { events, ...rest } = await this.#client.request('activity.page', asked);
    return { ...rest, events: events.map((event) => ({ ...event, body: null })) };
  }

  /** Gives a page as `past` does; an empty last one where the past is not for this participant, or the host is away. */
  async #pastOrNone(filter: EventFilter): Promise<Pick<PastEvents, 'events' | 'upTo' | 'more'>> {
    try {
      return await this.past(filter);
    } catch (thrown) {
      if (!(thrown instanceof EnsembleError) || !untellable.includes(thrown.code)) throw thrown;
      return { events: [], upTo: this.since, more: false };
    }
  }

  /**
   * Plays the events again from a seq on, those of before this participant came as far as `past` tells them, and goes on
   * with what happens: each with the pause that was before it, `speed` times as fast. Without a speed, without pauses; without
   * a seq, since this participant came.
   */
  async *replay(
    filter: EventFilter & { speed?: number },
    signal?: AbortSignal,
  ): AsyncGenerator<SessionEvent, void, undefined> {
    const { speed = Number.POSITIVE_INFINITY, ...rest } = filter;
    let afterSeq = rest.afterSeq ?? this.since;
    let beforeMs: number | null = null;
    const pauseBefore = async ({ atMs }: SessionEvent) => {
      const pauseMs = beforeMs === null ? 0 : (atMs - beforeMs) / speed;
      if (pauseMs > 0) await new Promise<void>((resolve) => void platform.setTimer(resolve, pauseMs));
      beforeMs = atMs;
    };
    let wake: () => void = () => undefined;
    const stop = this.#events.on('event', () => wake());
    signal?.addEventListener('abort', () => wake());
    try {
      while (!signal?.aborted && afterSeq < this.since) {
        const { events, upTo, more } = await this.#pastOrNone({ ...rest, afterSeq });
        for (const event of events) {
          if (signal?.aborted || event.seq > this.since) break;
          await pauseBefore(event);
          yield event;
        }
        afterSeq = more ? Math.min(upTo, this.since) : this.since;
      }
      while (!signal?.aborted) {
        const arrived = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const [event] = this.list({ ...rest, afterSeq });
        if (event === undefined) {
          await arrived;
          continue;
        }
        await pauseBefore(event);
        afterSeq = event.seq;
        yield event;
      }
    } finally {
      stop();
    }
  }

  /** Name of a participant, for words. */
  nameOf(person: string | null): string {
    return shownName(this.#client.state, person) ?? 'the session';
  }
}
