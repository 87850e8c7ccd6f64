import { selectedLines } from '../../../client/locks/lock-lines.ts';
import { shownName, shownNames } from '../../../shared/capabilities/people/names.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { Acting } from './acting.ts';
import { CommentsModel } from './comments-model.ts';

const category = 'Ensemble';
const mayKey = 'ensemble.canAnnotate';

/** Comments on code: threads in the editors and in the workbench's panel of comments. */
export function comments(app: App): void {
  const { workbench, session, texts } = app;
  const model = new CommentsModel(app);
  const mayStart = (key: string) => model.mayComment && texts.mayBeTold(key) && texts.refOf(key) !== null;
  const names = () => [...shownNames(session.state).values()];
  workbench.comments.serve(new Acting(app), { mayStart, names });
  let may: boolean | null = null;
  const look = () => {
    if (may === model.mayComment) return;
    may = model.mayComment;
    workbench.context.set(mayKey, may);
    workbench.comments.placesChanged();
  };
  session.events.on('state', look);
  look();
  registerCommands(app, mayStart);
  tellMentions(app);
}

function registerCommands({ workbench }: App, mayStart: (key: string) => boolean): void {
  workbench.commands.register({
    id: 'ensemble.comment',
    title: 'Comment on These Lines',
    category,
    when: mayKey,
    keybinding: 'ctrl+alt+n',
    menus: [{ id: 'editor-context', group: 'ensemble', when: mayKey }],
    run: async () => {
      const active = workbench.editors.active();
      const text = active && workbench.models.get(active.key);
      if (!active || !text || !mayStart(active.key))
        return void workbench.notifications.status('Open a shared file first: a comment is about lines of it.');
      const { anchor, head } = active.selections[0] ?? { anchor: 0, head: 0 };
      await workbench.comments.begin(active.key, selectedLines(text.getValue(), anchor, head));
    },
  });
  workbench.commands.register({
    id: 'ensemble.comments.show',
    title: 'Show All Comments',
    category,
    run: () => workbench.commands.execute('workbench.action.focusCommentsPanel'),
  });
}

/** Says in the status bar, and to screen readers, that somebody has mentioned me. */
function tellMentions({ workbench, session }: App): void {
  session.events.on('entry', (entry) => {
    const { kind, by, ref } = entry;
    if (kind !== 'comment.started' && kind !== 'comment.replied') return;
    const { mentions } = decodeBody(kind, entry.body);
    const person = session.state.replicas[by]?.person;
    if (session.person === null || !mentions.includes(session.person) || person === session.person) return;
    const path = (ref !== null && session.state.documents[ref]?.path) || 'a text';
    const name = shownName(session.state, person) ?? 'Somebody';
    workbench.notifications.status(`${name} mentioned you in a comment in ${path}.`);
  });
}
