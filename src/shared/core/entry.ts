import { z } from 'zod';
import { bytes } from './bytes.ts';
import { EnsembleError } from './errors.ts';
import { id, idPattern, sha256Hex } from './ids.ts';
import { limits } from './version.ts';

/** One fact of a session. docs/protocol.md says who sets which field. */
export interface Entry {
  /** Dense per session, from 1; 0 for entries that are not kept. */
  seq: number;
  /** Milliseconds since the epoch, set by the log together with `seq`. */
  at: number;
  /** The replica that made it. */
  by: string;
  /** 1, 2, 3 … over that replica's `history` entries; 0 for all others. */
  n: number;
  /** Time from making to sending. */
  ageMs: number;
  kind: string;
  v: number;
  /** The document (later: terminal, call …) that it is about. */
  ref: string | null;
  /** The replica that it is directed to. */
  to: string | null;
  /** msgpack, opaque to the gateway and the log. Empty when `blob` is set. */
  body: Uint8Array;
  /** SHA-256 (hex) of a body that travels as a blob. */
  blob: string | null;
}

/** An entry as it stands in a frame. */
export type EntryTuple = [
  seq: number,
  at: number,
  by: string,
  n: number,
  ageMs: number,
  kind: string,
  v: number,
  ref: string | null,
  to: string | null,
  body: Uint8Array,
  blob: string | null,
];

const longestAgeMs = 366 * 86_400_000;
const kindPattern = /^[a-zA-Z]+\.[a-zA-Z]+$/;
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const entryTuple: z.ZodType<EntryTuple> = z.tuple([
  count,
  count,
  id,
  count,
  z.number().int().min(0).max(longestAgeMs),
  z.string().regex(kindPattern).max(64),
  z.number().int().min(1).max(1000),
  id.nullable(),
  id.nullable(),
  bytes.refine((body) => body.length <= limits.inlineBodyBytes, 'body too large: send it as a blob'),
  sha256Hex.nullable(),
]);

/** Says whether a value is a whole number from 0. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

const isId = (value: unknown): boolean => typeof value === 'string' && idPattern.test(value);

/**
 * Says whether a value is beyond doubt an inline entry, as nearly all are: a fast path. For any other value,
 * `entryTuple` decides and says what is wrong.
 */
export function isPlainEntry(value: unknown): value is EntryTuple {
  if (!Array.isArray(value) || value.length !== 11) return false;
  const [seq, at, by, n, ageMs, kind, v, ref, to, body, blob] = value as unknown[];
  return (
    isCount(seq) &&
    isCount(at) &&
    isId(by) &&
    isCount(n) &&
    isCount(ageMs) &&
    ageMs <= longestAgeMs &&
    typeof kind === 'string' &&
    kind.length <= 64 &&
    kindPattern.test(kind) &&
    isCount(v) &&
    v >= 1 &&
    v <= 1000 &&
    (ref === null || isId(ref)) &&
    (to === null || isId(to)) &&
    body instanceof Uint8Array &&
    body.length <= limits.inlineBodyBytes &&
    blob === null
  );
}

/** Makes the entry's form in a frame. */
export function toTuple(e: Entry): EntryTuple {
  return [e.seq, e.at, e.by, e.n, e.ageMs, e.kind, e.v, e.ref, e.to, e.body, e.blob];
}

/** Reads an entry from a frame that was already validated. */
export function fromTuple(t: EntryTuple): Entry {
  const [seq, at, by, n, ageMs, kind, v, ref, to, body, blob] = t;
  return { seq, at, by, n, ageMs, kind, v, ref, to, body, blob };
}

/** Checks one decoded entry from the wire. Throws `bad-request` with the first fault. */
export function parseEntry(value: unknown): Entry {
  const parsed = entryTuple.safeParse(value);
  if (parsed.success) return fromTuple(parsed.data);
  const issue = parsed.error.issues[0];
  throw new EnsembleError(
    'bad-request',
    `malformed entry: field ${issue?.path.join('.') ?? '?'}: ${issue?.message ?? ''}`,
  );
}
