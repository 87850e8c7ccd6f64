import { documentAt } from '../../../shared/capabilities/documents/paths.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { App } from '../../session/app.ts';
import type { TimelineEntry } from '../../workbench/index.ts';

/** Saves of a shared file, with their authors and times, in the explorer's timeline. */
export function saves({ workbench, session, workspace }: App): void {
  const entriesOf = async (path: string): Promise<TimelineEntry[]> => {
    const ref = documentAt(session.state, path);
    if (ref === null) return [];
    // While the host is away nobody knows the saves; the view stays as it is for files without any.
    const told = await workspace.request('documents.saves', { ref }).catch(() => ({ saves: [] }));
    return told.saves.map(({ atMs, person }, index) => ({
      id: `${ref} ${told.saves.length - index}`,
      label: person === session.person ? 'Saved by you' : `Saved by ${shownName(session.state, person) ?? 'somebody'}`,
      atMs,
      icon: 'save',
    }));
  };
  void workbench.ready.then(() =>
    workbench.timeline.provide({
      id: 'ensemble.saves',
      label: 'Saves',
      entriesOf,
      onChanged: (listener) =>
        session.events.on('entry', ({ kind, ref }) => {
          const path = kind === 'doc.saved' && ref !== null ? session.state.documents[ref]?.path : null;
          if (typeof path === 'string') listener(path);
        }),
    }),
  );
}
