/** Number of keys up to which a plain copy is cheaper. */
const mostPlain = 128;
/** Number of parts of a large record: a change copies one of them. */
const partCount = 256;

/** A value with its place in the order of the keys. */
interface Placed<T> {
  place: number;
  value: T;
}

interface Parts<T> {
  parts: readonly ReadonlyMap<string, Placed<T>>[];
  size: number;
  nextPlace: number;
  /** Keys in their order; null until they are first asked for. */
  keys: string[] | null;
}

type RecordOf<T> = Readonly<Record<string, T>>;

const partsOf = new WeakMap<RecordOf<unknown>, Parts<unknown>>();

function partAt(key: string): number {
  let hash = 0;
  for (let i = 0; i < key.length; i++) hash = (hash * 31 + key.charCodeAt(i)) | 0;
  return (hash ^ (hash >>> 16)) & (partCount - 1);
}

function keysOf<T>(record: Parts<T>): string[] {
  if (record.keys === null) {
    const all = record.parts.flatMap((part) => [...part].map(([key, { place }]) => ({ key, place })));
    record.keys = all.sort((a, b) => a.place - b.place).map(({ key }) => key);
  }
  return record.keys;
}

/**
 * Proxy handler by which a record in parts reads as a plain object; it can no more be written to than the state may be.
 */
class Reading<T> implements ProxyHandler<Record<string, T>> {
  readonly #record: Parts<T>;

  constructor(record: Parts<T>) {
    this.#record = record;
  }

  #find(key: string | symbol): Placed<T> | undefined {
    return typeof key === 'string' ? this.#record.parts[partAt(key)]!.get(key) : undefined;
  }

  get(target: Record<string, T>, key: string | symbol): unknown {
    const found = this.#find(key);
    return found ? found.value : Reflect.get(target, key);
  }

  has(target: Record<string, T>, key: string | symbol): boolean {
    return this.#find(key) !== undefined || Reflect.has(target, key);
  }

  ownKeys(): string[] {
    return keysOf(this.#record);
  }

  getOwnPropertyDescriptor(_target: Record<string, T>, key: string | symbol): PropertyDescriptor | undefined {
    const found = this.#find(key);
    return found && { value: found.value, enumerable: true, configurable: true, writable: false };
  }

  set(): boolean {
    return false;
  }

  defineProperty(): boolean {
    return false;
  }

  deleteProperty(): boolean {
    return false;
  }
}

function recordOf<T>(parts: Parts<T>): Record<string, T> {
  const record = new Proxy<Record<string, T>>({}, new Reading(parts));
  partsOf.set(record, parts);
  return record;
}

function inParts<T>(record: RecordOf<T>): Parts<T> {
  const known = partsOf.get(record);
  if (known) return known as Parts<T>;
  const parts = Array.from({ length: partCount }, () => new Map<string, Placed<T>>());
  const keys = Object.keys(record);
  for (const [place, key] of keys.entries()) parts[partAt(key)]!.set(key, { place, value: record[key]! });
  return { parts, size: keys.length, nextPlace: keys.length, keys };
}

function isLarge(record: RecordOf<unknown>): boolean {
  if (partsOf.has(record)) return true;
  let count = 0;
  for (const _ in record) if (++count > mostPlain) return true;
  return false;
}

/**
 * Gives a record with one value set; the given one stays as it is. A plain copy of ten thousand keys takes twelve
 * milliseconds, so a large record is a persistent map: parts behind a Proxy, of which a change copies one.
 */
export function withKey<T>(record: RecordOf<T>, key: string, value: NoInfer<T>): Record<string, T> {
  if (!isLarge(record)) return { ...record, [key]: value };
  const { parts, size, nextPlace, keys } = inParts(record);
  const at = partAt(key);
  const old = parts[at]!.get(key);
  const part = new Map(parts[at]).set(key, { place: old?.place ?? nextPlace, value });
  if (old) return recordOf({ parts: parts.with(at, part), size, nextPlace, keys });
  return recordOf({ parts: parts.with(at, part), size: size + 1, nextPlace: nextPlace + 1, keys: null });
}

/** Gives a record without one key; the given one stays as it is. */
export function withoutKey<T>(record: RecordOf<T>, key: string): Record<string, T> {
  if (!isLarge(record)) {
    const { [key]: _, ...rest } = record;
    return rest;
  }
  const { parts, size, nextPlace } = inParts(record);
  const at = partAt(key);
  if (!parts[at]!.has(key)) return record;
  const part = new Map(parts[at]);
  part.delete(key);
  return recordOf({ parts: parts.with(at, part), size: size - 1, nextPlace, keys: null });
}

/** Says whether a record is kept in parts: then it cannot be written to, nor needs to be frozen. */
export function isInParts(record: object): boolean {
  return partsOf.has(record as RecordOf<unknown>);
}

/** Sorts some keys of a record into its own order. */
export function inOrder(record: RecordOf<unknown>, keys: readonly string[]): string[] {
  const parts = partsOf.get(record);
  if (!parts) return Object.keys(record).filter((key) => keys.includes(key));
  const placeOf = (key: string) => parts.parts[partAt(key)]!.get(key)?.place ?? 0;
  return keys.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** Gives a record as a plain object, to be read through: each key of one in parts is found by its hash. */
export function plainOf<T>(record: RecordOf<T>): RecordOf<T> {
  const parts = partsOf.get(record) as Parts<T> | undefined;
  if (!parts) return record;
  const placed = parts.parts.flatMap((part) => [...part]).sort(([, a], [, b]) => a.place - b.place);
  return Object.fromEntries(placed.map(([key, { value }]) => [key, value]));
}

/** Number of keys of a record. */
export function sizeOf(record: RecordOf<unknown>): number {
  return partsOf.get(record)?.size ?? Object.keys(record).length;
}
