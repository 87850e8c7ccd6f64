import type { App } from '../../session/app.ts';
import { workCommands } from '../../session/work-commands.ts';
import { renderLater } from '../../ui/render-later.ts';
import type { SharedTextSet } from './shared-texts.ts';
import type { WorkReview } from './work-review-model.ts';

const viewId = 'ensemble.work';
/** Context key: whether somebody's work is being reviewed in this window. */
const openKey = 'ensemble.workOpen';

/** `Ensemble: Review Work Of…`: a list of what somebody has done of late, to be kept, rejected or marked as reviewed. */
export function registerWorkReview(app: App, texts: SharedTextSet): void {
  const { workbench } = app;
  let loading: Promise<WorkReview> | null = null;
  const load = () => {
    const setOpen = (isOpen: boolean) => workbench.context.set(openKey, isOpen);
    const begin = async () => new (await import('./work-review-model.ts')).WorkReview(app, texts, setOpen);
    loading ??= begin().catch((thrown) => {
      loading = null;
      throw thrown;
    });
    return loading;
  };
  workbench.views.register({
    id: viewId,
    title: 'Work to Review',
    place: 'activity-bar',
    icon: 'checklist',
    order: 3,
    when: openKey,
    render: renderLater(async () => (await load()).render()),
  });
  workbench.commands.register({
    id: workCommands.review,
    title: 'Review Work Of…',
    category: 'Ensemble',
    run: async (...args) => {
      try {
        const review = await load();
        if (await review.choose(args)) await workbench.views.open(viewId, { focus: true });
      } catch (thrown) {
        void workbench.notifications.show('error', (thrown as Error).message);
      }
    },
  });
}
