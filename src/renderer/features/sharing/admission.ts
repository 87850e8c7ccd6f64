import { shownName } from '../../../shared/capabilities/people/names.ts';
import { roleOfReplica } from '../../../shared/capabilities/people/participants.ts';
import type { Participant } from '../../../shared/capabilities/people/people-state.ts';
import { hasRight } from '../../../shared/core/rights.ts';
import type { App } from '../../session/app.ts';
import { asking } from './asking.ts';

/** Asks me about each person who wants to join, until I or somebody else has decided. */
export function askForAdmission({ workbench, client }: App): void {
  const open = new Map<string, AbortController>();
  /** Time of the request of each person whose question I closed without an answer. */
  const leftOpen = new Map<string, number>();

  const ask = async ({ person, name, role, lastSeenMs }: Participant) => {
    const question = new AbortController();
    open.set(person, question);
    const chosen = await workbench.notifications.show(
      'info',
      `${shownName(client.state, person) ?? name} wants to join as ${role}.`,
      {
        buttons: ['Admit', 'Deny'],
        sticky: true,
        signal: question.signal,
      },
    );
    open.delete(person);
    if (question.signal.aborted) return;
    if (chosen === undefined) leftOpen.set(person, lastSeenMs);
    // Refusals are told for all kinds in one place.
    else if (chosen === 'Admit')
      await client.publish('participant.admitted', { person, name, role }).catch(() => undefined);
    else await client.publish('participant.denied', { person }).catch(() => undefined);
  };

  const update = () => {
    const role = roleOfReplica(client.state, client.replica);
    const waiting =
      role !== null && hasRight(role, 'admit') ? asking(client.state, client.options.environment.nowMs()) : [];
    for (const [person, question] of open) if (!waiting.some((one) => one.person === person)) question.abort();
    for (const one of waiting) {
      if (open.has(one.person) || leftOpen.get(one.person) === one.lastSeenMs) continue;
      void ask(one);
    }
  };
  client.events.on('state', update);
  update();
}
