/** A place in a text: whose id, and which of theirs. */
export type Place = readonly [client: number, clock: number];

/** A whole number as Yjs packs it. */
export function varUint(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  while (rest > 127) {
    out.push(0x80 | (rest % 128));
    rest = Math.floor(rest / 128);
  }
  return [...out, rest];
}

export function varText(text: string): number[] {
  const bytes = Buffer.from(text, 'utf8');
  return [...varUint(bytes.length), ...bytes];
}

/** Contents of a struct, by its number in Yjs, with its bytes. */
export interface Content {
  kind: number;
  bytes: number[];
}

export const text = (value: string): Content => ({ kind: 4, bytes: varText(value) });

/** A struct: `after` and `before` are its neighbours; without both it stands at the beginning of `root`. */
export function struct(
  { kind, bytes }: Content,
  {
    after,
    before,
    root = 'text',
    parent,
    key,
  }: Partial<Record<'after' | 'before' | 'parent', Place>> & { root?: string; key?: string } = {},
): number[] {
  if (kind === 0 || kind === 10) return [kind, ...bytes];
  const info = kind | (after ? 0x80 : 0) | (before ? 0x40 : 0) | (key === undefined ? 0 : 0x20);
  const place = (at: Place | undefined) => (at ? [...varUint(at[0]), ...varUint(at[1])] : []);
  const up = parent ? [0, ...place(parent)] : [1, ...varText(root)];
  const under = after || before ? [] : [...up, ...(key === undefined ? [] : varText(key))];
  return [info, ...place(after), ...place(before), ...under, ...bytes];
}

export interface Run {
  client: number;
  clock: number;
  structs: number[][];
}

export type Deletion = readonly [client: number, clock: number, length: number];

/** A Yjs v1 update of anything, true or not. */
export function updateOf(runs: readonly Run[], deleted: readonly Deletion[] = []): Uint8Array {
  const packedRuns = runs.flatMap(({ client, clock, structs }) => {
    return [...varUint(structs.length), ...varUint(client), ...varUint(clock), ...structs.flat()];
  });
  const packedDeleted = deleted.flatMap(([client, clock, length]) => {
    return [...varUint(client), ...varUint(1), ...varUint(clock), ...varUint(length)];
  });
  return Uint8Array.from([...varUint(runs.length), ...packedRuns, ...varUint(deleted.length), ...packedDeleted]);
}
