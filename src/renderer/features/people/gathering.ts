import { shownName } from '../../../shared/capabilities/people/names.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { tellNews } from '../../session/news.ts';
import { lineAt } from '../../ui/line-at.ts';
import type { Following } from './following.ts';

/** Brings everyone to the line of my cursor. */
export async function bringEveryoneHere({ workbench, client, texts }: App): Promise<void> {
  const active = workbench.editors.active();
  const model = active ? workbench.models.get(active.key) : undefined;
  if (!active || !model || model.path === null) {
    await workbench.notifications.show(
      'info',
      'Open a file of the folder first: everyone is brought to your line in it.',
    );
    return;
  }
  if (!texts.mayBeTold(active.key)) {
    await workbench.notifications.show('info', `${model.title} is hidden from guests: nobody can be brought to it.`);
    return;
  }
  const line = lineAt(model.getValue(), active.selections[0]?.head ?? 0);
  await client.publish('people.gathered', { path: model.path, line }).then(
    () => workbench.notifications.announce(`Everyone is asked to ${model.path}, line ${line}`),
    () => undefined,
  );
}

/** Tells me when somebody else gathers everyone, and brings me there when I say so, or follow them anyway. */
export function watchGatherings({ workbench, session }: App, following: Following): void {
  session.events.on('entry', (entry) => {
    if (entry.kind !== 'people.gathered') return;
    const person = session.state.replicas[entry.by]?.person;
    if (person === undefined || person === session.person) return;
    const { path, line } = decodeBody(entry.kind, entry.body);
    if (following.person.get() === person) return void workbench.editors.reveal(path, line, { preserveFocus: true });
    const name = shownName(session.state, person) ?? 'Somebody';
    const news = { sort: 'gatherings', isUrgent: false, isKept: true, view: null, button: 'Go' } as const;
    const open = () => workbench.editors.reveal(path, line);
    tellNews({ ...news, atMs: entry.at, words: `${name} asks everyone to ${path}:${line}`, open });
  });
}
