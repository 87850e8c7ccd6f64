import type { z } from 'zod';
import type { Asking } from './asking.ts';
import type { Entry } from './entry.ts';
import type { EnsembleError } from './errors.ts';
import type { Kind } from './kind.ts';
import type { Method } from './method.ts';

export type KindTable = Readonly<Record<string, Kind>>;
export type MethodTable = Readonly<Record<string, Method>>;

/** Body of a kind of a table, as it is decoded. */
export type BodyOf<Table extends KindTable, Name extends keyof Table> = z.output<Table[Name]['body']>;

/** An entry as a reducer gets it. `body` is decoded when it is read, and throws where it is not of its kind's form. */
export interface Told<Body> extends Pick<Entry, 'seq' | 'at' | 'by' | 'ref'> {
  readonly body: Body;
}

/**
 * The next state: pure, no clock, no randomness. Its state is the slices that it reads, its own among them; what it does
 * not know stays as it is.
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

/** One thing that people can do together: what it says, asks, keeps and allows. */
export interface Capability<
  Kinds extends KindTable = KindTable,
  Methods extends MethodTable = MethodTable,
  Slice extends object = object,
> {
  name: string;
  /** Lines of the protocol's table. */
  kinds: Kinds;
  /** Requests to the host. */
  methods: Methods;
  /** Its part of the state, as a session begins. */
  slice: Slice;
  reducers: readonly Reducers[];
  /** Ends what ends by time, with the next entry that everyone gets; the very same state where nothing does. */
  settle?(state: object, atMs: number): object;
  /** Reason why something may not be said, beyond what its kind's line holds; null where there is none. */
  objection?(state: object, asking: Asking): EnsembleError | null;
  /** How the past of a ref of its own is folded into one text of bytes, so that joining late stays fast. */
  checkpointer?: Checkpointer;
}

/** The past of one ref while it is folded. */
export interface FoldedRef {
  /** Goes on from a checkpoint. */
  load(checkpoint: Uint8Array): void;
  /** Takes in entries in the order of the log; `writer` is the replica behind each. */
  fold(entries: readonly Entry[], boundOf: (replica: string) => Bound | null): void;
  /** Gives what may stand for all of it; null where it cannot stand alone. */
  encode(): Uint8Array | null;
  close(): void;
}

/** Whose a replica is or was, and what. */
export interface Bound {
  person: string;
  purpose: string | null;
}

/** Folds the pasts of refs, by kinds with `interest: ref`. */
export interface Checkpointer {
  /** Whether a ref of the session is one of its own. */
  has(state: object, ref: string): boolean;
  /** Kinds that are folded; of them, those that are taken out of the log behind a checkpoint. */
  kinds: readonly string[];
  trims: readonly string[];
  begin(): FoldedRef;
}

/** Makes a capability; what is left out it does not have. */
export function capability<
  Kinds extends KindTable = Record<never, never>,
  Methods extends MethodTable = Record<never, never>,
  Slice extends object = Record<never, never>,
>(parts: Pick<Capability, 'name'> & Partial<Capability<Kinds, Methods, Slice>>): Capability<Kinds, Methods, Slice> {
  return { kinds: {} as Kinds, methods: {} as Methods, slice: {} as Slice, reducers: [], ...parts };
}

type Part = 'kinds' | 'methods' | 'slice';

/** All that a list of capabilities has of one part. */
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
