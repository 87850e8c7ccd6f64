import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { App } from '../../session/app.ts';
import type { SharedTextSet } from './shared-texts.ts';

/** `Ensemble: Revert Somebody's Edit…`: lists others' recent edits, by person, and takes one back on purpose. */
export function registerRevert({ workbench, client }: App, texts: SharedTextSet): void {
  workbench.commands.register({
    id: 'ensemble.revertEdit',
    title: "Revert Somebody's Edit…",
    category: 'Ensemble',
    run: async () => {
      const items = texts.recent.list().map((edit) => {
        const info = client.state.documents[edit.document.ref];
        const name = edit.author === 'disk' ? 'The disk' : (shownName(client.state, edit.author) ?? 'Somebody');
        const time = new Date(edit.atMs).toLocaleTimeString();
        return {
          label: `${name} ${edit.preview}`,
          description: info?.path ?? info?.title ?? '',
          detail: time,
          value: edit,
        };
      });
      if (items.length === 0) {
        await workbench.notifications.show(
          'info',
          'Nobody else has edited the files that are open here since you opened them.',
        );
        return;
      }
      const edit = await workbench.quickInput.pick(items, {
        placeholder: 'Whose edit is to be taken back? Undo takes this back again.',
      });
      if (!edit) return;
      edit.document.revert(edit.step);
      texts.recent.remove(edit);
    },
  });
}
