import type { ReplayClient } from '../../client/replay-client.ts';
import type { DocumentsState } from '../../shared/capabilities/documents/document-state.ts';

/** Pause between two looks while a recording plays (a throttle). */
const pauseMs = 250;

/** Paths of the files that a moment has. */
function pathsOf({ documents }: Pick<DocumentsState, 'documents'>): string {
  const paths = Object.values(documents).flatMap(({ path, deleted }) => (path === null || deleted ? [] : path));
  return paths.sort().join('\0');
}

/** Calls `tell` where a recording, played forwards, comes to a moment with other files: nobody tells of these as a host does. */
export function watchRecordedTree({ state, events }: ReplayClient, tell: () => void): void {
  let known = state.documents;
  let isDue = false;
  let paths = pathsOf(state);
  events.on('state', (now) => {
    if (now.documents === known) return;
    known = now.documents;
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      const next = pathsOf({ documents: known });
      if (next === paths) return;
      paths = next;
      tell();
    }, pauseMs);
  });
}
