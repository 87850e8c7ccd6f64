import { ReplayClient } from '../client/replay-client.ts';
import type { SessionClient } from '../client/session-client.ts';
import type { FileChange } from '../shared/capabilities/files/methods.ts';
import { isSamePart } from '../shared/core/sight.ts';
import { decodeBody } from '../shared/session/table.ts';
import { plainWords } from '../shared/text/shown.ts';
import { loadCode } from './code.ts';
import { type Address, readAddress } from './session/address.ts';
import type { App } from './session/app.ts';
import { unpackLuggage } from './session/luggage.ts';
import { folderOf, openSession, type WindowSession } from './session/session.ts';

const status = document.getElementById('status');
const app = document.getElementById('app') ?? document.body;

/** Shows the page's first lines at once, while the workbench (megabytes of script) is on its way. */
function say(message: string): void {
  if (status !== null) status.textContent = plainWords(message);
}

async function begin(): Promise<void> {
  await unpackLuggage(location);
  const address = readAddress(location);
  addEventListener('hashchange', () => location.reload());
  if (address.is === 'nowhere') {
    const { showNowherePage } = await import('./features/joining/joining.ts');
    await showNowherePage(app);
    return;
  }
  say('Starting Ensemble…');
  let session: WindowSession;
  if (address.is !== 'guest') {
    session = await openSession(address, 'Host');
    session.client.events.on('status', (now) => say('message' in now ? now.message : 'Connecting to the session…'));
  } else {
    const { joinAsGuest } = await import('./features/joining/joining.ts');
    // A failure to load is reported once the code is needed.
    const loadBehind = () => void loadCode().catch(() => undefined);
    session = await joinAsGuest(app, address, (name) => openSession(address, name), loadBehind);
  }
  const folder = await nameOfFolder(address, session).catch((thrown: unknown) => sayVoid(address, thrown));
  say('Opening the folder…');
  await openWorkbench(folder, address.is === 'host' ? address.root : null, session, await loadCode());
}

async function nameOfFolder(address: Address, session: WindowSession): Promise<string> {
  if (address.is === 'replay') return `${address.folder} (recording)`;
  const name = await folderOf(session, address.is === 'host');
  return address.is === 'watch' ? `${name} (recording)` : name;
}

/** Shows that a link to a recording leads nowhere; every other failure goes on. */
async function sayVoid(address: Address, thrown: unknown): Promise<never> {
  if (address.is !== 'watch') throw thrown;
  const { showNowherePage } = await import('./features/joining/joining.ts');
  status?.replaceChildren();
  const text = String((thrown as Error | undefined)?.message ?? thrown);
  return showNowherePage(app, { title: 'This recording cannot be watched', text });
}

/** Place of this window's person in the session. */
const ownPlace = ({ person, state }: SessionClient) => (person === null ? undefined : state.participants[person]);

async function openWorkbench(
  folder: string,
  root: string | null,
  { client, workspace, direct }: WindowSession,
  [{ startWorkbench }, { SharedTextSet }, { collaboration }, { features, replayFeatures }]: Awaited<
    ReturnType<typeof loadCode>
  >,
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
  if (recording) (await import('./session/recorded-tree.ts')).watchRecordedTree(recording, tellAll);
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
    container: app,
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
  status?.remove();
}

begin().catch((thrown: unknown) => {
  say(`Ensemble could not start: ${String((thrown as Error | undefined)?.message ?? thrown)}`);
  console.error(thrown);
});
