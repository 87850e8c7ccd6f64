import type { ReplayClient } from '../../../client/replay-client.ts';
import type { App } from '../../session/app.ts';
import type { FileBadge } from '../../workbench/index.ts';

/** Pause before a look (a throttle): a list may have thousands of paths, and moments come 20 times a second. */
const pauseMs = 400;

const unopened: FileBadge = {
  icon: { letter: '' },
  tooltip: 'Nobody had opened it by this moment of the recording: its text is not in it',
  colour: 'disabledForeground',
};

/** Greys the files in the explorer that nobody had opened by the shown moment. */
export function greyUnopened({ workbench }: App, recording: ReplayClient): void {
  let documents: unknown = null;
  let isLooking = false;
  let isWanted = false;
  let isTold = false;
  let known = '';
  const show = (paths: readonly string[]) => {
    const words = paths.join('\0');
    if (words === known) return;
    known = words;
    workbench.fileBadges.set('ensemble.unopened', new Map(paths.map((path) => [path, unopened])));
  };
  const look = async () => {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    isWanted = false;
    documents = recording.state.documents;
    // A connection that is lost meanwhile asks again when it is back.
    const tree = await recording.request('replay.tree', {}).catch(() => null);
    if (tree === null) return;
    show(tree.unopened);
    if (tree.isWhole || isTold) return;
    isTold = true;
    workbench.notifications.status('The folder had more files than a recording lists: the explorer shows a part.');
  };
  const soon = async () => {
    isWanted = true;
    if (isLooking) return;
    isLooking = true;
    while (isWanted) await look();
    isLooking = false;
  };
  recording.events.on('rewound', () => void soon());
  recording.events.on('state', (state) => state.documents !== documents && void soon());
  recording.events.on('entry', ({ kind }) => kind === 'files.changed' && void soon());
  void soon();
}
