import type { App } from '../../session/app.ts';
import type { FileBadge } from '../../workbench/index.ts';

/** Marks files that wait for a choice: in the explorer, on tabs, and in the status bar for the active one. */
export function markConflicts({ workbench, session, texts }: App): void {
  const item = workbench.statusBar.create({
    id: 'ensemble.status.conflict',
    name: 'Ensemble: Conflict',
    side: 'right',
    priority: 96,
  });
  const update = () => {
    const badges = new Map<string, FileBadge>();
    for (const { path, conflict } of Object.values(session.state.documents)) {
      if (!conflict || path === null) continue;
      const tooltip = 'Changed here and on the disk: choose which version to keep';
      badges.set(path, { icon: 'warning', tooltip, colour: 'list.warningForeground' });
    }
    workbench.fileBadges.set('conflicts', badges);
    const key = workbench.editors.active()?.key;
    const ref = key === undefined ? null : texts.refOf(key);
    if (ref === null || !session.state.documents[ref]?.conflict) return item.hide();
    item.show({
      icon: 'warning',
      text: 'Conflict',
      ariaLabel: `Conflict in ${key}: resolve it`,
      tooltip: 'This file was changed here and on the disk in the same lines. Click to choose.',
      command: 'ensemble.resolveConflict',
      kind: 'warning',
    });
  };
  void workbench.ready.then(() => {
    let known = '';
    session.events.on('state', ({ documents }) => {
      const standing = JSON.stringify(
        Object.values(documents).map(({ path, conflict }) => conflict && [path, conflict]),
      );
      if (standing !== known) update();
      known = standing;
    });
    workbench.editors.onVisibleChanged(update);
    texts.onChanged(update);
    update();
  });
}
