import { createHash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import { bytes } from '../../src/shared/core/bytes.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { pack, unpack } from '../../src/shared/core/message-pack.ts';

/** Most entries of one segment, and most bytes of its bodies. */
export const segmentLimits = { entries: 2_000, bytes: 8 * 1024 * 1024 } as const;

/** Most bytes that a segment may unpack to: bodies, with their columns. */
const mostUnpackedBytes = 32 * 1024 * 1024;
/** Values of all columns, and of as many names as there may be. */
const packedLimits = { depth: 4, items: 25 * segmentLimits.entries, keys: 100 } as const;
/** Form of the columns: a reader refuses newer ones. */
const form = 1;

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const text = z.array(z.string().max(200));
/** Checked by hand: a schema for each of so many numbers takes most of the time of a seek. */
const numbers = z.custom<number[]>(
  (value) => Array.isArray(value) && value.length <= segmentLimits.entries && value.every(isCount),
  'expected counts',
);

/** Columns of a segment. Names stand once each, in `names`; 0 stands for none, else the name is the one before. */
const columns = z.object({
  form: z.literal(form),
  names: text.max(10 * segmentLimits.entries),
  /** Differences from the entry before. */
  seq: numbers,
  at: numbers,
  by: numbers,
  n: numbers,
  ageMs: numbers,
  kind: numbers,
  v: numbers,
  ref: numbers,
  to: numbers,
  blob: numbers,
  /** Lengths of the bodies, in the order of the entries. */
  lengthBytes: numbers,
  /** Bodies one after another: those of a kind together, which compresses best. */
  bodies: bytes,
});

type Columns = z.infer<typeof columns>;

/** Names that are told by number. */
class Names {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  /** Number of a name, from 1; 0 for none. */
  of(name: string | null): number {
    if (name === null) return 0;
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.list.push(name));
    return this.list.length;
  }
}

/** Order of the bodies: by kind, as the kinds first come, then by place. */
function orderOf(kinds: readonly number[]): number[] {
  return kinds.map((_, index) => index).sort((a, b) => kinds[a]! - kinds[b]! || a - b);
}

/** Packs entries of a log, in the order of their seqs, into columns, compressed (zstd). */
export function packSegment(entries: readonly Entry[]): Uint8Array {
  const names = new Names();
  const column = (of: (entry: Entry, index: number) => number) => entries.map(of);
  const differences = (field: 'seq' | 'at') =>
    column((entry, index) => entry[field] - (index === 0 ? 0 : entries[index - 1]![field]));
  const kind = column((entry) => names.of(entry.kind));
  const packed: Columns = {
    form,
    names: names.list,
    seq: differences('seq'),
    at: differences('at'),
    by: column(({ by }) => names.of(by)),
    n: column(({ n }) => n),
    ageMs: column(({ ageMs }) => ageMs),
    kind,
    v: column(({ v }) => v),
    ref: column(({ ref }) => names.of(ref)),
    to: column(({ to }) => names.of(to)),
    blob: column(({ blob }) => names.of(blob)),
    lengthBytes: column(({ body }) => body.length),
    bodies: new Uint8Array(Buffer.concat(orderOf(kind).map((index) => entries[index]!.body))),
  };
  const params = { [constants.ZSTD_c_compressionLevel]: 6, [constants.ZSTD_c_checksumFlag]: 1 };
  return new Uint8Array(zstdCompressSync(pack(packed), { params }));
}

const damaged = (why: string) => new EnsembleError('bad-request', `A part of the recording is damaged: ${why}.`);

/** Unpacks a segment, bounded in memory. Throws `bad-request` for bytes that are none. */
export function unpackSegment(segment: Uint8Array): Entry[] {
  return [...new UnpackedSegment(segment).entries()];
}

/** A segment whose columns are unpacked, and whose entries are made as they are asked for. */
export class UnpackedSegment {
  readonly #columns: Columns;
  readonly #seqs: number[];
  readonly #times: number[];
  readonly #ends: number[];

  /** Throws `bad-request` for bytes that are no segment. */
  constructor(segment: Uint8Array) {
    const read = readColumns(segment);
    const { seq, at, by, n, ageMs, kind, v, ref, to, blob, lengthBytes, names } = read;
    for (const list of [at, by, n, ageMs, kind, v, ref, to, blob, lengthBytes])
      if (list.length !== seq.length) throw damaged('its columns differ in length');
    for (const list of [by, kind, ref, to, blob])
      if (list.some((number) => number > names.length)) throw damaged('it names what it does not have');
    const isLost = (step: number, index: number) => by[index] === 0 || kind[index] === 0 || (index > 0 && step === 0);
    if (seq.some(isLost)) throw damaged('an entry has no place in it');
    this.#columns = read;
    this.#seqs = summed(seq);
    this.#times = summed(at);
    this.#ends = endsOf(read);
  }

  /** Makes the entries of a ref, or all, in their order. */
  *entries(ref: string | null = null): Generator<Entry> {
    const { names, ref: refs } = this.#columns;
    const wanted = ref === null ? -1 : names.indexOf(ref) + 1;
    if (wanted === 0) return;
    for (let index = 0; index < refs.length; index++)
      if (wanted < 0 || refs[index] === wanted) yield this.#entry(index);
  }

  #entry(index: number): Entry {
    const { names, by, n, ageMs, kind, v, ref, to, blob, lengthBytes, bodies } = this.#columns;
    const name = (column: readonly number[]) => names[column[index]! - 1] ?? null;
    const end = this.#ends[index]!;
    return {
      seq: this.#seqs[index]!,
      at: this.#times[index]!,
      by: name(by)!,
      n: n[index]!,
      ageMs: ageMs[index]!,
      kind: name(kind)!,
      v: v[index]!,
      ref: name(ref),
      to: name(to),
      body: bodies.subarray(end - lengthBytes[index]!, end),
      blob: name(blob),
    };
  }
}

/** Sums up differences. */
function summed(steps: readonly number[]): number[] {
  let sum = 0;
  return steps.map((step) => {
    sum += step;
    return sum;
  });
}

function readColumns(segment: Uint8Array): Columns {
  let unpacked: unknown;
  try {
    const { buffer, byteOffset, length } = zstdDecompressSync(segment, { maxOutputLength: mostUnpackedBytes });
    unpacked = unpack(new Uint8Array(buffer, byteOffset, length), packedLimits);
  } catch (thrown) {
    throw damaged(`it cannot be unpacked (${(thrown as Error).message})`);
  }
  const parsed = columns.safeParse(unpacked);
  if (!parsed.success) throw damaged('it is of another form');
  return parsed.data;
}

/** Finds the end of each entry's body. */
function endsOf({ kind, lengthBytes, bodies }: Columns): number[] {
  const ends: number[] = new Array(kind.length);
  let offset = 0;
  for (const index of orderOf(kind)) {
    offset += lengthBytes[index]!;
    ends[index] = offset;
  }
  if (offset !== bodies.length) throw damaged('its bodies are cut off, or too long');
  return ends;
}

/** Address of a segment by its content (SHA-256, hex). */
export function hashOfSegment(segment: Uint8Array): string {
  return createHash('sha256').update(segment).digest('hex');
}
