import { ReplayClient } from '../client/replay-client.ts';
import type { SessionClient } from '../client/session-client.ts';
import type { FileChange } from '../shared/capabilities/files/methods.ts';
import { isSamePart } from '../shared/core/sight.ts';
import { decodeBody } from '../shared/session/table.ts';
import type { App } from './session/app.ts';
import { watchRecordedTree } from './session/recorded-tree.ts';
import type { WindowSession } from './session/session.ts';
import type { WindowParts } from './window-parts.ts';

/** Where a window opens, and on what. */
interface WindowPlace {
  container: HTMLElement;
  /** Name of the folder. */
  folder: string;
  /** Path of the folder in the host's own windows. */
  root: string | null;
}

/** Place of this window's person in the session. */
const ownPlace = ({ person, state }: SessionClient) => (person === null ? undefined : state.participants[person]);

/** Opens the workbench of a window on its session. */
export async function openWorkbench(
  { container, folder, root }: WindowPlace,
  { client, workspace, direct }: WindowSession,
  [{ startWorkbench }, { SharedTextSet }, { collaboration }, { features, replayFeatures }]: WindowParts,
): Promise<void> {
  const recording = client instanceof ReplayClient ? client : null;
  const texts = new SharedTextSet(client, workspace, recording !== null);
  const changeListeners = new Set<(changes: readonly FileChange[]) => void>();
  const tell = (changes: readonly FileChange[]) => {
    for (const listener of changeListeners) listener(changes);
  };
  if (!recording) direct?.onFilesChanged(tell);
  const tellAll = () => tell([{ path: '', type: 'changed' }]);
  client.events.on('rewound', tellAll);
  if (recording) watchRecordedTree(recording, tellAll);
  let { paths: seen } = ownPlace(client) ?? {};
  client.events.on('state', () => {
    const { paths } = ownPlace(client) ?? {};
    // Another part of the folder: what was known of it is out of date.
    if (!isSamePart(paths, seen)) tellAll();
    seen = paths;
  });
  client.events.on('entry', (entry) => {
    // Another machine's folder: everything known of the files is out of date.
    if (entry.kind === 'host.claimed') tellAll();
    if (entry.kind === 'files.changed') tell(decodeBody(entry.kind, entry.body).changes);
  });
  await startWorkbench({
    container,
    workspaceName: folder,
    rootUri:
      root === null
        ? `file:///${encodeURIComponent(folder)}`
        : `file://${root.split('/').map(encodeURIComponent).join('/')}`,
    workspace,
    hasTerminals: root !== null,
    files: {
      onFilesChanged(listener) {
        changeListeners.add(listener);
        return () => changeListeners.delete(listener);
      },
    },
    documents: texts,
    storageId: `${location.host} ${root ?? client.state.host?.person ?? folder}`,
    contribute(workbench) {
      const isHostWindow = root !== null;
      const rest = { workspace, isHostWindow, recording, ownHost: direct, texts };
      const context: App = { workbench, session: client, client, ...rest };
      collaboration(context, texts);
      for (const feature of recording ? replayFeatures : features) feature(context);
    },
  });
}
