import { standingStep } from '../../../client/standing-step.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { App } from '../../session/app.ts';
import { lineAt } from '../../ui/line-at.ts';
import type { PickItem } from '../../workbench/index.ts';
import type { RecentEdit } from './recent-edits.ts';
import { editInWords } from './revert-words.ts';
import type { SharedTextSet } from './shared-texts.ts';

interface Place {
  edit: RecentEdit;
  who: string;
  file: string;
  /** First and last line of the edit, from 1; null where nothing tells where it was. */
  lines: { first: number; last: number } | null;
}

const owner = 'revert';

/** Lists others' recent edits of which something is left, with their words and their line, the newest first. */
function listEdits({ client: { state } }: App, texts: SharedTextSet): PickItem<Place>[] {
  const edits = texts.recent.list();
  const texted = new Map([...new Set(edits.map(({ document }) => document))].map((each) => [each, each.toString()]));
  return edits.flatMap((edit) => {
    const standing = standingStep(edit.document.yText, edit.step);
    const words = editInWords(standing);
    if (words === null) return [];
    const info = state.documents[edit.document.ref];
    const file = info?.path ?? info?.title ?? '';
    const { offset, inserted } = standing;
    const text = texted.get(edit.document)!;
    const lines =
      offset === null ? null : { first: lineAt(text, offset), last: lineAt(text, offset + inserted.length) };
    const who = edit.author === 'disk' ? 'The disk' : (shownName(state, edit.author) ?? 'Somebody');
    return {
      label: `${who} ${words}`,
      description: [file, lines === null ? '' : `line ${lines.first}`].filter((part) => part !== '').join(', '),
      detail: new Date(edit.atMs).toLocaleTimeString(),
      value: { edit, who, file, lines },
    };
  });
}

/** Shows the lines of an edit beside the list, while it has the focus there; null ends that. */
function preview({ workbench: { editors }, client }: App, texts: SharedTextSet, place: Place | null): void {
  for (const { key } of editors.visible()) {
    const isHere = place?.lines && texts.refOf(key) === place.edit.document.ref;
    if (!isHere) {
      editors.setLineMarks(owner, key, []);
      continue;
    }
    const { first, last } = place.lines!;
    const colorIndex = client.state.participants[place.edit.author]?.colorIndex ?? 0;
    editors.setLineMarks(owner, key, [{ startLine: first, endLine: last, colorIndex, hover: place.who, kind: 'lock' }]);
    void editors.reveal(key, first, { preserveFocus: true });
  }
}

/** `Ensemble: Revert Somebody's Edit…`: lists others' recent edits, shows each, and takes one back on purpose. */
export function registerRevert(app: App, texts: SharedTextSet): void {
  const { workbench } = app;
  workbench.commands.register({
    id: 'ensemble.revertEdit',
    title: "Revert Somebody's Edit…",
    category: 'Ensemble',
    run: async () => {
      const items = listEdits(app, texts);
      if (items.length === 0) {
        await workbench.notifications.show(
          'info',
          'Nobody else has edited the files that are open here since you opened them.',
        );
        return;
      }
      const place = await workbench.quickInput.pick(items, {
        placeholder: 'Whose edit is to be taken back? Undo takes this back again.',
        onFocus: (focused) => preview(app, texts, focused),
      });
      preview(app, texts, null);
      if (!place) return;
      place.edit.document.revert(place.edit.step);
      texts.recent.remove(place.edit);
      const where = [place.file, place.lines === null ? '' : `line ${place.lines.first}`].filter((part) => part !== '');
      workbench.notifications.status(`Took back what ${place.who} did in ${where.join(', ')}. Undo brings it back.`);
    },
  });
}
