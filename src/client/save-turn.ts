import * as Y from 'yjs';
import type { Workspace } from '../shared/session/contract.ts';
import type { Difference } from './documents.ts';
import { withUnsent } from './saving.ts';
import type { SessionClient } from './session-client.ts';
import type { TextDocument } from './text-document.ts';
import { stateCovers } from './yjs-states.ts';

/** Saving waits no longer for somebody else's. */
const waitMs = 2000;

/**
 * Has the host let this window alone do what saving does to a text, until its `documents.save` has ended; what the one
 * before did to it is here then. Gives false where that cannot be had soon: saving goes on without it.
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
 * Does in such a turn what two people would do twice, and saves nothing. Goes on without the turn where it cannot be had
 * soon.
 */
export async function inSaveTurn<T>(
  client: SessionClient,
  workspace: Workspace,
  document: TextDocument,
  work: () => Promise<T>,
): Promise<T> {
  const isMine = await takeSaveTurn(client, workspace, document);
  try {
    return await work();
  } finally {
    document.flush();
    const { ref } = document;
    const end = (unsent: Difference) => workspace.request('documents.endTurn', { ref, ...unsent });
    if (isMine) void withUnsent(client, document, end).catch(() => undefined);
  }
}

/** Waits until a text has everything that a state vector tells of. Gives false when the signal comes first. */
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
