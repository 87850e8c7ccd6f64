import type { ReplayClient } from '../../../client/replay-client.ts';
import type { App } from '../../session/app.ts';
import type { FileBadge } from '../../workbench/index.ts';

/** Pause between two looks while a recording plays (a throttle). */
const pauseMs = 1_000;

const unopened: FileBadge = {
  icon: { letter: '' },
  tooltip: 'Nobody had opened it by this moment of the recording: its text is not in it',
  colour: 'disabledForeground',
};

/** Greys the files in the explorer that nobody had opened by the shown moment. */
export function greyUnopened({ workbench }: App, recording: ReplayClient): void {
  let documents: unknown = null;
  let isDue = false;
  let isTold = false;
  const look = async () => {
    isDue = false;
    documents = recording.state.documents;
    // A connection that is lost meanwhile asks again when it is back.
    const tree = await recording.request('replay.tree', {}).catch(() => null);
    if (tree === null) return;
    workbench.fileBadges.set('ensemble.unopened', new Map(tree.unopened.map((path) => [path, unopened])));
    if (tree.isWhole || isTold) return;
    isTold = true;
    workbench.notifications.status('The folder had more files than a recording lists: the explorer shows a part.');
  };
  const soon = () => {
    if (isDue) return;
    isDue = true;
    setTimeout(() => void look(), pauseMs);
  };
  recording.events.on('rewound', () => {
    if (!isDue) void look();
  });
  recording.events.on('state', (state) => state.documents !== documents && soon());
  recording.events.on('entry', ({ kind }) => kind === 'files.changed' && soon());
  soon();
}
