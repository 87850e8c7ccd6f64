import type { Participant } from '../../../shared/capabilities/people/people-state.ts';
import type { App } from '../../session/app.ts';
import { answer, registerAnswering, waitingForMe, wordsOf } from './answering.ts';

/** Asks me about each person who wants to join, until I or somebody else has decided. */
export function askForAdmission(app: App): void {
  const { workbench, client } = app;
  const open = new Map<string, AbortController>();
  /** Time of the request of each person whose question I closed without an answer. */
  const leftOpen = new Map<string, number>();

  const ask = async (one: Participant) => {
    const { person, role, lastSeenMs, removedMs } = one;
    const question = new AbortController();
    open.set(person, question);
    const chosen = await workbench.notifications.show('info', wordsOf(app, one), {
      buttons: removedMs === undefined ? ['Admit', 'Deny'] : ['Admit', 'Deny', 'Ban'],
      sticky: true,
      signal: question.signal,
    });
    open.delete(person);
    if (question.signal.aborted) return;
    if (chosen === undefined) leftOpen.set(person, lastSeenMs);
    else if (chosen === 'Admit') await answer(app, one, { is: 'admit', role });
    else await answer(app, one, { is: chosen === 'Ban' ? 'ban' : 'deny' });
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
