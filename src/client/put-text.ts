import { EnsembleError } from '../shared/core/errors.ts';
import type { Workspace } from '../shared/session/contract.ts';
import { diffTexts } from '../shared/text/diff.ts';
import { normalizeText } from '../shared/text/edits.ts';
import type { SessionClient } from './session-client.ts';
import { findDocument, saveFile } from './shared-file.ts';

const decoders = { utf8: [0xef, 0xbb, 0xbf], 'utf-16le': [0xff, 0xfe], 'utf-16be': [0xfe, 0xff] };

/** Decodes a file's bytes: in UTF-8, or by the mark at their beginning. */
function textOf(path: string, bytes: Uint8Array): string {
  const marked = Object.entries(decoders).find(([, mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (!marked && bytes.includes(0)) throw noText(path);
  try {
    return normalizeText(new TextDecoder(marked?.[0], { fatal: true }).decode(bytes));
  } catch {
    throw noText(path);
  }
}

function noText(path: string): EnsembleError {
  return new EnsembleError(
    'not-text',
    `${path} is a text of this session, and the new content is no text in UTF-8. Nothing was changed: delete ${path} first, or choose another name.`,
  );
}

/**
 * Makes the bytes of a file the text of a document, in this participant's name, and has it saved. Overwriting a file
 * that others have open is an edit, which they see as such, and which undo takes back. The document stays open for
 * that. Throws `not-text`.
 */
export async function putText(
  client: SessionClient,
  path: string,
  bytes: Uint8Array,
  workspace: Workspace = client,
): Promise<void> {
  const text = textOf(path, bytes);
  const { ref } = await findDocument(client, path, workspace);
  const document = await client.documents.open(ref);
  document.closeStep();
  document.edit(diffTexts(document.toString(), text), 'pasted');
  document.closeStep();
  await saveFile(client, document, workspace);
}
