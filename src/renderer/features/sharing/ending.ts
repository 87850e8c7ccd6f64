import type { App } from '../../session/app.ts';
import { telling } from '../../session/telling.ts';
import { isHere, personRows } from '../../ui/person-rows.ts';
import { listNames } from '../../ui/words.ts';

const when = 'ensemble.canShare';
const whenShared = 'ensemble.canShare && ensemble.isShared';

async function stopNewGuests({ workbench, workspace, client }: App): Promise<void> {
  if (client.state.sharing === null) {
    await workbench.notifications.show('info', 'This folder is not shared.');
    return;
  }
  await workspace.request('sharing.close', { endSession: false });
  await workbench.notifications.show(
    'info',
    'Nobody new comes in: the link and all invites are void. People who are here stay.',
  );
}

/** Names of the guests who would be sent out; owners stay. */
function guestsIn({ client }: App): { here: string[]; away: number } {
  const guests = personRows(client.state, { me: client.person }).filter(
    ({ role, person }) => role !== 'owner' && client.state.participants[person]?.standing === 'admitted',
  );
  const here = guests.filter(isHere).map(({ name }) => name);
  return { here, away: guests.length - here.length };
}

async function removeEveryone(app: App): Promise<void> {
  const { workbench, workspace, client } = app;
  const { here, away } = guestsIn(app);
  if (client.state.sharing === null && here.length + away === 0) {
    await workbench.notifications.show('info', 'No guest is here, and this folder is not shared.');
    return;
  }
  const button = 'Remove Everyone';
  const sent = here.length === 0 ? 'No guest is here now.' : `${listNames(here, 12)}: sent out at once.`;
  const rest = away === 1 ? 'One more, not here now, cannot' : `${away} more, not here now, cannot`;
  const others = away === 0 ? '' : ` ${rest} come back by themselves.`;
  const chosen = await workbench.dialogs.ask('warning', 'Remove everyone?', {
    detail: [`${sent}${others}`, 'The link and all invites are void. What they wrote stays.'],
    buttons: [button],
  });
  if (chosen === undefined) return;
  await workspace.request('sharing.close', { endSession: true });
  await workbench.notifications.show('info', 'The session is over for all guests, and the link is void.');
}

/** Registers the two ways to end sharing: for those who are not here yet, and for everybody. */
export function registerEnding(app: App): void {
  const { commands } = app.workbench;
  const category = 'Ensemble';
  commands.register({
    id: 'ensemble.stopNewGuests',
    title: 'Stop New Guests',
    category,
    icon: 'debug-disconnect',
    when: whenShared,
    menus: [
      { id: 'view-title', when: `view == ensemble.people && ${whenShared}` },
      { id: 'file-menu', group: '2_ensemble', order: 3, when: whenShared },
    ],
    run: () => telling(app, () => stopNewGuests(app)),
  });
  commands.register({
    id: 'ensemble.removeEveryone',
    title: 'Remove Everyone',
    category,
    icon: 'sign-out',
    when,
    menus: [{ id: 'file-menu', group: '2_ensemble', order: 5, when: whenShared }],
    run: () => telling(app, () => removeEveryone(app)),
  });
}
