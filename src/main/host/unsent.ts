import * as Y from 'yjs';
import type { SessionClient } from '../../client/session-client.ts';
import type { Brought, TextDocument } from '../../client/text-document.ts';
import type { WrittenAs } from '../../shared/model/state.ts';
import { objectionToUpdate } from '../../shared/model/update-rules.ts';
import { EnsembleError } from '../../shared/protocol/errors.ts';

/** What somebody who saves has of a text and the log has not, as their request says. */
export interface Unsent {
  /** The log's seq on which it builds. */
  seq: number;
  /** A Yjs v1 update. */
  update: Uint8Array;
  replica: string;
  /** Who asks for it to be saved. */
  person?: string;
  /** A window of the host's own, by its own door: it may bring what the host has not heard of yet. */
  isOwn: boolean;
  /** How they chose that it is written. */
  format?: WrittenAs | undefined;
}

/** An update that may go to the disk, and whose the ids in it are that are bound to nobody yet. */
export interface Lawful {
  update: Uint8Array;
  brought: Brought;
}

export const nothingUnsent: Unsent = { seq: 0, update: Uint8Array.of(0, 0), replica: '', isOwn: true };

/** So long a save waits for the host to hear of what its sender has heard of. */
const hearingMs = 2000;

/** Waits until the host has heard as much as the sender, or is cut off from the log. */
export async function heardAsMuch(client: SessionClient, { seq }: Unsent): Promise<void> {
  const { environment } = client.options;
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = environment.setTimer(resolve, hearingMs);
  await Promise.race([client.heardUpTo(seq), late]);
  environment.clearTimer(timer);
}

/**
 * Judges by the rules of the log what a sender has beyond it: under an id of somebody else it would part all copies. Ids
 * that nobody has bound are the sender's. Throws `out-of-order` for what does not fit what the host has.
 */
export function lawful({ known }: TextDocument, { update, replica, isOwn }: Unsent): Lawful {
  let decoded: ReturnType<typeof Y.decodeUpdate>;
  try {
    decoded = Y.decodeUpdate(update);
  } catch {
    throw new EnsembleError('bad-request', 'What came with the save was not understood; nothing was saved.');
  }
  const clients = new Set(decoded.structs.map(({ id }) => id.client));
  const brought: Brought = [...clients]
    .filter((client) => known.ownerOf(client) === undefined)
    .map((client) => [client, replica]);
  const asSenders = {
    clockOf: (client: number) => known.clockOf(client),
    ownerOf: (client: number) => known.ownerOf(client) ?? replica,
  };
  const objection = objectionToUpdate(decoded, { update }, { replica, author: '', isDisk: isOwn }, asSenders);
  if (objection === null) return { update, brought };
  throw new EnsembleError(
    'out-of-order',
    `What you have typed last does not fit what the host has yet (${objection}). Nothing was saved, and your text is safe here: save again in a moment.`,
  );
}
