import type { WorkedText } from '../../../shared/capabilities/documents/methods.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import { newId } from '../../../shared/core/ids.ts';
import { beginningOf } from '../../../shared/text/beginning.ts';
import { workCommands } from '../../session/agent-calls.ts';
import type { App } from '../../session/app.ts';
import { browserEnvironment } from '../../session/environment.ts';
import { listNames } from '../../ui/words.ts';
import type { PickItem } from '../../workbench/index.ts';
import type { SharedTextSet } from './shared-texts.ts';
import { chooseWork, counted, nameOf } from './work-choice.ts';

const mostNamed = 8;

interface Part {
  ref: string;
  part: WorkedText['parts'][number];
}

/** `Ensemble: Undo Work Of…`: takes back what somebody has done of late, in all files, and nothing of others. */
export function registerUndoWork(app: App, texts: SharedTextSet): void {
  app.workbench.commands.register({
    id: workCommands.undo,
    title: 'Undo Work Of…',
    category: 'Ensemble',
    run: async (...args) => {
      try {
        await undoWork(app, texts, args);
      } catch (thrown) {
        void app.workbench.notifications.show('error', (thrown as Error).message);
      }
    },
  });
}

async function undoWork(app: App, texts: SharedTextSet, args: readonly unknown[]): Promise<void> {
  const { workbench, workspace, client } = app;
  if (!replicaMay(client.state, client.replica, 'edit'))
    return workbench.notifications.status('You may look at the files, but not change them.');
  const work = await chooseWork(app, args, 'take back');
  if (work === undefined) return;
  const { person } = work.span;
  const found = (await workspace.request('documents.workOf', work.span)).texts;
  const name = nameOf(app, person);
  const isFree = found.some(({ parts }) => parts.length > 0);
  if (!(await mayPassOver(app, found, name, isFree))) return;
  if (!isFree) return workbench.notifications.status(`Nothing of ${name} is left there that could be taken back.`);
  const items = found.flatMap((text) => itemsOf(app, text));
  const left = restInWords(found);
  const chosen = await workbench.quickInput.pickMany(items, {
    title: `Undo ${work.words}`,
    placeholder: ['Uncheck what is to stay. Undo brings back what goes.', left ?? []].flat().join(' '),
    picked: items.map(({ value }) => value),
  });
  if (chosen === undefined || chosen.length === 0) return;
  const refs = [...new Set(chosen.map(({ ref }) => ref))];
  const group = newId(browserEnvironment);
  for (const ref of refs) {
    const steps = chosen.filter((each) => each.ref === ref).map(({ part }) => part.step);
    await takeBack(texts, ref, group, steps);
  }
  workbench.notifications.status(`Took back work of ${name} in ${counted(refs.length, 'file')}. Undo brings it back.`);
  if (left !== null) void workbench.notifications.show('info', left);
}

/** Words about parts that are too many to be told; null where all are. */
export function restInWords(texts: readonly Pick<WorkedText, 'rest'>[]): string | null {
  const count = texts.reduce((sum, { rest = 0 }) => sum + rest, 0);
  return count === 0 ? null : `${counted(count, 'further part')} of it: too many to be shown at once.`;
}

/** Takes steps back in a text, whoever has it open, as a part of one step of undo of several texts. */
export function takeBack(
  texts: SharedTextSet,
  ref: string,
  group: string,
  steps: readonly WorkedText['parts'][number]['step'][],
): Promise<void> {
  return texts.held.with(ref, async (document) => {
    const inserted = steps.flatMap((step) => step.inserted);
    const deleted = steps.flatMap((step) => step.deleted);
    document.revert({ inserted, deleted, group: null }, 'reverted');
    document.steps.groupLast(group);
    document.flush();
  });
}

const titleOf = ({ client }: App, ref: string) => {
  const { path, title } = client.state.documents[ref] ?? { path: null, title: 'a text' };
  return path ?? title;
};

/** Names lines that stay, since others have written in them. Gives whether to go on with the rest. */
async function mayPassOver(app: App, found: readonly WorkedText[], name: string, isFree: boolean): Promise<boolean> {
  const lines = found.flatMap(({ ref, overlaps }) => overlaps.map((each) => ({ ref, ...each })));
  if (lines.length === 0) return true;
  const named = lines.slice(0, mostNamed).map(({ ref, line, people }) => {
    const others = listNames(people.map((each) => nameOf(app, each)));
    return `${titleOf(app, ref)}, line ${line}: written in since by ${others}`;
  });
  if (lines.length > mostNamed) named.push(`${lines.length - mostNamed} more lines`);
  const message =
    lines.length === 1
      ? `A line of ${name} stays as it is, since others have written in it.`
      : `${lines.length} lines of ${name} stay as they are, since others have written in them.`;
  const goOn = 'Go On with the Rest';
  return (await app.workbench.dialogs.ask('info', message, { detail: named, buttons: isFree ? [goOn] : [] })) === goOn;
}

const quoted = (text: string) => `“${beginningOf(text.trim() === '' ? text.replaceAll('\n', '⏎') : text.trim())}”`;

function itemsOf(app: App, { ref, parts }: WorkedText): PickItem<Part>[] {
  return parts.map((part) => {
    const { line, gone, back } = part;
    const words = [gone === '' ? '' : `${quoted(gone)} goes`, back === '' ? '' : `${quoted(back)} comes back`].filter(
      (each) => each !== '',
    );
    return {
      label: words.join(', '),
      description: `line ${line}`,
      group: titleOf(app, ref),
      value: { ref, part },
    };
  });
}
