import type { App } from '../../session/app.ts';
import { copyLink } from '../../session/copy-link.ts';
import { telling } from '../../session/telling.ts';
import type { PickItem } from '../../workbench/index.ts';
import { sharedInWords } from './admission-policy.ts';
import { registerEnding } from './ending.ts';

/** Command that the share item in the status bar runs. */
export const shareMenuCommand = 'ensemble.sharing';

const category = 'Ensemble';

/** Loads what asks for something step by step: seldom, and not for the first paint. */
const loadSteps = () => import('./asking-steps.ts');

async function copyInviteLink({ workbench, workspace, client }: App): Promise<void> {
  const { link } = await workspace.request('sharing.describe', {});
  if (link !== null) return copyLink(workbench, link, 'The invite link is on the clipboard.');
  const button = 'Share';
  const words =
    client.state.sharing === null
      ? 'This folder is not shared, so there is no link yet.'
      : 'The link was revoked. Share again for another one; people who are here stay.';
  const chosen = await workbench.notifications.show('info', words, { buttons: [button] });
  if (chosen === button) await workbench.commands.execute('ensemble.share');
}

/** Menu of the share item in the status bar: all that can be done about sharing; a guest is shown the people. */
async function shareMenu(app: App): Promise<void> {
  const { workbench, client } = app;
  if (workbench.context.get('ensemble.canShare') !== true) {
    await workbench.commands.execute('ensemble.people.focus');
    return;
  }
  const folder = client.state.host?.folder ?? 'this folder';
  const shared: PickItem<string>[] = [
    {
      label: 'Copy Invite Link',
      icon: 'link',
      detail: 'Send it to the people you want here.',
      value: 'copyInviteLink',
    },
    {
      label: 'Invites…',
      icon: 'mail',
      detail: 'Invites of their own: for whom, until when, how often used; make one, or revoke one.',
      value: 'invites',
    },
    {
      label: 'Reach from Elsewhere…',
      icon: 'globe',
      detail:
        client.state.reached === null
          ? 'The link works in your own network. Give it an address for others.'
          : `Reached at ${client.state.reached.origin}; choose another way.`,
      value: 'reach',
    },
    {
      label: 'Schedule a Session…',
      icon: 'calendar',
      detail: 'A file for calendars, with a time and the link.',
      value: 'scheduleSession',
    },
    {
      label: 'Share Anew…',
      icon: 'live-share',
      detail: 'Choose again what guests may do, and who comes in. The link stays.',
      value: 'share',
    },
    {
      label: 'Stop New Guests',
      icon: 'debug-disconnect',
      detail: 'Nobody new comes in, and the link is void; people who are here stay.',
      value: 'stopNewGuests',
    },
    {
      label: 'Remove Everyone…',
      icon: 'sign-out',
      detail: 'All guests are sent out now, and the link is void.',
      value: 'removeEveryone',
    },
  ];
  const local: PickItem<string>[] = [
    { label: 'Share This Folder…', icon: 'live-share', detail: 'Work on it with others, by a link.', value: 'share' },
  ];
  const chosen = await workbench.quickInput.pick(client.state.sharing === null ? local : shared, {
    title: sharedInWords(folder, client.state.sharing),
    placeholder: 'What do you want to do?',
  });
  if (chosen !== undefined) await workbench.commands.execute(`ensemble.${chosen}`);
}

/** The commands of the host about its door. */
export function registerShareCommands(app: App): void {
  const { commands } = app.workbench;
  const when = 'ensemble.canShare';
  const whenShared = 'ensemble.canShare && ensemble.isShared';
  commands.register({
    id: 'ensemble.share',
    title: 'Share This Folder',
    category,
    icon: 'live-share',
    when,
    menus: [{ id: 'file-menu', group: '2_ensemble', order: 1, when }],
    run: () => telling(app, async () => (await loadSteps()).share(app)),
  });
  commands.register({
    id: 'ensemble.copyInviteLink',
    title: 'Copy Invite Link',
    category,
    icon: 'link',
    when,
    menus: [{ id: 'file-menu', group: '2_ensemble', order: 2, when: whenShared }],
    run: () => telling(app, () => copyInviteLink(app)),
  });
  commands.register({
    id: 'ensemble.scheduleSession',
    title: 'Schedule a Session…',
    category,
    when,
    run: () => telling(app, async () => (await loadSteps()).scheduleSession(app)),
  });
  commands.register({
    id: shareMenuCommand,
    title: 'Sharing…',
    category,
    when,
    run: () => shareMenu(app),
  });
  commands.register({
    id: 'ensemble.newInvite',
    title: 'New Invite…',
    category,
    icon: 'mail',
    when,
    run: () => telling(app, async () => (await loadSteps()).newInvite(app)),
  });
  commands.register({
    id: 'ensemble.invites',
    title: 'Invites…',
    category,
    icon: 'mail',
    when: whenShared,
    menus: [
      { id: 'view-title', when: `view == ensemble.people && ${whenShared}` },
      { id: 'file-menu', group: '2_ensemble', order: 4, when: whenShared },
    ],
    run: () => telling(app, async () => (await loadSteps()).showInvites(app)),
  });
  registerEnding(app);
}
