import {
  findConflicts,
  hunkName,
  linesOfSide,
  type MarkedConflict,
  type MergeSide,
  takingSide,
} from '../../../shared/text/conflict-markers.ts';
import type { App } from '../../session/app.ts';
import { lineAt } from '../../ui/line-at.ts';
import { publishTaken } from './taken-sides.ts';

const category = 'Merge Conflict';

/** The text that is meant by a command, and its conflicts: by its arguments, or the one in the active editor. */
interface Meant {
  key: string;
  text: string;
  conflicts: readonly MarkedConflict[];
  /** Line from which the command came, from 0; null for the cursor's. */
  line: number;
}

/** Commands at the markers that Git leaves in a text. Each is an ordinary edit of this person, undone as one. */
export function registerMarkedConflicts(app: App): void {
  const { workbench } = app;
  const add = (id: string, title: string, run: (meant: Meant) => unknown) =>
    workbench.commands.register({
      id: `merge-conflict.${id}`,
      title,
      category,
      run: async (key, line) => {
        const meant = meantBy(app, key, line);
        if (meant === null || meant.conflicts.length === 0)
          return workbench.notifications.status('There are no conflict markers in this file.');
        await run(meant);
      },
    });
  for (const [side, word] of [
    ['current', 'Current'],
    ['incoming', 'Incoming'],
    ['both', 'Both'],
  ] as const) {
    add(`accept.${side}`, `Accept ${word}`, (meant) => take(app, meant, atLine(meant), side));
    add(`accept.all-${side}`, `Accept All ${word}`, (meant) => take(app, meant, meant.conflicts, side));
  }
  add('compare', 'Compare Current Conflict', (meant) => compare(app, meant));
  add('next', 'Next Conflict', ({ key, conflicts, line }) =>
    goTo(app, key, conflicts.find(({ from }) => from > line) ?? conflicts[0]!),
  );
  add('previous', 'Previous Conflict', ({ key, conflicts, line }) =>
    goTo(app, key, conflicts.findLast(({ from }) => from < line) ?? conflicts.at(-1)!),
  );
}

function meantBy({ workbench }: App, key: unknown, line: unknown): Meant | null {
  const active = workbench.editors.active();
  const name = typeof key === 'string' ? key : active?.key;
  const text = name === undefined ? undefined : workbench.models.get(name)?.getValue();
  if (name === undefined || text === undefined) return null;
  const head = active?.key === name ? (active.selections[0]?.head ?? 0) : 0;
  const at = typeof line === 'number' ? line : lineAt(text, head) - 1;
  return { key: name, text, conflicts: findConflicts(text.split('\n')), line: at };
}

/** The conflict at the line that is meant; none where the line is in no conflict. */
const atLine = ({ conflicts, line }: Meant) => conflicts.filter(({ from, to }) => from <= line && line < to);

function take(app: App, { key, text }: Meant, conflicts: readonly MarkedConflict[], side: MergeSide): void {
  const { client, texts, workbench } = app;
  if (conflicts.length === 0) return workbench.notifications.status('The cursor is in no conflict.');
  const ref = texts.refOf(key);
  const document = ref === null ? undefined : client.documents.get(ref);
  document?.closeStep();
  workbench.merging.edit(key, takingSide(text, conflicts, side));
  document?.closeStep();
  const lines = text.split('\n');
  for (const conflict of conflicts) {
    const hunk = hunkName(linesOfSide(lines, conflict, 'current'), linesOfSide(lines, conflict, 'incoming'));
    publishTaken(app, key, hunk, side);
  }
}

async function compare({ workbench }: App, meant: Meant): Promise<void> {
  const [conflict] = atLine(meant);
  if (conflict === undefined) return;
  const lines = meant.text.split('\n');
  const name = meant.key.slice(meant.key.lastIndexOf('/') + 1);
  const side = (is: 'current' | 'incoming', title: string) => ({
    title: `${title || is}: ${name}`,
    text: linesOfSide(lines, conflict, is).join('\n'),
  });
  const left = side('current', conflict.currentName);
  await workbench.editors.openDiff(`${name}: Current ↔ Incoming`, left, side('incoming', conflict.incomingName));
}

const goTo = ({ workbench }: App, key: string, { from }: MarkedConflict) => workbench.editors.reveal(key, from + 1);
