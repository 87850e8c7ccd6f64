import type { z } from 'zod';
import type { Asking } from './asking.ts';
import type { Entry } from './entry.ts';
import type { EnsembleError } from './errors.ts';
import type { Kind } from './kind.ts';
import type { Method } from './method.ts';
import type { Narrowing } from './sight.ts';
import type { StreamLine } from './stream.ts';

export type KindTable = Readonly<Record<string, Kind>>;
export type MethodTable = Readonly<Record<string, Method>>;
export type StreamTable = Readonly<Record<string, StreamLine>>;

/** Body of a kind of a table, as it is decoded. */
export type BodyOf<Table extends KindTable, Name extends keyof Table> = z.output<Table[Name]['body']>;

/** An entry as a reducer gets it. `body` is decoded when it is read, and throws where it is not of its kind's form. */
export interface Told<Body> extends Pick<Entry, 'seq' | 'at' | 'by' | 'ref' | 'v'> {
  readonly body: Body;
}

/**
 * Computes the next state: pure, no clock, no randomness. Its state is the slices that it reads, its own among them;
 * other slices stay as they are.
 */
type Reduce<Body> = { of(state: object, told: Told<Body>): object }['of'];

/** Effect of some kinds on the state, by their names. */
export type Reducers = Readonly<Record<string, Reduce<never>>>;

/** Reducers of kinds: a capability's own, or another's that it listens to. */
export function on<Table extends KindTable>(
  _table: Table,
  reducers: { [Name in keyof Table]?: Reduce<BodyOf<Table, Name>> },
): Reducers {
  return reducers as Reducers;
}

/** A capability of a session: its kinds of entries, requests, state and rules. */
export interface Capability<
  Kinds extends KindTable = KindTable,
  Methods extends MethodTable = MethodTable,
  Slice extends object = object,
  Streams extends StreamTable = StreamTable,
> {
  name: string;
  /** Lines of the protocol's table. */
  kinds: Kinds;
  /** Requests to the host. */
  methods: Methods;
  /** Streams between a window and the host. */
  streams: Streams;
  /** Its part of the state, as a session begins. */
  slice: Slice;
  reducers: readonly Reducers[];
  /** Ends what is over by time, with the next entry that everyone gets; the very same state where nothing is. */
  settle?(state: object, atMs: number): object;
  /** Reason for which something may not be said, beyond the rules in its kind's line; null where there is none. */
  objection?(state: object, asking: Asking): EnsembleError | null;
  /** Reason for which a person may not hear of one of its refs; null where they may, undefined for a ref of others. */
  objectionToHearing?(state: object, person: string, ref: string): EnsembleError | null | undefined;
  /** Its part for people to whom the folder is limited; without it they get only what is about a document they see. */
  narrowing?: Narrowing;
  /** Kinds after which somebody may hear less than before. */
  endsHearing?: readonly string[];
  /** Folds the past of one of its refs into a single byte string, so that joining late stays fast. */
  checkpointer?: Checkpointer;
}

/** The past of one ref while it is folded. */
export interface FoldedRef {
  /** Goes on from a checkpoint. */
  load(checkpoint: Uint8Array): void;
  /** Takes in entries in the order of the log; `writer` is the replica behind each. */
  fold(entries: readonly Entry[], boundOf: (replica: string) => Bound | null): void;
  /** Encodes a checkpoint of all of it; null where it cannot stand alone. */
  encode(): Uint8Array | null;
  close(): void;
}

/** Person and purpose of a replica, present or past. */
export interface Bound {
  person: string;
  purpose: string | null;
}

/** A folded past in pages, each of which is told in one frame. */
export interface Pages {
  /** The newest of it, from which somebody goes on who takes pages. */
  newest(): Uint8Array;
  /** Page of what comes before a seq. */
  before(seq: number): Uint8Array;
}

/** Folds the pasts of refs, by kinds with `interest: ref`. */
export interface Checkpointer {
  /** Says whether a ref of the session is one of its own. */
  has(state: object, ref: string): boolean;
  /** Kinds that are folded, and those of them that are taken out of the log behind a checkpoint. */
  kinds: readonly string[];
  trims: readonly string[];
  /** Kinds with content, and the kind of the entry that stands for what was cut out of it: its body is a checkpoint. */
  content: readonly string[];
  cut: string;
  /** True if a receiver that fell behind is told the newest checkpoint in place of every trimmed kind between. */
  skips?: boolean;
  /** Tells a long past in pages, of a checkpoint, to those who ask for it so. */
  pages?(checkpoint: Uint8Array): Pages;
  /** Hashes of the files that a checkpoint names. */
  files?(checkpoint: Uint8Array): readonly string[];
  /** Begins with nothing; gives a promise only while its code is not loaded. */
  begin(): FoldedRef | Promise<FoldedRef>;
}

/** Makes a capability; parts that are left out are empty. */
export function capability<
  Kinds extends KindTable = Record<never, never>,
  Methods extends MethodTable = Record<never, never>,
  Slice extends object = Record<never, never>,
  Streams extends StreamTable = Record<never, never>,
>(
  parts: Pick<Capability, 'name'> & Partial<Capability<Kinds, Methods, Slice, Streams>>,
): Capability<Kinds, Methods, Slice, Streams> {
  const nothing = { kinds: {} as Kinds, methods: {} as Methods, streams: {} as Streams, slice: {} as Slice };
  return { ...nothing, reducers: [], ...parts };
}

type Part = 'kinds' | 'methods' | 'streams' | 'slice';

/** Type of one part of a list of capabilities, merged. */
export type Merged<List extends readonly Capability[], P extends Part> = List extends readonly [
  infer First extends Capability,
  ...infer Rest extends readonly Capability[],
]
  ? First[P] & Merged<Rest, P>
  : unknown;

/** Merges one part of all capabilities. Throws where two have something of the same name. */
export function merged<const List extends readonly Capability[], P extends Part>(list: List, part: P): Merged<List, P> {
  const all: Record<string, unknown> = {};
  for (const each of list)
    for (const [name, value] of Object.entries(each[part])) {
      if (Object.hasOwn(all, name)) throw new Error(`${name} is in two capabilities; the second is ${each.name}`);
      all[name] = value;
    }
  return all as Merged<List, P>;
}
