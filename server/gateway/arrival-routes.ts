import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { bytes } from '../../src/shared/core/bytes.ts';
import { entryTuple, fromTuple } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { sha256Hex as hash, id, serverReplica } from '../../src/shared/core/ids.ts';
import { pack, unpack } from '../../src/shared/core/message-pack.ts';
import { roles } from '../../src/shared/core/rights.ts';
import { checkpointerOfRef } from '../../src/shared/session/checkpointers.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import type { FileBlobStore } from '../blobs/file-blob-store.ts';
import type { Arrivals } from '../log/arrivals.ts';
import type { CutOut, Log } from '../log/log.ts';
import { tombstoneOf } from '../log/tombstone.ts';
import { unitedCuts } from '../log/united-cuts.ts';
import { fewStructs, isSoonTogether } from '../recordings/trial.ts';
import { structsIn } from '../recordings/update-size.ts';
import { packNotes } from '../replay/entry-notes.ts';
import { refsIn } from '../replay/folded-past.ts';
import type { AccessStore } from '../session/access.ts';
import { unpackKeptState } from '../session/session-start.ts';
import { bodyOf } from './request-body.ts';

/** Store in which a session from another server is put together. */
export interface ArrivalStore {
  log: Log;
  arrivals: Arrivals;
  access: AccessStore;
  blobs(session: string): Pick<FileBlobStore, 'sweep'>;
}

/** `/arrivals/SESSION` */
export const arrivalPath = /^\/arrivals\/([A-Za-z0-9_-]{22})$/;

/** Most bytes of a piece: the past of one text may be that long. */
const mostBytes = 64 * 1024 * 1024;

/** Most cuts that are brought: each was made by a person. */
const mostCuts = 10_000;

const piece = z.object({
  /**
   * Part of the outcome of entries that are kept no longer, up to a seq: the past of a ref, or at last, with the ref '',
   * the state. Only before any entries.
   */
  base: z.object({ seq: z.number().int().min(1), ref: id.or(z.literal('')), bytes }).optional(),
  /** Removals from the log that it is read from (`Log.removals`): after one, the copy begins anew. */
  removals: z.number().int().min(0).default(0),
  /** Contents that were cut out of its log. */
  cuts: z
    .array(z.object({ ref: id, after: z.number().int().min(0), upTo: z.number().int().min(1) }))
    .max(mostCuts)
    .default([]),
  /** Seqs have gaps: entries that say the newest words alone have left the log where newer ones came. */
  entries: z.array(entryTuple),
  lastNs: z.array(z.object({ by: id, n: z.number().int().min(0) })),
  /** With the last piece: the number of entries by then, and the people who may come in. */
  whole: z
    .object({
      head: z.number().int().min(0),
      tickets: z.array(z.object({ hash, person: id })),
      invites: z.array(
        z.object({
          hash,
          role: z.enum(roles),
          expiresMs: z.number(),
          once: z.boolean().default(false),
          used: z.number().int().min(0).default(0),
          isLink: z.boolean().default(true),
          agentOf: id.nullable().default(null),
        }),
      ),
    })
    .nullable(),
});

type Base = NonNullable<z.output<typeof piece>['base']>;

/** Contents of one piece of a session on its way. */
export type ArrivalPiece = z.input<typeof piece>;

/** Limits of the state of a session: a byte of it may take some sixty once it is unpacked. */
const stateLimits = { depth: 32, items: 2_000_000, keys: 1_000_000 };

/** State of a base; null for anything else. */
function stateOf(packed: Uint8Array): SessionState | null {
  try {
    return unpackKeptState({ seq: 0, bytes: packed }, stateLimits)?.state ?? null;
  } catch {
    return null;
  }
}

/** Says whether the past of a text is no more work, nor memory, than those of people are. */
function isBearable(packed: Uint8Array): boolean {
  const structs = structsIn(packed);
  return structs !== null && (structs <= fewStructs || isSoonTogether([packed]));
}

/** Says whether the pasts that came before the state can be gone on from: everybody who opens such a text decodes it. */
async function arePasts(log: Log, session: string, seq: number, state: SessionState): Promise<boolean> {
  for (const ref of refsIn(state)) {
    const past = await log.checkpointUpTo(session, ref, seq);
    const folded = past && (await checkpointerOfRef(state, ref)?.begin());
    try {
      if (folded && !isBearable(past!.bytes)) return false;
      folded?.load(past!.bytes);
    } catch {
      return false;
    } finally {
      folded?.close();
    }
  }
  return true;
}

/** Puts a part of the outcome of entries that are kept no longer in their place. */
async function bringBase(log: Log, session: string, { seq, ref, bytes: packed }: Base): Promise<void> {
  if ((await log.head(session)) > 0) throw new EnsembleError('out-of-order', 'Entries are here already.');
  if (ref !== '') return log.putCheckpoint(session, ref, { seq, bytes: packed });
  const state = stateOf(packed);
  if (state === null || !(await arePasts(log, session, seq, state)))
    throw new EnsembleError('bad-request', 'The state of the session is of another form.');
  const stamp = { seq, at: 0, by: serverReplica, n: 0 };
  const segments = [{ last: seq, index: packNotes([]), state: packed, entries: [] }];
  await log.bring(
    session,
    [tombstoneOf({ ...stamp, ageMs: 0, kind: '', v: 1, ref: null, to: null, body: packed, blob: null })],
    [],
  );
  await log.condense(session, { after: 0, upTo: seq, segments, checkpoints: [], ended: [], markers: [] });
}

/** Notes contents that were cut out, as long as there are not too many with those of pieces before. */
async function bringCuts(log: Log, session: string, cuts: readonly CutOut[]): Promise<void> {
  if (cuts.length === 0) return;
  if (unitedCuts([...(await log.cuts(session)), ...cuts]).length > mostCuts)
    throw new EnsembleError('bad-request', 'Too much was cut out of the session.');
  await log.bringCuts(session, cuts);
}

/** Marks a session as on its way. A copy of it from before something was taken out goes, with its attachments. */
async function begin({ log, arrivals, blobs }: ArrivalStore, session: string, removals: number): Promise<void> {
  arrivals.begin(session);
  const before = arrivals.removals(session);
  if (before === removals) return;
  if (before !== null) {
    await log.drop(session);
    await log.scrub();
    await blobs(session).sweep(new Set(), 0, Number.MAX_SAFE_INTEGER);
  }
  arrivals.noteRemovals(session, removals);
}

/**
 * Takes a session from another server, piece by piece, from a bearer of the host token: GET says how far it has come,
 * PUT adds. The copying may be cut off and go on, or begin anew, until somebody has opened the session here.
 */
export async function serveArrival(
  store: ArrivalStore,
  session: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { log, arrivals, access } = store;
  const answer = (status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/octet-stream' }).end(pack(body));
  if (await log.isClaimed(session)) return void answer(409, { message: 'This session is on that server already.' });
  if (request.method === 'GET') return void answer(200, { head: await log.head(session) });
  if (request.method !== 'PUT') return void response.writeHead(405).end();
  try {
    const { base, removals, cuts, entries, lastNs, whole } = piece.parse(unpack(await bodyOf(request, mostBytes)));
    await begin(store, session, removals);
    if (base) await bringBase(log, session, base);
    await bringCuts(log, session, cuts);
    const head = await log.head(session);
    const first = entries[0]?.[0] ?? head + 1;
    if (entries.some(([seq], index) => index > 0 && seq <= entries[index - 1]![0]) || first < 1)
      throw new EnsembleError('out-of-order', 'Entries must come in order.');
    await log.bring(session, entries.map(fromTuple), lastNs);
    const now = await log.head(session);
    if (whole) {
      if (now !== whole.head) throw new EnsembleError('out-of-order', 'Entries are missing.');
      for (const { hash: ticket, person } of whole.tickets) access.remember(session, ticket, person);
      for (const invite of whole.invites) access.addInvite(session, invite);
      arrivals.end(session);
    }
    answer(200, { head: now });
  } catch (thrown) {
    if (thrown instanceof EnsembleError && thrown.code === 'no-space')
      return void answer(507, { message: thrown.message });
    if (!(thrown instanceof EnsembleError || thrown instanceof z.ZodError)) throw thrown;
    answer(400, { message: 'The copy of the session was malformed.' });
  }
}
