import type { App } from '../../session/app.ts';
import { registerAuthors } from './authors.ts';
import { offerDrafts, offerSealed } from './drafts.ts';
import { registerRevert } from './revert.ts';
import type { SharedTextSet } from './shared-texts.ts';
import { tellReverts } from './tell-reverts.ts';
import { registerUndoWork } from './undo-work.ts';
import { registerUnsaved } from './unsaved.tsx';
import { registerWorkReview } from './work-review.ts';

/** Editing together: binds the open texts, shows drafts of refused edits, and shares untitled buffers. */
export function collaboration(app: App, texts: SharedTextSet): void {
  const { workbench, client } = app;
  texts.attach(workbench);
  offerDrafts(app);
  offerSealed(app, texts);
  tellReverts(app, texts.held);
  registerUnsaved(app, texts);
  registerRevert(app, texts);
  registerUndoWork(app, texts);
  registerWorkReview(app, texts);
  registerAuthors(app, texts);
  workbench.commands.register({
    id: 'ensemble.shareUntitled',
    title: 'Share Untitled File',
    category: 'Ensemble',
    run: async () => {
      const active = workbench.editors.active();
      const model = active ? workbench.models.get(active.key) : undefined;
      if (!model || model.path !== null) {
        await workbench.notifications.show('info', 'Open an untitled file first: this shares it with everyone here.');
        return;
      }
      await texts.share(model);
    },
  });
  workbench.commands.register({
    id: 'ensemble.openUntitled',
    title: 'Open Shared Untitled File…',
    category: 'Ensemble',
    run: async () => {
      const untitled = Object.entries(client.state.documents).filter(([, { path }]) => path === null);
      const items = untitled.map(([ref, { title }]) => ({ label: title, value: ref }));
      const ref = await workbench.quickInput.pick(items, { placeholder: 'Which one?' });
      if (ref !== undefined) await texts.openUntitled(ref);
    },
  });
}
