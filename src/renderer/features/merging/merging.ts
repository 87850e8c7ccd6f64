import type { App } from '../../session/app.ts';
import { completeMerge } from './completing.ts';
import { registerMarkedConflicts } from './marked-conflicts.ts';
import { openConflict } from './opening.ts';
import { conflictAt } from './repository-files.ts';
import { shareSides } from './taken-sides.ts';

/** Context key: whether the file in the active editor is in conflict. */
const activeInConflict = 'ensemble.activeInConflict';
const canGit = 'ensemble.canGit';

/** Conflicts of branches: everybody sees the same result, and who took which side. */
export function merging(app: App): void {
  const { workbench, session } = app;
  workbench.commands.register({
    id: 'git.openMergeEditor',
    title: 'Resolve in Merge Editor',
    category: 'Git',
    icon: 'git-merge',
    when: activeInConflict,
    menus: [{ id: 'editor-title', group: 'navigation', order: 1, when: `${activeInConflict} && !isMergeEditor` }],
    run: (given) => openConflict(app, typeof given === 'string' ? given : workbench.editors.active()?.key),
  });
  workbench.commands.register({
    id: 'git.openConflict',
    title: 'Open Conflict',
    category: 'Git',
    // It means nothing without its argument, so that no palette offers it.
    when: 'false',
    run: (given) => openConflict(app, typeof given === 'string' ? given : undefined),
  });
  workbench.commands.register({
    id: 'git.acceptMerge',
    title: 'Complete Merge',
    category: 'Git',
    icon: 'check',
    keybinding: 'ctrl+enter',
    when: `isMergeEditor && ${canGit}`,
    menus: [{ id: 'merge-result', group: 'primary', order: 1, when: canGit }],
    run: () => completeMerge(app),
  });
  registerMarkedConflicts(app);
  shareSides(app);
  const update = () => {
    const key = workbench.editors.active()?.key;
    workbench.context.set(activeInConflict, key !== undefined && conflictAt(session.state, key) !== null);
  };
  void workbench.ready.then(() => {
    let known = session.state.git;
    session.events.on('state', ({ git }) => {
      if (git === known) return;
      known = git;
      update();
      void leaveEnded(app);
    });
    workbench.editors.onVisibleChanged(update);
    update();
  });
}

/** Shows the file itself in place of merge editors whose conflict is over, by whomever and whatever. */
async function leaveEnded({ workbench, session }: App): Promise<void> {
  for (const key of await workbench.merging.opened()) {
    const all = session.state.git?.repositories ?? [];
    // Of a list that is cut off, nothing follows from a file that is not in it.
    const isKnown = all.some(({ path, rest }) => rest === 0 && (path === '' || key.startsWith(`${path}/`)));
    if (isKnown && conflictAt(session.state, key) === null) await workbench.merging.close(key, true);
  }
}
