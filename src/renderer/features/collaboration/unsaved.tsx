import { saveFile } from '../../../client/shared-file.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import type { App } from '../../session/app.ts';
import { createStore, reactRender } from '../../ui/react-render.tsx';
import type { SharedTextSet } from './shared-texts.ts';
import { type UnsavedRow, unsavedRows } from './unsaved-rows.ts';
import { type UnsavedShown, UnsavedView } from './unsaved-view.tsx';

const viewId = 'ensemble.unsaved';

/** Unsaved work of the session, by person: a view, and a count in the status bar that opens it. */
export function registerUnsaved(app: App, texts: SharedTextSet): void {
  const { workbench, client } = app;
  const store = createStore<UnsavedShown>({ rows: [], mayEdit: false });
  const actions = {
    open: (row: UnsavedRow) => void open(app, row),
    save: (row: UnsavedRow) => void save(app, texts, row),
    revert: (row: UnsavedRow) => void texts.keeping.revertDocument(row.ref),
  };
  workbench.views.register({
    id: viewId,
    title: 'Unsaved',
    place: 'activity-bar',
    icon: 'save',
    order: 3,
    render: reactRender(() => <UnsavedView store={store} actions={actions} />),
  });
  workbench.commands.register({
    id: 'ensemble.showUnsaved',
    title: 'Show What Is Unsaved',
    category: 'Ensemble',
    run: () => workbench.views.open(viewId, { focus: true }),
  });
  const item = workbench.statusBar.create({
    id: 'ensemble.status.unsaved',
    name: 'Ensemble: Unsaved',
    side: 'left',
    priority: 93,
  });
  let shown = '';
  const update = () => {
    const rows = unsavedRows(client.state, client.person);
    const next = { rows, mayEdit: replicaMay(client.state, client.replica, 'save') };
    const words = JSON.stringify(next);
    if (words === shown) return;
    shown = words;
    store.set(next);
    if (rows.length === 0) return item.hide();
    item.show({
      icon: 'circle-filled',
      text: `${rows.length} unsaved`,
      ariaLabel: `${rows.length} unsaved ${rows.length === 1 ? 'file' : 'files'} in the session: show them`,
      tooltip: rows.map(({ path, title, who }) => `${path ?? title}: ${who}`).join('; '),
      command: 'ensemble.showUnsaved',
    });
  };
  client.events.on('state', update);
  update();
}

async function open({ workbench, texts }: App, { ref, path }: UnsavedRow): Promise<void> {
  if (path === null) await texts.openUntitled(ref);
  else await workbench.editors.reveal(path, 1, { preview: false });
}

/** Saves a text, whether it is open here or not. */
async function save(app: App, texts: SharedTextSet, row: UnsavedRow): Promise<void> {
  const { workbench, workspace } = app;
  if (row.path === null || row.inConflict) {
    // The person has something to choose first: a name, or a version.
    await open(app, row);
    if (row.path === null) await workbench.commands.execute('workbench.action.files.save');
    return;
  }
  try {
    await texts.held.with(row.ref, async (document) => {
      await saveFile(app.client, document, workspace);
    });
  } catch (thrown) {
    const reason = thrown instanceof EnsembleError ? thrown.message : String(thrown);
    await workbench.notifications.show('error', `${row.title} was not saved; what was typed is kept. ${reason}`);
  }
}
