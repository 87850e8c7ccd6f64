import type { SessionClient } from '../../../client/session-client.ts';
import { findDocument, isOutOfReach } from '../../../client/shared-file.ts';
import { knownDocument } from '../../../shared/capabilities/hosting/known-host.ts';
import type { Workspace } from '../../../shared/session/contract.ts';

/** Reads the text of a file from the session, with LF; null where the session has none, or is out of reach. */
export async function textInSession(client: SessionClient, path: string): Promise<string | null> {
  const ref = knownDocument(client.state, path);
  if (ref === null || client.status.is !== 'online') return null;
  const document = await client.documents.open(ref);
  const text = document.toString();
  client.documents.close(ref);
  return text;
}

/** Encodes the text of a file where the disk does not have all of it; else null. */
export async function unsavedText(client: SessionClient, path: string): Promise<string | null> {
  const ref = knownDocument(client.state, path);
  const info = ref === null ? undefined : client.state.documents[ref];
  if (!info?.unsaved) return null;
  const text = await textInSession(client, path);
  return text === null ? null : withLineEnds(text, info.format);
}

const withLineEnds = (text: string, { eol }: { eol: string }) =>
  eol === 'crlf' ? text.replaceAll('\n', '\r\n') : text;

/** Time for which a document is held for the editor that is about to open it. */
const heldMs = 30_000;

/**
 * Encodes the text of the document that a file is or becomes; null where it can be none. Rejects where the host or the
 * session is out of reach.
 */
export async function sharedText(client: SessionClient, workspace: Workspace, path: string): Promise<string | null> {
  try {
    const found = await findDocument(client, path, workspace);
    // A link's editor goes on to the file itself.
    if (found.path !== path || client.status.is !== 'online') return null;
    const document = await client.documents.open(found.ref);
    client.options.environment.setTimer(() => client.documents.close(found.ref), heldMs);
    const info = client.state.documents[found.ref];
    return info === undefined ? null : withLineEnds(document.toString(), info.format);
  } catch (thrown) {
    if (isOutOfReach(thrown)) throw thrown;
    return null;
  }
}
