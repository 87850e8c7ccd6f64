import type { Entry } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { forgottenBy, isOfAnyHost, keyOf, kindsOfAReplica, lookUp, voidedBy } from '../../src/shared/session/table.ts';
import type {
  Blanking,
  Burial,
  Checkpoint,
  Condensed,
  CutOut,
  Excision,
  ListedSegment,
  Log,
  LogUsage,
  Naming,
  Redact,
  Reindex,
  Segment,
  Stamp,
  UsedUp,
} from './log.ts';
import { isOneOfAReplica, tombstoneOf } from './tombstone.ts';
import { unitedCuts } from './united-cuts.ts';

interface Session {
  term: number;
  head: number;
  lastAt: number;
  entries: Entry[];
  latest: Map<string, Entry>;
  /** Entries of `latest` kinds that were said while there was a recording. */
  recorded: Entry[];
  lastN: Map<string, number>;
  checkpoints: Map<string, Checkpoint>;
  segments: (Segment & { isEmpty?: boolean })[];
  keptCheckpoints: (Checkpoint & { ref: string })[];
  cuts: CutOut[];
  removals: number;
}

const nameOfLatest = (entry: Entry): string =>
  `${isOfAnyHost(entry.kind) ? '' : entry.by} ${entry.kind} ${entry.ref} ${keyOf(entry)}`;

const isNewerOfOne = (newer: Entry, older: Entry): boolean =>
  newer.by === older.by && newer.kind === older.kind && newer.seq > older.seq;

/** A log in memory, for simulations and tests: it outlives the server object that uses it, as a disk would. */
export class MemoryLog implements Log {
  readonly #nowMs: () => number;
  readonly #sessions = new Map<string, Session>();
  /** Set by simulations: the next append fails with this. */
  failNext: EnsembleError | null = null;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  #session(id: string): Session {
    let session = this.#sessions.get(id);
    if (!session) {
      session = {
        term: 0,
        head: 0,
        lastAt: 0,
        entries: [],
        latest: new Map(),
        recorded: [],
        lastN: new Map(),
        checkpoints: new Map(),
        segments: [],
        keptCheckpoints: [],
        cuts: [],
        removals: 0,
      };
      this.#sessions.set(id, session);
    }
    return session;
  }

  async append(
    id: string,
    term: number,
    batch: readonly Entry[],
    usedUp: readonly UsedUp[] = [],
    recorded: ReadonlySet<Entry> = new Set(),
  ): Promise<Stamp[]> {
    const session = this.#session(id);
    if (term < session.term) throw new EnsembleError('stale-term', 'another server has taken this session over');
    if (this.failNext) {
      const error = this.failNext;
      this.failNext = null;
      throw error;
    }
    const stamps = batch.map((entry) => this.#add(session, entry, recorded.has(entry)));
    for (const { by, n } of usedUp) session.lastN.set(by, Math.max(n, session.lastN.get(by) ?? 0));
    return stamps;
  }

  #add(session: Session, entry: Entry, isRecorded: boolean): Stamp {
    if (entry.n > 0 && entry.n <= (session.lastN.get(entry.by) ?? 0)) {
      const first = session.entries.find((old) => old.by === entry.by && old.n === entry.n);
      return { seq: first?.seq ?? 0, at: first?.at ?? 0 };
    }
    session.head++;
    session.lastAt = Math.max(session.lastAt, Math.floor(this.#nowMs()));
    const kept: Entry = { ...entry, body: entry.body.slice(), seq: session.head, at: session.lastAt };
    this.#keep(session, kept);
    if (isRecorded) session.recorded.push(kept);
    return { seq: kept.seq, at: kept.at };
  }

  #keep({ latest, entries, lastN }: Session, entry: Entry): void {
    const goes = new Set(voidedBy(entry.kind));
    const forgotten = forgottenBy(entry);
    for (const [name, { kind, by }] of latest)
      if (goes.has(kind) || (by === forgotten && kindsOfAReplica.includes(kind))) latest.delete(name);
    if (lookUp(entry.kind)?.keep === 'latest') latest.set(nameOfLatest(entry), entry);
    else entries.push(entry);
    if (entry.n > 0) lastN.set(entry.by, entry.n);
  }

  async claim(id: string): Promise<number> {
    return ++this.#session(id).term;
  }

  async bring(id: string, entries: readonly Entry[], lastNs: readonly UsedUp[]): Promise<void> {
    const session = this.#session(id);
    for (const entry of entries) {
      if (entry.seq <= session.head) continue;
      const kept = { ...entry, body: entry.body.slice() };
      this.#keep(session, kept);
      session.head = entry.seq;
      session.lastAt = entry.at;
    }
    for (const { by, n } of lastNs) session.lastN.set(by, Math.max(n, session.lastN.get(by) ?? 0));
  }

  async sessions(): Promise<string[]> {
    return [...this.#sessions.keys()];
  }

  async isClaimed(id: string): Promise<boolean> {
    return this.#session(id).term > 0;
  }

  async head(id: string): Promise<number> {
    return this.#session(id).head;
  }

  async lastNs(id: string): Promise<Map<string, number>> {
    return new Map(this.#session(id).lastN);
  }

  async read(id: string, after: number, upTo: number, limit: number): Promise<Entry[]> {
    return this.#select(id, after, upTo, limit, () => true);
  }

  async readRef(id: string, ref: string, after: number, upTo: number, limit: number): Promise<Entry[]> {
    return this.#select(id, after, upTo, limit, (entry) => entry.ref === ref);
  }

  async readRecorded(id: string, ref: string | null, after: number, upTo: number, limit: number): Promise<Entry[]> {
    const { recorded } = this.#session(id);
    return this.#select(id, after, upTo, limit, (entry) => ref === null || entry.ref === ref, recorded);
  }

  async recordings(id: string): Promise<Entry[]> {
    return this.#session(id).entries.filter(({ kind }) => kind.startsWith('recording.'));
  }

  #select(
    id: string,
    after: number,
    upTo: number,
    limit: number,
    wanted: (entry: Entry) => boolean,
    more: readonly Entry[] = [],
  ): Entry[] {
    const { entries, latest } = this.#session(id);
    const inRange = (entry: Entry) => entry.seq > after && entry.seq <= upTo && wanted(entry);
    return [...new Set([...entries.filter(inRange), ...[...latest.values()].filter(inRange), ...more.filter(inRange)])]
      .sort((a, b) => a.seq - b.seq)
      .slice(0, limit);
  }

  async putCheckpoint(id: string, ref: string, checkpoint: Checkpoint): Promise<void> {
    this.#session(id).checkpoints.set(ref, checkpoint);
  }

  async checkpoint(id: string, ref: string): Promise<Checkpoint | null> {
    return this.#session(id).checkpoints.get(ref) ?? null;
  }

  async checkpointed(id: string): Promise<Map<string, number>> {
    return new Map([...this.#session(id).checkpoints].map(([ref, { seq }]) => [ref, seq]));
  }

  async pack(id: string, segment: Segment): Promise<void> {
    const { segments } = this.#session(id);
    if (segment.last > (segments.at(-1)?.last ?? 0)) segments.push(segment);
  }

  async segments(id: string): Promise<ListedSegment[]> {
    return this.#session(id).segments.map(({ last, index, isEmpty = false }) => ({ last, index, isEmpty }));
  }

  async packedState(id: string, upTo: number): Promise<Checkpoint | null> {
    const found = this.#session(id).segments.findLast(({ last, state }) => last <= upTo && state !== null);
    return found ? { seq: found.last, bytes: found.state! } : null;
  }

  async keepCheckpoint(id: string, ref: string, checkpoint: Checkpoint): Promise<void> {
    this.#session(id).keptCheckpoints.push({ ...checkpoint, ref });
  }

  async checkpointUpTo(id: string, ref: string, upTo: number): Promise<Checkpoint | null> {
    const { checkpoints, keptCheckpoints } = this.#session(id);
    const all = [...keptCheckpoints.filter((each) => each.ref === ref), checkpoints.get(ref)];
    const fitting = all.flatMap((each) => (each && each.seq <= upTo ? [each] : []));
    return fitting.reduce<Checkpoint | null>((best, each) => (best && best.seq >= each.seq ? best : each), null);
  }

  async trim(id: string, kind: string, ref: string, upTo: number): Promise<void> {
    const session = this.#session(id);
    session.entries = session.entries.filter((e) => e.kind !== kind || e.ref !== ref || e.seq > upTo);
  }

  async condense(id: string, { after, upTo, segments, checkpoints, ended, markers }: Condensed): Promise<void> {
    const session = this.#session(id);
    session.removals++;
    const staying = new Set(segments.flatMap(({ entries }) => entries.map(({ seq }) => seq)));
    const stays = ({ seq }: Entry) => seq <= after || seq > upTo || staying.has(seq);
    session.entries = session.entries.filter(
      (entry) => stays(entry) || (entry.kind.startsWith('recording.') && !markers.includes(entry.seq)),
    );
    session.recorded = session.recorded.filter(stays);
    const written = segments.map(({ entries, ...segment }) => ({
      ...segment,
      isEmpty: entries.length === 0 && segment.state !== null,
    }));
    const others = session.segments.filter(({ last }) => last <= after || last > upTo);
    session.segments = [...others, ...written].sort((a, b) => a.last - b.last);
    for (const ref of ended) this.#dropCheckpoints(id, ref, after, upTo);
    for (const { ref, since, seq, bytes } of checkpoints) {
      this.#dropCheckpoints(id, ref, since, seq);
      session.keptCheckpoints.push({ ref, seq, bytes });
      if ((session.checkpoints.get(ref)?.seq ?? -1) < seq) session.checkpoints.set(ref, { seq, bytes });
    }
  }

  async excise(id: string, { ref, after, upTo, kinds, instead }: Excision, reindex: Reindex): Promise<void> {
    const session = this.#session(id);
    session.removals++;
    const goes = (entry: Entry) =>
      entry.ref === ref && entry.seq > after && entry.seq <= upTo && kinds.includes(entry.kind);
    const gone = new Set(session.entries.filter(goes).map(({ seq }) => seq));
    const others = new Map(instead.map((entry) => [entry.seq, entry]));
    session.entries = session.entries.flatMap((entry) => (goes(entry) ? (others.get(entry.seq) ?? []) : entry));
    for (const [place, segment] of session.segments.entries()) {
      const before = session.segments[place - 1]?.last ?? 0;
      const here = new Set([...gone].filter((seq) => seq > before && seq <= segment.last));
      if (here.size > 0) segment.index = reindex(segment.index, here, instead);
    }
    this.#dropCheckpoints(id, ref, after, upTo);
    await this.bringCuts(id, [{ ref, after, upTo }]);
  }

  async blank(id: string, { ref, instead, reindex, redact }: Blanking): Promise<void> {
    const session = this.#session(id);
    session.removals++;
    const others = new Map(instead.map((entry) => [entry.seq, entry]));
    const goes = (entry: Entry) => entry.ref === ref && others.has(entry.seq);
    const gone = new Set(session.entries.filter(goes).map(({ seq }) => seq));
    session.entries = session.entries.map((entry) => (goes(entry) ? others.get(entry.seq)! : entry));
    const first = instead.reduce((least, { seq }) => Math.min(least, seq), Number.POSITIVE_INFINITY);
    for (const [place, segment] of session.segments.entries()) {
      const before = session.segments[place - 1]?.last ?? 0;
      const here = new Set([...gone].filter((seq) => seq > before && seq <= segment.last));
      if (here.size > 0) segment.index = reindex(segment.index, here, instead);
      if (segment.last >= first) segment.state = segment.state && redact(segment.state);
    }
  }

  async cuts(id: string): Promise<CutOut[]> {
    return [...this.#session(id).cuts];
  }

  async bringCuts(id: string, cuts: readonly CutOut[]): Promise<void> {
    const session = this.#session(id);
    session.cuts = unitedCuts([...session.cuts, ...cuts]);
  }

  async removals(id: string): Promise<number> {
    return this.#session(id).removals;
  }

  async drop(id: string): Promise<void> {
    if (this.#session(id).term > 0) throw new EnsembleError('exists', 'This session is in use here.');
    this.#sessions.delete(id);
  }

  #dropCheckpoints(id: string, ref: string, after: number, upTo: number): void {
    const session = this.#session(id);
    const isIn = ({ seq }: Checkpoint) => seq > after && seq <= upTo;
    session.keptCheckpoints = session.keptCheckpoints.filter((each) => each.ref !== ref || !isIn(each));
    const stored = session.checkpoints.get(ref);
    if (stored && isIn(stored)) session.checkpoints.delete(ref);
  }

  async bury(id: string, burial: Burial, redact: Redact = () => null): Promise<void> {
    const session = this.#session(id);
    session.removals++;
    const goes = (entry: Entry) =>
      'seq' in burial ? entry.seq === burial.seq : entry.ref === burial.ref && entry.seq <= burial.upTo;
    const gone = [...session.entries, ...session.latest.values()].filter(goes);
    session.entries = session.entries.map((entry) => (goes(entry) ? tombstoneOf(entry) : entry));
    for (const [key, entry] of session.latest) {
      const isOlder = isOneOfAReplica(entry.kind) && gone.some((other) => isNewerOfOne(other, entry));
      if (goes(entry) || isOlder) session.latest.delete(key);
    }
    session.recorded = session.recorded.filter((entry) => !goes(entry));
    // A checkpoint that stands for condensed entries cannot be made again.
    const isBefore = 'seq' in burial && session.segments.some(({ last, isEmpty }) => isEmpty && last >= burial.seq);
    const refs = 'ref' in burial ? [burial.ref] : isBefore ? [] : gone.map(({ ref }) => ref ?? '');
    const first = 'seq' in burial ? burial.seq : 0;
    if ('ref' in burial && (session.checkpoints.get('')?.seq ?? Number.POSITIVE_INFINITY) <= burial.upTo)
      session.checkpoints.delete('');
    session.keptCheckpoints = session.keptCheckpoints.filter(({ ref, seq }) => !refs.includes(ref) || seq < first);
    const upTo = 'seq' in burial ? Number.POSITIVE_INFINITY : burial.upTo;
    for (const segment of session.segments) {
      const redacted = segment.isEmpty && segment.state && 'ref' in burial ? redact(segment.state) : segment.state;
      if (segment.last <= upTo) segment.state = segment.isEmpty ? redacted : null;
    }
    for (const ref of refs) if ((session.checkpoints.get(ref)?.seq ?? -1) >= first) session.checkpoints.delete(ref);
  }

  async latestOf(id: string, ref: string, upTo: number): Promise<Entry[]> {
    const all = [...this.#session(id).latest.values()];
    return all.filter((entry) => entry.ref === ref && entry.seq <= upTo).sort((a, b) => a.seq - b.seq);
  }

  async naming(id: string, blob: string): Promise<Naming[]> {
    const { entries, latest, recorded } = this.#session(id);
    const named = [...entries, ...latest.values(), ...recorded].filter((entry) => entry.blob === blob);
    const alike = new Map(named.map(({ by, kind, ref, to }) => [`${by} ${kind} ${ref} ${to}`, { by, kind, ref, to }]));
    return [...alike.values()];
  }

  async blobs(id: string): Promise<Set<string>> {
    const { entries, latest, recorded } = this.#session(id);
    return new Set([...entries, ...latest.values(), ...recorded].flatMap(({ blob }) => blob ?? []));
  }

  async usage(id: string): Promise<LogUsage> {
    const { entries, recorded, checkpoints, keptCheckpoints, segments } = this.#session(id);
    const sum = (all: Iterable<Uint8Array | null>) => [...all].reduce((total, each) => total + (each?.length ?? 0), 0);
    const kept = [...entries, ...recorded].sort((a, b) => a.seq - b.seq);
    return {
      historyBytes: sum(kept.map(({ body }) => body)),
      checkpointBytes:
        sum([...checkpoints.values(), ...keptCheckpoints].map(({ bytes }) => bytes)) +
        sum(segments.map(({ state }) => state)),
      oldestMs: kept[0]?.at ?? null,
    };
  }

  async scrub(): Promise<void> {}

  async close(): Promise<void> {}
}
