import * as Y from 'yjs';
import type { Workspace } from '../shared/session/contract.ts';
import type { Difference } from './documents.ts';
import { withUnsent } from './saving.ts';
import type { SessionClient } from './session-client.ts';
import type { TextDocument } from './text-document.ts';
import { stateCovers } from './yjs-states.ts';

/** Time that saving waits for somebody else's turn. */
const waitMs = 2000;

/**
 * Takes the text's save turn (a mutex at the host) until a `documents.save` has ended; the edits of the turn before are
 * here then. Gives false where that cannot be had soon: saving goes on without it.
 */
export async function takeSaveTurn(
  { options: { environment } }: SessionClient,
  workspace: Workspace,
  document: TextDocument,
): Promise<boolean> {
  const waiting = new AbortController();
  const timer = environment.setTimer(() => waiting.abort(), waitMs);
  try {
    const { ref } = document;
    const { vector } = await workspace.request('documents.prepareSave', { ref }, { signal: waiting.signal });
    return await comesToHave(document, vector, waiting.signal);
  } catch {
    return false;
  } finally {
    environment.clearTimer(timer);
  }
}

/**
 * Runs edits in such a turn that two people must not make at once, and saves nothing. Tells the work whether the turn
 * is its own: where it cannot be had soon, others' edits of a turn may be missing here.
 */
export async function inSaveTurn<T>(
  client: SessionClient,
  workspace: Workspace,
  document: TextDocument,
  work: (isMine: boolean) => Promise<T>,
): Promise<T> {
  const isMine = await takeSaveTurn(client, workspace, document);
  try {
    return await work(isMine);
  } finally {
    document.flush();
    const { ref } = document;
    const end = (unsent: Difference) => workspace.request('documents.endTurn', { ref, ...unsent });
    if (isMine) void withUnsent(client, document, end).catch(() => undefined);
  }
}

/** Waits until a text has everything that a state vector covers. Gives false when the signal comes first. */
function comesToHave(document: TextDocument, vector: Uint8Array, signal: AbortSignal): Promise<boolean> {
  const wanted = Y.decodeStateVector(vector);
  const has = () => stateCovers(document.yText.doc!, wanted);
  if (has()) return Promise.resolve(true);
  return new Promise((resolve) => {
    const end = (isThere: boolean) => {
      stop();
      resolve(isThere);
    };
    const stop = document.onChange(() => has() && end(true));
    signal.addEventListener('abort', () => end(false));
  });
}
