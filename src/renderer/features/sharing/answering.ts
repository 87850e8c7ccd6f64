import { shownName } from '../../../shared/capabilities/people/names.ts';
import { roleOfReplica } from '../../../shared/capabilities/people/participants.ts';
import type { Participant } from '../../../shared/capabilities/people/people-state.ts';
import { hasRight, type Role } from '../../../shared/core/rights.ts';
import type { App } from '../../session/app.ts';
import { asking } from '../../ui/asking.ts';
import { abilitiesOf, agoInWords, requestWords, roleWords } from '../../ui/words.ts';

export const answerCommand = 'ensemble.answerJoinRequest';

const guestRoles = ['editor', 'reviewer', 'viewer'] as const;

type Answer = { is: 'admit'; role: Role } | { is: 'deny' };

/** Lists the people who wait for my answer: nobody where my role lets nobody in. */
export function waitingForMe({ client }: Pick<App, 'client'>): Participant[] {
  const role = roleOfReplica(client.state, client.replica);
  return role !== null && hasRight(role, 'admit') ? asking(client.state, client.options.environment.nowMs()) : [];
}

/** Answers a request to join. Refusals are told for all kinds in one place. */
export async function answer({ client }: App, { person, name }: Participant, given: Answer): Promise<void> {
  const sent =
    given.is === 'admit'
      ? client.publish('participant.admitted', { person, name, role: given.role })
      : client.publish('participant.denied', { person });
  await sent.catch(() => undefined);
}

/** The way to a request by keyboard, also after its notification was closed. */
export function registerAnswering(app: App): void {
  app.workbench.commands.register({
    id: answerCommand,
    title: 'Answer Join Request…',
    category: 'Ensemble',
    keybinding: 'ctrl+k j',
    run: () => answerByKeyboard(app),
  });
}

async function answerByKeyboard(app: App): Promise<void> {
  const { client, workbench } = app;
  const waiting = waitingForMe(app);
  const nameOf = ({ person, name }: Participant) => shownName(client.state, person) ?? name;
  if (waiting.length === 0) {
    await workbench.notifications.show('info', 'Nobody waits to be let in.');
    return;
  }
  const nowMs = client.options.environment.nowMs();
  const one =
    waiting.length === 1
      ? waiting[0]
      : await workbench.quickInput.pick(
          waiting.map((value) => ({
            label: nameOf(value),
            icon: 'person',
            description: `${value.role} · asked ${agoInWords(value.lastSeenMs, nowMs)}`,
            value,
          })),
          { placeholder: 'Whose request do you want to answer?' },
        );
  if (!one) return;
  // The role for which they asked comes first, so that Enter admits as asked.
  const roles = [one.role, ...guestRoles.filter((role) => role !== one.role)];
  const answers = [
    ...roles.map((role) => ({
      ...roleWords(role, `admit as ${role}`),
      icon: 'check',
      detail: `${nameOf(one)} can ${abilitiesOf(role)}`,
      value: { is: 'admit', role } as Answer,
    })),
    { label: 'Deny', icon: 'close', value: { is: 'deny' } as Answer },
  ];
  const given = await workbench.quickInput.pick(answers, {
    title: nameOf(one),
    placeholder: requestWords(nameOf(one), one.role),
  });
  if (given) await answer(app, one, given);
}
