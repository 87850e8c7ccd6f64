import { shownName } from '../../../shared/capabilities/people/names.ts';
import { rights } from '../../../shared/core/rights.ts';
import { decodeBody, lookUp } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { changesOf, lackedBy, listRights, rightWords } from '../../ui/right-words.ts';
import { abilitiesOf, aRole } from '../../ui/words.ts';
import { offerAsking } from './asking-rights.ts';

/** Time in which the same refusal is told once. */
const repeatMs = 5_000;

/**
 * Kinds whose refusals are not told: refused edits have their own notice with the text in it; presence is sent again by
 * itself.
 */
const quiet = /^(doc\.updated|doc\.rebased|presence\..*|cursor\..*)$/;

/** Tells refusals of my entries in words. */
export function tellRefusals(app: App): void {
  const { workbench, client } = app;
  const told = new Map<string, number>();
  client.events.on('refused', ({ kind, message }) => {
    const nowMs = client.options.environment.nowMs();
    if (quiet.test(kind) || nowMs - (told.get(message) ?? Number.NEGATIVE_INFINITY) < repeatMs) return;
    told.set(message, nowMs);
    void tell(kind, message);
  });

  /** Tells a refusal; one for the lack of a right has a button to ask for it. */
  const tell = async (kind: string, message: string) => {
    const right = lookUp(kind)?.right;
    const me = client.person === null ? undefined : client.state.participants[client.person];
    const lacked = me && right !== undefined && right !== 'server' ? lackedBy(me, [right])[0] : undefined;
    if (lacked === undefined) return void workbench.notifications.show('warning', message);
    await offerAsking(app, lacked);
  };
}

/** Tells me when somebody gives me another role, gives me a right, takes one, or does not give one now. */
export function tellMyRole({ workbench, client }: App): void {
  const mine = () => (client.person === null ? undefined : client.state.participants[client.person]);
  let before = mine();
  client.events.on('state', () => {
    before ??= mine();
  });
  client.events.on('entry', (entry) => {
    const was = before;
    before = mine();
    const giver = shownName(client.state, client.state.replicas[entry.by]?.person) ?? 'The host';
    if (entry.kind === 'right.declined') {
      const { person, right } = decodeBody(entry.kind, entry.body);
      if (person !== client.person) return;
      return void workbench.notifications.show('info', `${giver} does not let you ${rightWords[right]} now.`);
    }
    if (entry.kind === 'rights.changed') {
      if (decodeBody(entry.kind, entry.body).person !== client.person || !was || !before) return;
      const { given, taken } = changesOf(was, before, rights);
      const parts = [
        ...(given.length > 0 ? [`lets you ${listRights(given)}`] : []),
        ...(taken.length > 0 ? [`no longer lets you ${listRights(taken)}`] : []),
      ];
      if (parts.length === 0) return;
      return void workbench.notifications.show('info', `${giver} ${parts.join(', and ')}.`);
    }
    if (entry.kind !== 'role.changed') return;
    const { person, role } = decodeBody(entry.kind, entry.body);
    if (person !== client.person) return;
    const who = shownName(client.state, client.state.replicas[entry.by]?.person) ?? 'The host';
    void workbench.notifications.show('info', `${who} made you ${aRole(role)}: you can ${abilitiesOf(role)}.`);
  });
}
