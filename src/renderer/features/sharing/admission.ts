import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { Participant } from '../../../shared/capabilities/people/people-state.ts';
import type { App } from '../../session/app.ts';
import { requestWords } from '../../ui/words.ts';
import { answer, registerAnswering, waitingForMe } from './answering.ts';

/** Asks me about each person who wants to join, until I or somebody else has decided. */
export function askForAdmission(app: App): void {
  const { workbench, client } = app;
  const open = new Map<string, AbortController>();
  /** Time of the request of each person whose question I closed without an answer. */
  const leftOpen = new Map<string, number>();

  const ask = async (one: Participant) => {
    const { person, name, role, lastSeenMs } = one;
    const question = new AbortController();
    open.set(person, question);
    const chosen = await workbench.notifications.show(
      'info',
      requestWords(shownName(client.state, person) ?? name, role),
      {
        buttons: ['Admit', 'Deny'],
        sticky: true,
        signal: question.signal,
      },
    );
    open.delete(person);
    if (question.signal.aborted) return;
    if (chosen === undefined) leftOpen.set(person, lastSeenMs);
    else await answer(app, one, chosen === 'Admit' ? { is: 'admit', role } : { is: 'deny' });
  };

  const update = () => {
    const waiting = waitingForMe(app);
    for (const [person, question] of open) if (!waiting.some((one) => one.person === person)) question.abort();
    for (const one of waiting) {
      if (open.has(one.person) || leftOpen.get(one.person) === one.lastSeenMs) continue;
      void ask(one);
    }
  };
  registerAnswering(app);
  client.events.on('state', update);
  update();
}
