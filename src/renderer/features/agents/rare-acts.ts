import type { App } from '../../session/app.ts';
import type { PickItem } from '../../workbench/index.ts';
import type { AgentRow, AgentsModel } from './agents-model.ts';

type RareAct = (app: App, row: AgentRow) => Promise<void>;

/** Acts on an agent that are rare, so that they have no button of their own in its row. */
export function rareActs({ name, suggests, mayRestrain, mayRemove }: AgentRow): PickItem<RareAct>[] {
  const restraining: PickItem<RareAct> = {
    label: suggests ? 'Let It Make Its Edits' : 'Edits as Suggestions',
    description: suggests ? `${name} suggests them now` : 'people accept or reject them part by part',
    icon: 'git-pull-request',
    value: restrain,
  };
  const removing: PickItem<RareAct> = { label: 'Remove…', icon: 'close', value: endAgent };
  return [...(mayRestrain ? [restraining] : []), ...(mayRemove ? [removing] : [])];
}

/** Lets me choose one of them, and does it. */
export async function chooseRareAct(app: App, row: AgentRow): Promise<void> {
  const act = await app.workbench.quickInput.pick(rareActs(row), {
    title: row.name,
    placeholder: 'Choose what is to be done with it',
  });
  await act?.(app, row);
}

/** Turns round whether an agent suggests its edits or makes them. */
async function restrain({ client }: App, { agent, suggests }: AgentRow): Promise<void> {
  await client.publish('agent.restrained', { agent, suggests: !suggests });
}

/** Has an agent leave: one that runs on the host is ended there, and each is sent out, with what is known of its work. */
async function endAgent({ workbench, client, workspace }: App, { agent, name }: AgentRow): Promise<void> {
  const question = `Remove ${name}?`;
  const detail = 'What it has written stays. Prompts that wait for it are lost.';
  if ((await workbench.dialogs.ask('warning', question, { detail, buttons: ['Remove'] })) !== 'Remove') return;
  try {
    await workspace.request('agents.end', { agent });
  } catch (thrown) {
    if ((thrown as { code?: string }).code !== 'not-found') throw thrown;
  }
  await client.publish('participant.removed', { person: agent, ban: false });
}

/** Lets me choose an agent, and turns round whether it suggests its edits or makes them. */
export async function chooseRestrained(app: App, model: AgentsModel): Promise<void> {
  const { workbench } = app;
  const items = model.store
    .get()
    .agents.filter(({ mayRestrain }) => mayRestrain)
    .map((row) => ({
      label: row.name,
      description: row.suggests ? 'suggests its edits: let it make them' : 'makes its edits: have it suggest them',
      value: row,
    }));
  if (items.length === 0) return workbench.notifications.status('There is no agent here about which you decide.');
  const row = await workbench.quickInput.pick(items, { placeholder: 'Choose an agent' });
  // A refusal is told in words for all kinds in one place.
  if (row) await restrain(app, row).catch(() => undefined);
}
