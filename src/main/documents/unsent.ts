import * as Y from 'yjs';
import type { SessionClient } from '../../client/session-client.ts';
import type { Brought, TextDocument } from '../../client/text-document.ts';
import type { WrittenAs } from '../../shared/capabilities/documents/document-state.ts';
import { type DecodedUpdate, objectionToUpdate } from '../../shared/capabilities/documents/update-rules.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { areDeleted } from '../../shared/text/items.ts';

/** Edits of a saver that the log does not have, as their request says. */
export interface Unsent {
  /** Seq of the log on which it builds. */
  seq: number;
  /** A Yjs v1 update. */
  update: Uint8Array;
  replica: string;
  /** Asker of the save. */
  person?: string;
  /** A window of the host's own, by its own door: it may bring edits that the host has not heard of yet. */
  isOwn: boolean;
  /** Encoding and line ends of their choice. */
  format?: WrittenAs | undefined;
}

/** An update that may go to the disk, and the owners of those of its ids that are bound to nobody yet. */
export interface Lawful {
  update: Uint8Array;
  brought: Brought;
}

export const nothingUnsent: Unsent = { seq: 0, update: Uint8Array.of(0, 0), replica: '', isOwn: true };

/** Time that a save waits for the host to hear as much of the log as its sender. */
const hearingMs = 2000;

/** Refusal of edits that do not fit the host's copy. A window of the host's own may then bring its whole text. */
const outOfOrder = (why: string) =>
  new EnsembleError(
    'out-of-order',
    `Your last edits cannot be saved yet (${why}). Nothing was saved, and your text is safe here: save again in a moment.`,
  );

/**
 * Waits until the host has heard as much of the log as the sender, and of a guest's own edits too. Throws `out-of-order`
 * where it is cut off from the log before, or has waited long enough: what the sender sees would not be all saved.
 */
export async function heardAsMuch(client: SessionClient, document: TextDocument, unsent: Unsent): Promise<void> {
  const isOnLog = (signal: AbortSignal) => untilLogged(client, document, unsent.update, signal);
  await hearUpTo(client, unsent.seq, unsent.isOwn ? undefined : isOnLog);
}

/** Waits until the host has heard the log up to a seq, and then for something else. Throws `out-of-order`. */
export async function hearUpTo(
  client: SessionClient,
  seq: number,
  andThen: (signal: AbortSignal) => Promise<void> = async () => undefined,
): Promise<void> {
  const { environment } = client.options;
  const late = new AbortController();
  const timer = environment.setTimer(() => late.abort(), hearingMs);
  await client.heardUpTo(seq, late.signal);
  await andThen(late.signal);
  environment.clearTimer(timer);
  if (client.applied < seq) throw outOfOrder('the host has not heard of all that you see');
}

function untilLogged(
  { events }: SessionClient,
  document: TextDocument,
  update: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const decoded = decode(update);
  if (isLogged(document, decoded) || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      stop();
      resolve();
    };
    const stop = events.on('entry', ({ ref }) => {
      if (ref === document.ref && isLogged(document, decoded)) end();
    });
    signal.addEventListener('abort', end);
  });
}

function decode(update: Uint8Array): DecodedUpdate {
  try {
    return Y.decodeUpdate(update);
  } catch {
    throw new EnsembleError('bad-request', 'The edits that came with this were malformed; nothing was done.');
  }
}

/** Says whether the log has everything that an update does. */
export function isLogged({ known, yText }: TextDocument, { structs, ds }: DecodedUpdate): boolean {
  const { store } = yText.doc!;
  const isGone = (client: number, { clock, len }: { clock: number; len: number }) =>
    clock + len <= known.clockOf(client) && areDeleted(store, client, clock, len);
  return (
    structs.every(({ id, length }) => id.clock + length <= known.clockOf(id.client)) &&
    [...ds.clients].every(([client, ranges]) => ranges.every((range) => isGone(client, range)))
  );
}

/**
 * Judges a sender's unlogged edits by the rules of the log: an edit under somebody else's id would make all copies
 * diverge. Ids that nobody has bound are the sender's. Gives them decoded. Throws `out-of-order` for an update that does
 * not fit the host's copy.
 */
export function fitting(document: TextDocument, { update, replica, isOwn }: Omit<Unsent, 'seq'>): DecodedUpdate {
  const { known } = document;
  const decoded = decode(update);
  const asSenders = {
    clockOf: (client: number) => known.clockOf(client),
    ownerOf: (client: number) => known.ownerOf(client) ?? replica,
  };
  const objection = objectionToUpdate(decoded, { update }, { replica, author: '', isDisk: isOwn }, asSenders);
  if (objection !== null) throw outOfOrder(objection);
  return decoded;
}

/**
 * Judges edits that are to go to the disk. Those of a guest, who has come by the session, go there only once the log has
 * them: else they might never be in it. Throws as `fitting`.
 */
export function lawful(document: TextDocument, unsent: Unsent): Lawful {
  const { update, replica, isOwn } = unsent;
  const decoded = fitting(document, unsent);
  if (!isOwn && !isLogged(document, decoded)) throw outOfOrder('it has not come to the session');
  const clients = new Set(decoded.structs.map(({ id }) => id.client));
  const brought: Brought = [...clients]
    .filter((client) => document.known.ownerOf(client) === undefined)
    .map((client) => [client, replica]);
  return { update, brought };
}
