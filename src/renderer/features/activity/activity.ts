import { createElement } from 'react';
import { fragmentFor } from '../../session/address.ts';
import type { App } from '../../session/app.ts';
import { reactRender } from '../../ui/react-render.tsx';
import { renderLater } from '../../ui/render-later.ts';
import { ActivityModel } from './activity-model.ts';

const viewId = 'ensemble.activity';

/** The feed of what people do, and what happened while somebody was away. */
export function activity(app: App): void {
  const { workbench, isHostWindow } = app;
  const model = new ActivityModel(app);
  const replay = isHostWindow
    ? (fromMs: number) => {
        location.hash = `${fragmentFor(location.hash, { all: true })}&at=${Math.floor(fromMs)}`;
      }
    : null;
  const render = renderLater(async () => {
    const { ActivityView } = await import('./activity-view.tsx');
    return reactRender(() => createElement(ActivityView, { app, model, replay }));
  });
  workbench.views.register({ id: viewId, title: 'Activity', place: 'activity-bar', icon: 'pulse', order: 4, render });
  workbench.commands.register({
    id: 'ensemble.activity.show',
    title: 'Show Activity',
    category: 'Ensemble',
    run: () => workbench.views.open(viewId, { focus: true }),
  });
  let told: unknown = null;
  model.store.subscribe(() => {
    const { missed } = model.store.get();
    if (missed === told) return;
    told = missed;
    const count = missed === null ? 0 : missed.events.length + missed.edits.length;
    workbench.views.setBadge(viewId, missed === null ? null : { count, tooltip: 'While you were away' });
    if (missed !== null)
      workbench.notifications.status('Ensemble: Show Activity tells what happened while you were away.');
  });
}
