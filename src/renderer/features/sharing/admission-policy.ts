import {
  type AdmissionPolicy,
  admissionOf,
  admissions,
  type SharingState,
} from '../../../shared/capabilities/sharing/sharing-state.ts';
import type { App } from '../../session/app.ts';
import { telling } from '../../session/telling.ts';
import type { PickItem } from '../../workbench/index.ts';

const setting = 'ensemble.sharing.admit';

const items: Readonly<Record<AdmissionPolicy, Omit<PickItem<AdmissionPolicy>, 'value'>>> = {
  ask: { label: 'Ask me about each', icon: 'shield', detail: 'Nobody comes in before you have said yes.' },
  known: {
    label: 'Let in people who were here before',
    icon: 'verified',
    detail: 'They are known by a ticket in their browser; you are asked about all others.',
  },
  everybody: {
    label: 'Let in everyone with the link',
    icon: 'link',
    detail: 'Everybody with the link is in at once, also when it is passed on.',
  },
};

/** Policy that I have set for doors that I open. */
function policySet({ workbench }: App): AdmissionPolicy {
  const value = workbench.configuration.get(setting);
  return admissions.find((each) => each === value) ?? 'ask';
}

/** Policy as the door keeps it. */
export function flagsOf(policy: AdmissionPolicy): { admitEveryone: boolean; admitKnown?: true } {
  return { admitEveryone: policy === 'everybody', ...(policy === 'known' ? { admitKnown: true as const } : {}) };
}

/** Policies to choose from: the one of my settings comes first. */
export function admissionItems(app: App): PickItem<AdmissionPolicy>[] {
  const first = policySet(app);
  const ordered = [first, ...admissions.filter((each) => each !== first)];
  return ordered.map((value) => ({ ...items[value], value }));
}

/** Says whether a folder is shared, and who comes in unasked, if anybody does. */
export function sharedInWords(folder: string, sharing: SharingState['sharing']): string {
  if (sharing === null) return `${folder} is not shared`;
  const policy = admissionOf(sharing);
  if (policy === 'ask') return `${folder} is shared`;
  const who = policy === 'known' ? 'people who were here before come' : 'everyone with the link comes';
  return `${folder} is shared: ${who} in unasked`;
}

/** Declares the policy in the settings. A change holds for a door that is open, too. */
export function followAdmissionSetting(app: App): void {
  const { workbench, workspace, client } = app;
  workbench.configuration.declare([
    {
      key: setting,
      type: 'string',
      default: 'ask',
      enum: admissions,
      description:
        'People who come in by your link: `ask` asks you about each; `known` lets in at once those who were here before, by a ticket in their browser; `everybody` lets in everyone with the link. People whom you removed always ask.',
    },
  ]);
  workbench.configuration.onChanged((affects) => {
    const { sharing } = client.state;
    const policy = policySet(app);
    if (!affects(setting) || sharing === null || workbench.context.get('ensemble.canShare') !== true) return;
    if (admissionOf(sharing) === policy) return;
    void telling(app, async () => {
      await workspace.request('sharing.open', { ...flagsOf(policy), role: sharing.role });
      const folder = client.state.host?.folder ?? 'This folder';
      workbench.notifications.status(`${sharedInWords(folder, { ...flagsOf(policy), role: sharing.role })}.`);
    });
  });
}
