import { hasRight } from '../../../shared/core/rights.ts';
import { isSamePart } from '../../../shared/core/sight.ts';
import type { App } from '../../session/app.ts';
import { type PersonRow, personRows } from '../../ui/person-rows.ts';
import { partInWords } from '../../ui/person-words.ts';

/** Says whether I may limit the session for somebody. */
function mayLimit(app: App, row: PersonRow): boolean {
  const { state, person } = app.client;
  const mine = person === null ? undefined : state.participants[person]?.role;
  const isFree = row.isMe || row.role === 'owner' || row.person === state.host?.person || row.state === 'banned';
  return mine !== undefined && hasRight(mine, 'admit') && !isFree;
}

/** Registers the way to it from the palette, and tells me of my own limits. */
export function limits(app: App): void {
  const { commands, quickInput, notifications } = app.workbench;
  commands.register({
    id: 'ensemble.limitToFolders',
    title: 'Limit to Folders…',
    category: 'Ensemble',
    when: 'ensemble.canAdmit',
    run: async () => {
      const rows = personRows(app.client.state, { me: app.client.person }).filter((row) => mayLimit(app, row));
      if (rows.length === 0)
        return void notifications.show('info', 'Nobody else is here whom you could limit to some folders.');
      const items = rows.map((value) => ({
        label: value.name,
        icon: 'person',
        description: value.paths ? partInWords(value.paths) : 'the whole folder',
        value,
      }));
      const chosen =
        rows.length === 1 ? rows[0] : await quickInput.pick(items, { placeholder: 'Who sees a part only?' });
      if (chosen) await (await import('./limiting.ts')).limitPerson(app, chosen);
    },
  });
  if (app.recording === null) watchOwnLimit(app);
}

/** Tells me which part of the folder I see, whenever that changes. */
function watchOwnLimit({ client, workbench }: App): void {
  const item = workbench.statusBar.create({
    id: 'ensemble.part',
    name: 'Part of the Folder',
    side: 'left',
    priority: 80,
  });
  let known: readonly string[] | undefined;
  client.events.on('state', look);
  look();

  function look(): void {
    const paths = client.person === null ? undefined : client.state.participants[client.person]?.paths;
    if (isSamePart(paths, known)) return;
    known = paths;
    if (paths === undefined) {
      item.hide();
      return void workbench.notifications.show('info', 'You see the whole folder from now on.');
    }
    const part = partInWords(paths);
    const tooltip = `You see ${paths.join(', ')} of this folder only. An owner can change that.`;
    item.show({ icon: 'filter', text: part, ariaLabel: `You see ${part}`, tooltip });
    void workbench.notifications.show('info', `You see ${part} of this folder. Ask an owner if you need more.`);
  }
}
