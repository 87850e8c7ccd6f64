import { createHash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import { bytes } from '../../src/shared/core/bytes.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { pack, storedLimits, unpack } from '../../src/shared/core/message-pack.ts';

/** Most entries of one segment, and most bytes of its bodies. */
export const segmentLimits = { entries: 2_000, bytes: 8 * 1024 * 1024 } as const;

/** Most bytes that a segment may unpack to: bodies, with their columns. */
const mostUnpackedBytes = 32 * 1024 * 1024;
/** Form of the columns: a reader refuses newer ones. */
const form = 1;

const text = z.array(z.string().max(200));
const numbers = z.array(z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)).max(segmentLimits.entries);

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
  const read = readColumns(segment);
  const count = read.seq.length;
  const lists = [
    read.at,
    read.by,
    read.n,
    read.ageMs,
    read.kind,
    read.v,
    read.ref,
    read.to,
    read.blob,
    read.lengthBytes,
  ];
  if (lists.some((list) => list.length !== count)) throw damaged('its columns differ in length');
  const name = (number: number) => {
    if (number > read.names.length) throw damaged('it names what it does not have');
    return number === 0 ? null : read.names[number - 1]!;
  };
  const bodies = bodiesOf(read);
  let [seq, at] = [0, 0];
  return read.seq.map((step, index) => {
    seq += step;
    at += read.at[index]!;
    const [by, kind] = [name(read.by[index]!), name(read.kind[index]!)];
    if (by === null || kind === null || (index > 0 && step === 0)) throw damaged('an entry has no place in it');
    const [n, ageMs, v] = [read.n[index]!, read.ageMs[index]!, read.v[index]!];
    const [ref, to, blob] = [name(read.ref[index]!), name(read.to[index]!), name(read.blob[index]!)];
    return { seq, at, by, n, ageMs, kind, v, ref, to, body: bodies[index]!, blob };
  });
}

function readColumns(segment: Uint8Array): Columns {
  let unpacked: unknown;
  try {
    const { buffer, byteOffset, length } = zstdDecompressSync(segment, { maxOutputLength: mostUnpackedBytes });
    unpacked = unpack(new Uint8Array(buffer, byteOffset, length), storedLimits);
  } catch (thrown) {
    throw damaged(`it cannot be unpacked (${(thrown as Error).message})`);
  }
  const parsed = columns.safeParse(unpacked);
  if (!parsed.success) throw damaged('it is of another form');
  return parsed.data;
}

function bodiesOf({ kind, lengthBytes, bodies }: Columns): Uint8Array[] {
  const found: Uint8Array[] = new Array(kind.length);
  let offset = 0;
  for (const index of orderOf(kind)) {
    const end = offset + lengthBytes[index]!;
    if (end > bodies.length) throw damaged('a body is cut off');
    found[index] = bodies.subarray(offset, end);
    offset = end;
  }
  if (offset !== bodies.length) throw damaged('it has bytes of no entry');
  return found;
}

/** Address of a segment by its content (SHA-256, hex). */
export function hashOfSegment(segment: Uint8Array): string {
  return createHash('sha256').update(segment).digest('hex');
}
