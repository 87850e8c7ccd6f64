import { z } from 'zod';
import { bytes } from './bytes.ts';
import { type Entry, type EntryTuple, entryTuple, fromTuple, isCount, isPlainEntry, toTuple } from './entry.ts';
import { EnsembleError, errorCodes } from './errors.ts';
import { id, secret, sha256Hex } from './ids.ts';
import { problemInList } from './long-lists.ts';
import { pack, unpack } from './message-pack.ts';
import { ownName, purposes } from './replica.ts';
import { roles } from './rights.ts';
import { timeline } from './timeline.ts';
import { limits } from './version.ts';

const seq = z.number().int().min(0);
/** A subscription’s number, chosen by its asker: entries of one that has ended are not taken for a newer one’s. */
const subscription = z.number().int().min(1);
/** An address without a path. The dialling side checks whether it may be dialled. */
const origin = z.string().regex(/^https?:\/\/[a-z0-9.-]{1,253}(:[0-9]{1,5})?$/);

/** First frame of a connection. The gateway knows the person behind it, or the invite and the ticket tell. */
export const hello = z.object({
  protocol: z.number().int(),
  replica: id,
  /** `drain` only delivers an orphaned outbox: it joins nothing and hears nothing. */
  purpose: z.enum([...purposes, 'drain']),
  name: ownName,
  invite: secret.optional(),
  /** A 256-bit secret that the person made; showing it again proves the same person. */
  ticket: secret.optional(),
  /** The last seq that this replica has applied. */
  since: seq,
  /** The refs whose entries up to `since` it has. */
  refs: z.array(id).max(10_000),
});

export type Hello = z.infer<typeof hello>;

export const welcome = z.object({
  person: id,
  role: z.enum(roles),
  /** The last n of this replica that the log has taken or refused. */
  lastN: seq,
  head: seq,
  serverMs: z.number(),
  /** Refs whose past was trimmed beyond `since`: the client subscribes to them anew. */
  resubscribe: z.array(id).max(10_000),
});

export type Welcome = z.infer<typeof welcome>;

/** Message for a person. */
const words = z.string().max(10_000);

const mostEntries = 10_000;
/** Refs, each with the seq up to which entries of it were left out, for a receiver that has fallen behind. */
const leftOut = z.array(z.tuple([id, seq])).max(mostEntries);
/** Most refs of one `resume`; so many fit into a frame. */
export const mostResumed = 3_000;
const entries = z.array(entryTuple).max(mostEntries);

/** A replica, its person, and its purpose. */
const writer = z.tuple([id, id, z.enum(purposes).nullable()]);

/** Frames from a client. The grammar is in docs/protocol.md. */
export const clientFrame = z.discriminatedUnion('t', [
  z.object({ t: z.literal('hello'), hello }),
  z.object({ t: z.literal('entries'), entries }),
  /** `newest`: of a past that comes in pages, the newest page alone. */
  z.object({ t: z.literal('subscribe'), ref: id, subscription, newest: z.boolean().optional() }),
  /**
   * Asks for a page of a past: what comes before the entry `before`, or the newest for null, as it was at `since` or
   * later.
   */
  z.object({ t: z.literal('page'), ref: id, subscription, before: seq.nullable(), since: seq }),
  z.object({ t: z.literal('unsubscribe'), ref: id }),
  /** Subscribes to refs without their pasts: the sender has everything about each up to a seq. */
  z.object({ t: z.literal('resume'), subscription, held: z.array(z.tuple([id, seq])).max(mostResumed) }),
  /** Ends the connection for good, so that others see it at once. */
  z.object({ t: z.literal('leave') }),
  z.object({ t: z.literal('ping') }),
  /** Of a recording alone: shows it as it was after the entry `at`, or at that time. */
  z.object({ t: z.literal('show'), by: z.enum(['seq', 'time']), at: z.number().min(0) }),
]);

/** A state's parts by name, each packed by itself. */
const packedState = z.record(z.string().max(64), bytes);

/** Frames from the server. */
export const serverFrame = z.discriminatedUnion('t', [
  z.object({ t: z.literal('waiting'), message: words }),
  z.object({ t: z.literal('welcome'), welcome }),
  /** The folded state at `seq`, in place of all entries up to it. With `more` its bytes go on in the next frame. */
  z.object({ t: z.literal('keyframe'), seq, state: packedState, more: z.boolean().optional() }),
  /** Of a recording alone: the state at another `seq`, earlier or later. The pasts of all refs are to be asked for anew. */
  z.object({ t: z.literal('rewound'), seq, state: packedState, more: z.boolean().optional() }),
  /** Overview of a recording. */
  z.object({ t: z.literal('timeline'), timeline }),
  /**
   * Everything of interest in (after, upTo]; the entries that are missing between are of no interest to this client, or
   * of a ref in `leftOut`.
   */
  z.object({ t: z.literal('entries'), after: seq, upTo: seq, entries, leftOut: leftOut.optional() }),
  z.object({ t: z.literal('direct'), entries }),
  /** Entry that the log will have, behind that of the same replica and ref with this `n`. */
  z.object({ t: z.literal('ahead'), after: z.number().int().min(1), entries }),
  /** The past of one ref: a checkpoint (a Yjs update) and the entries after it; `done` closes it at `upTo`. */
  z.object({
    t: z.literal('backfill'),
    ref: id,
    /** 0 where nothing is in it: entries up to `upTo` were left out, and the receiver may ask for them now. */
    subscription: z.number().int().min(0),
    /** Seq behind which this frame goes on: that of its checkpoint, of the last entry in the frame before, or 0. */
    after: seq,
    checkpoint: bytes.nullable(),
    checkpointBlob: sha256Hex.nullable(),
    entries,
    /** The replicas behind these entries: the state does not know those that are gone. */
    writers: z.array(writer).max(mostEntries),
    upTo: seq,
    done: z.boolean(),
  }),
  /** Answer to a `page`: of a past as it was at `upTo`; null where there is nothing. */
  z.object({ t: z.literal('page'), ref: id, subscription, content: bytes.nullable(), upTo: seq }),
  /** Answer to a `resume`: the refs to which it did not subscribe, since more is in the log or the asker may not hear. */
  z.object({ t: z.literal('resumed'), subscription, behind: z.array(id).max(mostResumed) }),
  /** Everything of interest up to `sent` was sent before this. */
  z.object({ t: z.literal('pong'), sent: seq }),
  /** Points to the server that has the session now; this door leads there for as long as it is open. */
  z.object({ t: z.literal('moved'), origin, pin: sha256Hex.nullable() }),
  /** Refusal of an entry without n, of a `subscribe`, or of a `page`, which is named as one. */
  z.object({
    t: z.literal('refused'),
    kind: z.string().max(64),
    ref: id.nullable(),
    subscription: subscription.optional(),
    code: z.enum(errorCodes),
    message: words,
  }),
  z.object({ t: z.literal('closed'), code: z.enum(errorCodes), message: words, final: z.boolean() }),
]);

export type ClientFrame = z.infer<typeof clientFrame>;
export type ServerFrame = z.infer<typeof serverFrame>;

/** Encodes a frame of either side. */
export function encodeFrame(frame: ClientFrame | ServerFrame): Uint8Array {
  return pack(frame);
}

/** Accepts a run of plain entries by hand: nearly all frames carry such runs, and the schema is too slow for them. */
function isPlainRun(run: unknown): run is EntryTuple[] {
  return Array.isArray(run) && run.length <= mostEntries && run.every(isPlainEntry);
}

function unpackFrame(data: Uint8Array): unknown {
  try {
    return unpack(data);
  } catch {
    throw new EnsembleError('bad-request', 'malformed frame: not msgpack');
  }
}

const early = ['hello', 'ping', 'leave'] as const;

/** Heads of early frames, `{t: 'hello', …` and so on in msgpack, as `encodeFrame` writes them: the type comes first. */
const earlyHeads = early.map((t) => ({ t, head: pack({ t }).subarray(1) }));

/** Stops at the first fault: a schema would list the faults of every entry. */
function checkRun(run: unknown): void {
  const problem = Array.isArray(run) && run.length <= mostEntries ? problemInList(entryTuple, run) : null;
  if (problem !== null) throw new EnsembleError('bad-request', `malformed frame: entries.${problem}`);
}

function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new EnsembleError(
    'bad-request',
    `malformed frame: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
  );
}

/** Decodes and checks a frame from a client. Throws `bad-request`. */
export function decodeClientFrame(data: Uint8Array): ClientFrame {
  if (data.length > limits.frameBytes) {
    throw new EnsembleError('too-large', `a frame may have ${limits.frameBytes} bytes; this one has ${data.length}`);
  }
  const value = unpackFrame(data);
  const { t, entries } = (value ?? {}) as Record<string, unknown>;
  if (t === 'entries' && isPlainRun(entries)) return { t, entries };
  checkRun(entries);
  return check(clientFrame, value);
}

/**
 * Decodes a frame from a connection that is not admitted yet: hello, and frames allowed before the answer. No other is
 * decoded at all. Throws `bad-request`.
 */
export function decodeEarlyFrame(data: Uint8Array): ClientFrame {
  const isEarly = earlyHeads.some(({ head }) => head.every((byte, index) => data[index + 1] === byte));
  if (isEarly || data.length > limits.frameBytes) return decodeClientFrame(data);
  throw new EnsembleError('bad-request', 'Say hello first.');
}

/** Decodes and checks a frame from the server. Throws `bad-request`. */
export function decodeServerFrame(data: Uint8Array): ServerFrame {
  const value = unpackFrame(data);
  const { t, after, upTo, entries, leftOut } = (value ?? {}) as Record<string, unknown>;
  if (t === 'entries' && isCount(after) && isCount(upTo) && isPlainRun(entries) && leftOut === undefined)
    return { t, after, upTo, entries };
  checkRun(entries);
  return check(serverFrame, value);
}

/** Splits entries into runs that each fit one frame, in order. */
export function splitForFrames(all: readonly Entry[]): Entry[][] {
  const runs: Entry[][] = [];
  let run: Entry[] = [];
  let size = 0;
  for (const entry of all) {
    const entryBytes = entry.body.length + 200;
    if (run.length > 0 && (size + entryBytes > limits.frameBytes - 1024 || run.length >= 5000)) {
      runs.push(run);
      run = [];
      size = 0;
    }
    run.push(entry);
    size += entryBytes;
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

/** Splits entries as `splitForFrames` does; into one empty run where there are none. */
export function runsOf(all: readonly Entry[]): Entry[][] {
  const runs = splitForFrames(all);
  return runs.length > 0 ? runs : [[]];
}

export const toTuples = (all: readonly Entry[]): EntryTuple[] => all.map(toTuple);
export const fromTuples = (all: readonly EntryTuple[]): Entry[] => all.map(fromTuple);
