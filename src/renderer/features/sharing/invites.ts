import type { ListedInvite } from '../../../shared/capabilities/sharing/methods.ts';
import type { App } from '../../session/app.ts';
import { copyLink } from '../../session/copy-link.ts';
import { abilitiesOf } from '../../ui/words.ts';
import type { PickItem } from '../../workbench/index.ts';
import { askInSteps } from './steps.ts';
import { whereItWorks } from './where-it-works.ts';

type GuestRole = 'editor' | 'reviewer' | 'viewer';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const roleItems: PickItem<GuestRole>[] = (['editor', 'reviewer', 'viewer'] as const).map((role) => ({
  label: role[0]!.toUpperCase() + role.slice(1),
  detail: `Whoever comes by it can ${abilitiesOf(role)}.`,
  value: role,
}));

/** Lifetime of an invite that ends only with the sharing. */
const endless = 0;

const lifetimes: PickItem<number>[] = [
  { label: '1 hour', value: hourMs },
  { label: '1 day', value: dayMs },
  { label: '7 days', value: 7 * dayMs },
  { label: 'No end', detail: 'It holds until you revoke it, or stop sharing.', value: endless },
];

const times: PickItem<boolean>[] = [
  { label: 'Once', detail: 'It lets in one person, and then nobody more.', value: true },
  { label: 'Many times', detail: 'Everybody with this link can come by it, also when it is passed on.', value: false },
];

/** Makes an invite of its own: for whom, until when, and how often. Its link is on the clipboard, this once. */
export async function newInvite({ workbench, workspace, client }: App): Promise<void> {
  if (client.state.sharing === null) {
    const chosen = await workbench.notifications.show('info', 'This folder is not shared: share it first.', {
      buttons: ['Share'],
    });
    if (chosen !== undefined) await workbench.commands.execute('ensemble.share');
    return;
  }
  const title = 'New Invite';
  const { quickInput } = workbench;
  const prompt = whereItWorks(client.state);
  const answers = await askInSteps<[GuestRole, number, boolean]>(
    (at) => quickInput.pickStep(roleItems, { ...at, title, placeholder: 'What may who comes by it do?' }),
    (at) => quickInput.pickStep(lifetimes, { ...at, title, placeholder: 'How long does it hold?' }),
    (at) => quickInput.pickStep(times, { ...at, title, placeholder: 'How often can it be used?', prompt }),
  );
  if (answers === undefined) return;
  const [role, lifetime, once] = answers;
  const lifetimeMs = lifetime === endless ? null : lifetime;
  const { link } = await workspace.request('sharing.invite', { role, lifetimeMs, once });
  const words = `The invite for ${once ? 'one' : 'any'} ${role} is on the clipboard. Send it now: it is not shown again.`;
  await copyLink(workbench, link, words);
}

/** Describes an invite: `Viewer, once`, `until 3 May, 14:00`, `not used yet`. */
export function inviteInWords({ role, once, isLink, expiresMs, used }: ListedInvite): {
  label: string;
  description: string;
  detail: string;
} {
  const times = used === 1 ? 'used once' : `used ${used} times`;
  const until =
    expiresMs === null
      ? 'holds until it is revoked'
      : `until ${new Date(expiresMs).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}`;
  return {
    label: `${role[0]!.toUpperCase()}${role.slice(1)}${isLink ? ': the invite link' : once ? ', once' : ''}`,
    description: used === 0 ? 'not used yet' : once ? 'used up' : times,
    detail: until,
  };
}

/** Lists the invites, and lets me revoke one. */
export async function showInvites(app: App): Promise<void> {
  const { workbench, workspace } = app;
  const { invites } = await workspace.request('sharing.invites', {});
  const items: PickItem<ListedInvite | null>[] = [
    ...invites.map((value) => ({ ...inviteInWords(value), icon: value.isLink ? 'link' : 'mail', value })),
    { label: 'New Invite…', icon: 'add', value: null },
  ];
  const chosen = await workbench.quickInput.pick(items, {
    title: 'Invites',
    placeholder: 'Choose an invite to revoke it',
  });
  if (chosen === undefined) return;
  if (chosen === null) return newInvite(app);
  const { label } = inviteInWords(chosen);
  const detail = chosen.isLink
    ? 'Nobody new comes in by the link. People who are here stay; sharing again makes another link.'
    : 'Nobody new comes in by it. People who are here stay.';
  const revoked = await workbench.dialogs.ask('warning', `Revoke the invite “${label}”?`, {
    detail,
    buttons: ['Revoke'],
  });
  if (revoked === undefined) return;
  await workspace.request('sharing.revoke', { id: chosen.id });
  workbench.notifications.status('The invite is revoked.');
}
