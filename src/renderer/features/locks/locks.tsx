import type { App } from '../../session/app.ts';
import { reactRender } from '../../ui/react-render.tsx';
import { EditGuard } from './edit-guard.ts';
import { showMarks } from './lock-marks.ts';
import { placeInWords } from './lock-words.ts';
import { Locking, minutesSetting } from './locking.ts';
import { LocksModel, modeSetting } from './locks-model.ts';
import { LocksView } from './locks-view.tsx';

const viewId = 'ensemble.locks';
const category = 'Ensemble';

/** Advisory locks: shown where people edit, and asked about before they do. */
export function locks(app: App): void {
  const { workbench } = app;
  workbench.configuration.declare([
    {
      key: modeSetting,
      type: 'string',
      default: 'auto',
      enum: ['auto', 'files', 'off'],
      description:
        'How Ensemble locks. auto: through the session, once others are there, and by files in .ensemble/locks while its server is away. files: by these files alone, for a folder that several computers share. off: not at all.',
    },
    {
      key: minutesSetting,
      type: 'number',
      default: 60,
      description:
        'After how many minutes a lock of yours ends by itself; with 0 it stays until you unlock it or leave.',
    },
  ]);
  const model = new LocksModel(app);
  const locking = new Locking(app, model);
  workbench.views.register({
    id: viewId,
    title: 'Locks',
    place: 'activity-bar',
    icon: 'lock',
    order: 2,
    isCollapsed: true,
    render: reactRender(() => <LocksView app={app} model={model} locking={locking} />),
  });
  registerCommands(app, locking);
  showMarks(app, model);
  collapseWhereEmpty(app, model);
  new EditGuard(app, model);
  tellLosses(app, model);
}

/** Opens the section with the first lock, and closes it with the last: an empty one takes room from the people. */
function collapseWhereEmpty({ workbench }: App, { store }: LocksModel): void {
  let isEmpty = true;
  const update = () => {
    const { locks, traces } = store.get();
    const empty = locks.length === 0 && traces.length === 0;
    if (empty === isEmpty) return;
    isEmpty = empty;
    workbench.views.setExpanded(viewId, !empty);
  };
  void workbench.ready.then(() => {
    store.subscribe(update);
    update();
  });
}

function registerCommands({ workbench }: App, locking: Locking): void {
  const menu = (order: number) =>
    [{ id: 'editor-context', group: '9_ensemble', order, when: 'ensemble.canLock && ensemble.canEdit' }] as const;
  const when = 'ensemble.canEdit';
  workbench.commands.register({
    id: 'ensemble.lockSelection',
    title: 'Lock Selection',
    category,
    keybinding: 'ctrl+k l',
    when,
    menus: menu(1),
    run: () => locking.lock('selection'),
  });
  workbench.commands.register({
    id: 'ensemble.lockFile',
    title: 'Lock File',
    category,
    when,
    menus: menu(2),
    run: () => locking.lock('file'),
  });
  workbench.commands.register({
    id: 'ensemble.lockPattern',
    title: 'Lock Files by Pattern…',
    category,
    when,
    run: () => locking.lockPattern(),
  });
  workbench.commands.register({
    id: 'ensemble.unlock',
    title: 'Unlock…',
    category,
    when,
    run: () => locking.chooseAndUnlock(),
  });
}

/** Tells me when somebody else has ended a lock of mine. */
function tellLosses({ workbench }: App, model: LocksModel): void {
  model.onLost(({ lock, byName, reason }) => {
    const why = reason === '' ? '' : ` (${reason})`;
    const silent = workbench.context.get('ensemble.doNotDisturb') === true;
    const buttons = lock.path === null ? [] : ['Show'];
    void workbench.notifications
      .show('warning', `${byName} ended your lock of ${placeInWords(lock)}${why}.`, { buttons, silent })
      .then((chosen) => {
        if (chosen === 'Show' && lock.path !== null) void workbench.editors.reveal(lock.path, lock.lines?.start ?? 1);
      });
  });
}
