import type { SessionClient } from '../../../client/session-client.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import type { EditorsPort, OffsetSelection } from '../../workbench/index.ts';

/** Pause between cursor moves: at most twenty a second, fewer as heads increase (a throttle). */
function pauseMs(people: number): number {
  return people <= 10 ? 50 : Math.min(500, people * 5);
}

/**
 * Tells the others the place of my cursor in a document, and sends it along with my edits. Returns a function that
 * stops it.
 */
export function sendCursor(
  client: SessionClient,
  editors: EditorsPort,
  key: string,
  document: TextDocument,
): () => void {
  let selections: readonly OffsetSelection[] = editors.visible().find((editor) => editor.key === key)?.selections ?? [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastMs = 0;
  const anchored = ({ anchor, head }: OffsetSelection) => ({
    anchor: document.anchorAt(Math.min(anchor, document.length)),
    head: document.anchorAt(Math.min(head, document.length)),
  });
  const send = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!document.isEditable) return;
    lastMs = performance.now();
    const topLine = editors.getTopVisibleLine(key) ?? 1;
    client.publishLatest('cursor.moved', { selections: selections.slice(0, 50).map(anchored), topLine }, document.ref);
  };
  const soon = () => {
    const people = Object.values(client.state.replicas).filter(({ connected }) => connected).length;
    timer ??= setTimeout(send, Math.max(0, lastMs + pauseMs(people) - performance.now()));
  };
  const riding = () => {
    const [first] = selections;
    return first && document.isEditable ? anchored(first) : undefined;
  };
  document.cursor = riding;
  const stopSelection = editors.onSelectionChanged((changed, next, { byEdit, byRemote }) => {
    if (changed !== key) return;
    selections = next;
    // After an edit the cursor travels with it; others' edits move everyone's cursors at their own ends.
    if (!byEdit && !byRemote) soon();
  });
  const stopScroll = editors.onScroll((changed) => {
    if (changed === key) soon();
  });
  if (selections.length > 0) soon();
  return () => {
    clearTimeout(timer);
    stopSelection();
    stopScroll();
    // Where the file was renamed, its new editor sends the cursor already.
    if (document.cursor !== riding) return;
    document.cursor = () => undefined;
    client.publishLatest('cursor.moved', { selections: [], topLine: 1 }, document.ref);
  };
}
