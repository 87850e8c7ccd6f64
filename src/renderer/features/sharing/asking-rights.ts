import { shownName } from '../../../shared/capabilities/people/names.ts';
import { may, replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { Participant } from '../../../shared/capabilities/people/people-state.ts';
import { type GrantableRight, mayDo, rights } from '../../../shared/core/rights.ts';
import { answerRight } from '../../session/answer-right.ts';
import type { App } from '../../session/app.ts';
import { farReach, giversInWords, lackedBy, rightWords } from '../../ui/right-words.ts';
import { aRole } from '../../ui/words.ts';
import { askToEditCommand } from './read-only.ts';

export const askCommand = 'ensemble.askForRight';

/** A right for which somebody asks. */
export interface RightAsked {
  one: Participant;
  right: GrantableRight;
}

/** Lists the rights for which people ask me. */
export function rightsAskedOfMe({ client }: Pick<App, 'client'>): RightAsked[] {
  if (!replicaMay(client.state, client.replica, 'admit')) return [];
  return Object.values(client.state.participants).flatMap((one) => (one.asks ?? []).map((right) => ({ one, right })));
}

/** Request for a right in words, with what comes of giving it. */
export function askWords({ client }: Pick<App, 'client'>, { one, right }: RightAsked): string {
  const far = farReach(right);
  return `${shownName(client.state, one.person) ?? one.name} asks to ${rightWords[right]}.${far === null ? '' : ` ${far}.`}`;
}

/** Asks me about each right for which somebody asks, until I or somebody else has answered. */
export function tellAsks(app: App): void {
  const { workbench, client } = app;
  const open = new Map<string, AbortController>();
  const nameOf = ({ one, right }: RightAsked) => `${one.person} ${right}`;
  const ask = async (asked: RightAsked) => {
    const question = new AbortController();
    open.set(nameOf(asked), question);
    const chosen = await workbench.notifications.show('info', askWords(app, asked), {
      buttons: ['Give', 'Not now'],
      sticky: true,
      signal: question.signal,
    });
    if (!question.signal.aborted && chosen !== undefined)
      await answerRight(app, asked.one.person, asked.right, chosen === 'Give');
  };
  const update = () => {
    const asked = rightsAskedOfMe(app);
    for (const [name, question] of open) {
      if (asked.some((each) => nameOf(each) === name)) continue;
      question.abort();
      open.delete(name);
    }
    for (const each of asked) if (!open.has(nameOf(each))) void ask(each);
  };
  client.events.on('state', update);
  update();
}

/** Asks those who can give it for a right. */
export async function askFor({ client, workbench }: App, right: GrantableRight): Promise<void> {
  const isAsked = await client.publish('right.asked', { right, asks: true }).then(
    () => true,
    () => false,
  );
  if (isAsked)
    workbench.notifications.status(`You asked ${giversInWords(client.state)} to let you ${rightWords[right]}.`);
}

/** Says that I lack a right, with a button to ask for it. */
export async function offerAsking(app: App, lacked: GrantableRight): Promise<void> {
  const { workbench, client } = app;
  const me = client.person === null ? undefined : client.state.participants[client.person];
  if (me === undefined) return;
  const words = `You are ${aRole(me.role)}. Ask ${giversInWords(client.state)} to let you ${rightWords[lacked]}.`;
  if (await workbench.notifications.show('warning', words, { buttons: ['Ask for it'] })) await askFor(app, lacked);
}

/** Answers the key for saving, which the workbench takes for nothing where a text cannot be edited. */
function answerSaves(app: App): void {
  const { workbench, client } = app;
  const context = 'ensemble.mayNotSave';
  const update = () => {
    const { person, state } = client;
    const me = person === null ? undefined : state.participants[person];
    const lacks = me?.standing === 'admitted' && !mayDo(me, 'save');
    if (workbench.context.get(context) !== lacks) workbench.context.set(context, lacks);
  };
  client.events.on('state', update);
  update();
  workbench.commands.register({
    id: 'ensemble.askToSave',
    title: 'Ask to Save',
    category: 'Ensemble',
    keybinding: 'ctrl+s',
    // Own settings are saved as ever.
    when: `${context} && activeEditorIsReadonly`,
    run: () => offerAsking(app, 'save'),
  });
}

/** The way to ask for a right, or to ask for it no longer. */
export function registerAsking(app: App): void {
  const { workbench, client } = app;
  answerSaves(app);
  const update = () => {
    const me = client.person === null ? undefined : client.state.participants[client.person];
    const lacks = me !== undefined && may(client.state, me.person, 'read') && lackedBy(me, rights).length > 0;
    if (workbench.context.get('ensemble.lacksRight') !== lacks) workbench.context.set('ensemble.lacksRight', lacks);
  };
  client.events.on('state', update);
  update();
  workbench.commands.register({
    id: askToEditCommand,
    title: 'Ask to Edit',
    category: 'Ensemble',
    when: 'ensemble.lacksRight && !ensemble.canEdit',
    run: () => askFor(app, 'edit'),
  });
  workbench.commands.register({
    id: askCommand,
    title: 'Ask for a Right…',
    category: 'Ensemble',
    when: 'ensemble.lacksRight',
    run: async () => {
      const me = client.person === null ? undefined : client.state.participants[client.person];
      if (me === undefined) return;
      const right = await workbench.quickInput.pick(
        lackedBy(me, rights).map((value) => ({
          label: rightWords[value][0]!.toUpperCase() + rightWords[value].slice(1),
          ...(me.asks?.includes(value) ? { description: 'asked already: choose it to ask no longer' } : {}),
          value,
        })),
        { placeholder: `Ask ${giversInWords(client.state)} to let you …` },
      );
      if (right === undefined) return;
      if (!me.asks?.includes(right)) return askFor(app, right);
      await client.publish('right.asked', { right, asks: false }).catch(() => undefined);
    },
  });
}
