import type { AdmissionPolicy } from '../../../shared/capabilities/sharing/sharing-state.ts';
import type { App } from '../../session/app.ts';
import { copyLink } from '../../session/copy-link.ts';
import { abilitiesOf } from '../../ui/words.ts';
import type { PickItem } from '../../workbench/index.ts';
import { admissionItems, flagsOf } from './admission-policy.ts';
import { askInSteps } from './steps.ts';
import { whereItWorks } from './where-it-works.ts';

type GuestRole = 'editor' | 'reviewer' | 'viewer';

const roleItems: PickItem<GuestRole>[] = (['editor', 'reviewer', 'viewer'] as const).map((role) => ({
  label: role[0]!.toUpperCase() + role.slice(1),
  detail: `They can ${abilitiesOf(role)}.`,
  value: role,
}));

/** Opens the door: asks for the guests' role and whether each must be let in, says where the link works, and copies it. */
export async function share(app: App): Promise<void> {
  const { workbench, workspace, client } = app;
  const { quickInput } = workbench;
  const title = `Share ${client.state.host?.folder ?? 'this folder'}`;
  const prompt = whereItWorks(client.state);
  const answers = await askInSteps<[GuestRole, AdmissionPolicy]>(
    (at) => quickInput.pickStep(roleItems, { ...at, title, placeholder: 'What may guests do?' }),
    (at) => quickInput.pickStep(admissionItems(app), { ...at, title, placeholder: 'Who may come in?', prompt }),
  );
  if (answers === undefined) return;
  const [role, policy] = answers;
  const { link } = await workspace.request('sharing.open', { ...flagsOf(policy), role });
  await copyLink(workbench, link, 'Shared: the invite link is on the clipboard.');
}
