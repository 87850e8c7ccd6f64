import type { SessionClient } from '../../../client/session-client.ts';
import { knownDocument } from '../../../shared/model/hosting.ts';

/** The text of a file as the session has it, with LF; null where the session has none, or is out of reach. */
export async function textInSession(client: SessionClient, path: string): Promise<string | null> {
  const ref = knownDocument(client.state, path);
  if (ref === null || client.status.is !== 'online') return null;
  const document = await client.documents.open(ref);
  const text = document.toString();
  client.documents.close(ref);
  return text;
}

/** The text of a file as it would be written, where the disk does not have all of it; else null. */
export async function unsavedText(client: SessionClient, path: string): Promise<string | null> {
  const ref = knownDocument(client.state, path);
  const info = ref === null ? undefined : client.state.documents[ref];
  if (!info?.unsaved) return null;
  const text = await textInSession(client, path);
  return info.format.eol === 'crlf' ? (text?.replaceAll('\n', '\r\n') ?? null) : text;
}
