import { shownName } from '../../../shared/capabilities/people/names.ts';
import { present } from '../../../shared/capabilities/people/participants.ts';
import type { TerminalAccess } from '../../../shared/capabilities/terminals/access-level.ts';
import type { SharedTerminal } from '../../../shared/capabilities/terminals/terminal-state.ts';
import type { App } from '../../session/app.ts';
import type { PickItem } from '../../workbench/index.ts';

type Access = Exclude<TerminalAccess, 'none'>;

const words: Record<Access, { label: string; detail: string; icon: string }> = {
  read: { label: 'May look', detail: 'What is printed there is seen, nothing can be typed.', icon: 'eye' },
  approve: { label: 'May propose lines', detail: 'Each line is shown to you, and runs when you agree.', icon: 'pass' },
  write: {
    label: 'May type',
    detail: 'Whoever types there can read and change whatever you can on this computer.',
    icon: 'edit',
  },
};

type Choice = { is: 'all'; access: Access } | { is: 'one' } | { is: 'none' };

/** Asks how the terminal that was used last is to be shared, and shares it so. */
export async function shareTerminal(app: App, person: string | null = null): Promise<void> {
  const { workbench, workspace, client } = app;
  const id = workbench.terminals.active();
  if (id === null)
    return void workbench.notifications.show('info', 'Open a terminal first, then share it: others see what is in it.');
  const { terminals } = await workspace.request('terminals.list', {});
  const ref = terminals.find((each) => each.id === id)?.ref ?? null;
  const shared = ref === null ? null : (client.state.terminals[ref] ?? null);
  const choice = person === null ? await askWhom(app, shared) : ({ is: 'one' } as const);
  if (choice === undefined) return;
  const people = Object.entries(shared?.people ?? {});
  if (choice.is === 'none') await workspace.request('terminals.share', { id, access: 'none', people: [] });
  else if (choice.is === 'all') await workspace.request('terminals.share', { id, access: choice.access, people });
  else {
    const one = person ?? (await askWho(app));
    const access = one === undefined ? undefined : await askHow(app, one);
    if (one === undefined || access === undefined) return;
    const others = people.filter(([each]) => each !== one);
    await workspace.request('terminals.share', {
      id,
      access: shared?.access ?? 'none',
      people: [...others, [one, access]],
    });
  }
  workbench.notifications.status(
    choice.is === 'none' ? 'This terminal is shared no more.' : 'This terminal is shared.',
  );
}

async function askWhom({ workbench }: App, shared: SharedTerminal | null): Promise<Choice | undefined> {
  const all: PickItem<Choice>[] = Object.entries(words).map(([access, { label, detail, icon }]) => ({
    label: `Everybody ${label.charAt(0).toLowerCase()}${label.slice(1)}`,
    detail,
    icon,
    ...(shared?.access === access ? { description: 'as now' } : {}),
    value: { is: 'all', access: access as Access },
  }));
  const one: PickItem<Choice> = { label: 'One person…', icon: 'person', value: { is: 'one' } };
  const none: PickItem<Choice> = { label: 'Share no longer', icon: 'circle-slash', value: { is: 'none' } };
  return workbench.quickInput.pick([...all, one, ...(shared ? [none] : [])], {
    title: 'Share Terminal',
    placeholder: 'Who may do what in this terminal?',
  });
}

async function askWho({ workbench, client }: App): Promise<string | undefined> {
  const others = present(client.state).filter(({ person }) => person !== client.person);
  if (others.length === 0) return void (await workbench.notifications.show('info', 'Nobody else is here yet.'));
  const items = others.map(({ person }) => ({ label: shownName(client.state, person) ?? 'Somebody', value: person }));
  return workbench.quickInput.pick(items, { title: 'Share Terminal', placeholder: 'With whom?' });
}

async function askHow({ workbench, client }: App, person: string): Promise<Access | undefined> {
  const items = Object.entries(words).map(([access, each]) => ({ ...each, value: access as Access }));
  const name = shownName(client.state, person) ?? 'Somebody';
  return workbench.quickInput.pick(items, { title: 'Share Terminal', placeholder: `What may ${name} do?` });
}
