import type { SessionClient } from '../../client/session-client.ts';
import type { TextDocument } from '../../client/text-document.ts';
import { EnsembleError } from '../../shared/core/errors.ts';

/** Opens a document; null where it has left the session meanwhile, as one does whose file is hidden from guests. */
export async function openThere({ documents }: SessionClient, ref: string): Promise<TextDocument | null> {
  try {
    return documents.get(ref) ?? (await documents.open(ref));
  } catch (thrown) {
    if (thrown instanceof EnsembleError && thrown.code === 'not-found') return null;
    throw thrown;
  }
}
