import type { SessionClient } from '../session-client.ts';
import type { ReadText } from './agent-texts.ts';

/** Shows people where in a text an agent is, as its cursor: at an offset in UTF-16 units, or at the end before it. */
export function pointAt(client: SessionClient, { ref, path }: Pick<ReadText, 'ref' | 'path'>, offset: number): void {
  const document = client.documents.get(ref);
  if (!document?.isEditable) return;
  const at = Math.min(offset, document.length);
  const line = document.toString().slice(0, at).split('\n').length;
  const anchor = document.anchorAt(at);
  client.publishLatest('presence.focused', { path, line });
  client.publishLatest('cursor.moved', { selections: [{ anchor, head: anchor }], topLine: line }, ref);
}
