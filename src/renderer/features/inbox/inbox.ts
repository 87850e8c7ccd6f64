import { createElement } from 'react';
import { answerRight } from '../../session/answer-right.ts';
import type { App } from '../../session/app.ts';
import { reactRender } from '../../ui/react-render.tsx';
import { renderLater } from '../../ui/render-later.ts';
import { InboxModel } from './inbox-model.ts';
import type { InboxActs } from './inbox-view.tsx';
import type { SuggestedFileRow, SuggestedRow } from './suggested.ts';
import { tellQuestions } from './telling.ts';

const viewId = 'ensemble.inbox';

/** Inbox: everything in the session that waits for a person, in one list. */
export function inbox(app: App): void {
  const { workbench } = app;
  const model = new InboxModel(app);
  const acts = actsOf(app);
  workbench.views.register({
    id: viewId,
    title: 'Waiting for You',
    place: 'secondary',
    icon: 'inbox',
    order: 3,
    render: renderLater(async () => {
      const { InboxView } = await import('./inbox-view.tsx');
      return reactRender(() => createElement(InboxView, { model, acts }));
    }),
  });
  const show = () => workbench.views.open(viewId, { focus: true });
  workbench.commands.register({
    id: 'ensemble.inbox.show',
    title: 'Show What Waits for You',
    category: 'Ensemble',
    run: show,
  });
  if (app.recording !== null) return;
  const badge = () => {
    const { questions, people, suggested, suggestedFiles } = model.store.get();
    const mine = questions.filter(({ mayAnswer }) => mayAnswer);
    const count = mine.length + people.length + suggested.length + suggestedFiles.length;
    const tooltip = count === 1 ? 'Something waits for your answer' : `${count} things wait for your answer`;
    workbench.views.setBadge(viewId, count === 0 ? null : { count, tooltip });
  };
  void workbench.ready.then(() => {
    model.store.subscribe(badge);
    badge();
    tellQuestions(app, model, acts, { show, isShown: () => workbench.views.isVisible(viewId) });
  });
}

function actsOf(app: App): InboxActs {
  const { client, workbench } = app;
  const tell = (thrown: unknown) =>
    void workbench.notifications.show('error', String((thrown as Error | undefined)?.message ?? thrown));
  // Another feature's commands: they are given what the row has shown, since more may have come meanwhile.
  const judge = (verb: 'compare' | 'accept' | 'reject', { drawn }: SuggestedRow | SuggestedFileRow) =>
    void workbench.commands.execute(`ensemble.suggestions.${verb}`, drawn).catch(tell);
  return {
    compareSuggested: (row) => judge('compare', row),
    judgeSuggested: (row, accepts) => judge(accepts ? 'accept' : 'reject', row),
    answer: (approval, choice) => void client.publish('approval.answered', { approval, choice }).catch(tell),
    // Refusals about people are told for all kinds in one place.
    answerPerson: ({ person, asks }, allows) => {
      if (asks.is === 'right') return void answerRight(app, person, asks.right, allows);
      const { name = '' } = client.state.participants[person] ?? {};
      const { role } = asks;
      const sent = allows
        ? client.publish('participant.admitted', { person, name, role })
        : client.publish('participant.denied', { person });
      sent.catch(() => undefined);
    },
  };
}
