import { shownName } from '../../../shared/capabilities/people/names.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { Participant } from '../../../shared/capabilities/people/people-state.ts';
import { isWithinRole, type Role } from '../../../shared/core/rights.ts';
import { agoInWords } from '../../../shared/text/age.ts';
import { answerRight } from '../../session/answer-right.ts';
import type { App } from '../../session/app.ts';
import { asking, mayLetIn } from '../../ui/asking.ts';
import { rightWords } from '../../ui/right-words.ts';
import { abilitiesOf, requestWords, returnWords, roleWords } from '../../ui/words.ts';

import type { PickItem } from '../../workbench/index.ts';
import { askWords, type RightAsked, rightsAskedOfMe } from './asking-rights.ts';

export const answerCommand = 'ensemble.answerJoinRequest';

const ban: Answer = { is: 'ban' };
const guestRoles = ['editor', 'reviewer', 'viewer'] as const;

type Answer = { is: 'admit'; role: Role } | { is: 'deny' | 'ban' };

/** Describes a request to join, also of somebody who was removed before. */
export function wordsOf({ client }: Pick<App, 'client'>, { person, name, role, removedMs }: Participant): string {
  const shown = shownName(client.state, person) ?? name;
  if (removedMs === undefined) return requestWords(shown, role);
  return returnWords(shown, role, removedMs, client.options.environment.nowMs());
}

/** Lists the people who wait for my answer: nobody where I let nobody in. */
export function waitingForMe({ client }: Pick<App, 'client'>): Participant[] {
  const waiting = asking(client.state, client.options.environment.nowMs());
  return waiting.filter((one) => mayLetIn(client.state, client.person, one));
}

/** Answers a request to join. Refusals are told for all kinds in one place. */
export async function answer({ client }: App, { person, name }: Participant, given: Answer): Promise<void> {
  await send().catch(() => undefined);

  function send(): Promise<void> {
    if (given.is === 'admit') return client.publish('participant.admitted', { person, name, role: given.role });
    if (given.is === 'ban') return client.publish('participant.removed', { person, ban: true });
    return client.publish('participant.denied', { person });
  }
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
  const waiting: (Participant | RightAsked)[] = [...waitingForMe(app), ...rightsAskedOfMe(app)];
  const nameOf = ({ person, name }: Participant) => shownName(client.state, person) ?? name;
  if (waiting.length === 0) {
    await workbench.notifications.show('info', 'Nobody waits to be let in, or asks for a right.');
    return;
  }
  const nowMs = client.options.environment.nowMs();
  const one =
    waiting.length === 1
      ? waiting[0]
      : await workbench.quickInput.pick(
          waiting.map(
            (value): PickItem<Participant | RightAsked> =>
              'right' in value
                ? { label: nameOf(value.one), icon: 'key', description: `asks to ${rightWords[value.right]}`, value }
                : {
                    label: nameOf(value),
                    icon: 'person',
                    description: `${value.role} · asked ${agoInWords(value.lastSeenMs, nowMs)}`,
                    value,
                  },
          ),
          { placeholder: 'Whose request do you want to answer?' },
        );
  if (!one) return;
  if ('right' in one) return answerAskByKeyboard(app, one);
  // The role for which they asked comes first, so that Enter admits as asked.
  const mayAll = replicaMay(client.state, client.replica, 'admit');
  const others = guestRoles.filter((role) => role !== one.role && (mayAll || isWithinRole(role, one.role)));
  const roles = [one.role, ...others];
  const answers = [
    ...roles.map((role) => ({
      ...roleWords(role, `admit as ${role}`),
      icon: 'check',
      detail: `${nameOf(one)} can ${abilitiesOf(role)}`,
      value: { is: 'admit', role } as Answer,
    })),
    { label: 'Deny', icon: 'close', value: { is: 'deny' } as Answer },
    ...(mayAll ? [{ label: 'Ban', icon: 'circle-slash', detail: 'They cannot ask again', value: ban }] : []),
  ];
  const given = await workbench.quickInput.pick(answers, {
    title: nameOf(one),
    placeholder: wordsOf(app, one),
  });
  if (given) await answer(app, one, given);
}

async function answerAskByKeyboard(app: App, asked: RightAsked): Promise<void> {
  const gives = await app.workbench.quickInput.pick(
    [
      { label: 'Give', icon: 'check', value: true },
      { label: 'Not now', icon: 'close', value: false },
    ],
    { placeholder: askWords(app, asked) },
  );
  if (gives !== undefined) await answerRight(app, asked.one.person, asked.right, gives);
}
