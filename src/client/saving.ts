import { EnsembleError } from '../shared/core/errors.ts';
import type { Difference } from './documents.ts';
import type { SessionClient } from './session-client.ts';
import type { TextDocument } from './text-document.ts';

/**
 * Makes a request about a text of mine, such as saving it, with the edits that the log has not acknowledged; where the
 * host has heard less of the log than this window, and both are cut off from it, with the whole text.
 */
export async function withUnsent<T>(
  client: SessionClient,
  document: TextDocument,
  ask: (unsent: Difference) => Promise<T>,
): Promise<T> {
  const unsent = client.documents.difference(document.ref);
  try {
    return await ask(unsent);
  } catch (thrown) {
    if (!(thrown instanceof EnsembleError) || thrown.code !== 'out-of-order') throw thrown;
    // The whole text builds on nothing in the log.
    return await ask({ seq: 0, update: document.encode() });
  }
}
