import type { SessionClient } from './session-client.ts';
import type { TextDocument } from './text-document.ts';

/** Opens a file of the shared folder as a document: asks the host for its id, then waits for its text. */
export async function openFile(client: SessionClient, path: string): Promise<TextDocument> {
  const { ref } = await client.request('documents.open', { path });
  return client.documents.open(ref);
}

/** Has the host write a document to its disk. Resolves with the hash of what is there then. */
export async function saveFile(client: SessionClient, document: TextDocument): Promise<string> {
  document.flush();
  const { hash } = await client.request('documents.save', { ref: document.ref, update: document.encode() });
  return hash;
}
