import { knownDocument } from '../shared/capabilities/hosting/known-host.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import type { Workspace } from '../shared/session/contract.ts';
import type { Difference } from './documents.ts';
import { withUnsent } from './saving.ts';
import type { SessionClient } from './session-client.ts';
import type { TextDocument } from './text-document.ts';

/** Says whether a request failed because the host could not be reached. */
export function isOutOfReach(thrown: unknown): boolean {
  return thrown instanceof EnsembleError && (thrown.code === 'host-away' || thrown.code === 'disconnected');
}

/**
 * Finds the document of a file, and its path: another one where the file is a link. While the host is away, those that
 * the session has already are found all the same.
 */
export async function findDocument(
  client: SessionClient,
  path: string,
  workspace: Workspace = client,
): Promise<{ ref: string; path: string }> {
  try {
    return await workspace.request('documents.open', { path });
  } catch (thrown) {
    const known = isOutOfReach(thrown) ? knownDocument(client.state, path) : null;
    if (known !== null) return { ref: known, path };
    if (thrown instanceof EnsembleError && thrown.code === 'host-away')
      throw new EnsembleError('host-away', `${path} cannot be opened now. ${thrown.message}`);
    throw thrown;
  }
}

/** Opens a file of the shared folder as a document: asks the host for its id, then waits for its text. */
export async function openFile(client: SessionClient, path: string): Promise<TextDocument> {
  return client.documents.open((await findDocument(client, path)).ref);
}

/** Has the host write a document to its disk. Resolves with the hash of the text that is there then. */
export async function saveFile(
  client: SessionClient,
  document: TextDocument,
  workspace: Workspace = client,
  options: { path?: string; overwrite?: boolean; endsTurn?: boolean } = {},
): Promise<string> {
  const { ref, format: choice } = document;
  const ask = (unsent: Difference) => {
    const format = choice.unacknowledged ?? undefined;
    return workspace.request('documents.save', { ref, ...unsent, ...options, format });
  };
  return (await withUnsent(client, document, ask)).hash;
}
