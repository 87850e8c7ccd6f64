import type { Capability, Reducers, Told } from './capability.ts';
import type { Entry } from './entry.ts';
import type { Kind } from './kind.ts';

/** The table of kinds, as the fold needs it. */
interface Table {
  lookUp: (name: string) => Kind | undefined;
  /** Throws where the bytes are not of the kind's form. */
  decode: (name: string, body: Uint8Array) => unknown;
}

type Reduce = (state: object, told: Told<unknown>) => object;

/** Makes a function that ends whatever is over by a moment; it gives the very state where nothing is. */
export function createSettle<State extends object>(
  capabilities: readonly Capability[],
): (state: State, atMs: number) => State {
  return (state, atMs) => {
    let next: object = state;
    for (const each of capabilities) next = each.settle?.(next, atMs) ?? next;
    return next as State;
  };
}

/** Makes the fold of a list of capabilities: their reducers of each kind, in the order of the list. */
export function createFold<State extends object>(
  capabilities: readonly Capability[],
  table: Table,
): (state: State, entry: Entry) => State {
  const reducers = new Map<string, Reduce[]>();
  const all: Reducers[] = capabilities.flatMap((each) => [...each.reducers]);
  for (const some of all)
    for (const [kind, reduce] of Object.entries(some))
      reducers.set(kind, [...(reducers.get(kind) ?? []), reduce as Reduce]);

  const settled = createSettle<State>(capabilities);

  return (state, entry) => {
    const kind = table.lookUp(entry.kind);
    if (kind === undefined) return state;
    // Time passes by entries that everyone gets: a client that subscribes to a text sees more moments, and must come to
    // no other state.
    const current = kind.interest === 'session' ? settled(state, entry.at) : state;
    const reduces = reducers.get(entry.kind);
    // Edits and cursors, which are most entries, change nothing in the state.
    if (reduces === undefined) return current;
    try {
      const told = new Read(entry, table);
      let next: object = current;
      for (const reduce of reduces) next = reduce(next, told);
      return next as State;
    } catch {
      return current;
    }
  };
}

/** An entry whose body is decoded once, when it is first asked for. */
class Read implements Told<unknown> {
  readonly seq: number;
  readonly at: number;
  readonly by: string;
  readonly ref: string | null;
  readonly v: number;
  readonly #decode: () => unknown;
  #body: { is: unknown } | null = null;

  constructor({ seq, at, by, ref, v, kind, body }: Entry, table: Table) {
    [this.seq, this.at, this.by, this.ref, this.v] = [seq, at, by, ref, v];
    this.#decode = () => table.decode(kind, body);
  }

  get body(): unknown {
    this.#body ??= { is: this.#decode() };
    return this.#body.is;
  }
}
