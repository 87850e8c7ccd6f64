import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { App } from '../../session/app.ts';
import { counted } from '../../ui/words.ts';
import type { SharedTextSet } from './shared-texts.ts';
import { takeBack } from './taking-back.ts';
import { askToUndo, chooseParts, type Undoing } from './undo-preview.ts';
import { type ChosenWork, nameOf } from './work-choice.ts';

/** Takes back work that is chosen, once the person has seen what goes. */
export async function undoWork(
  app: App,
  texts: SharedTextSet,
  choose: (verb: string) => Promise<ChosenWork | undefined>,
): Promise<void> {
  const { workbench, client } = app;
  if (!replicaMay(client.state, client.replica, 'edit'))
    return workbench.notifications.status('You may look at the files, but not change them.');
  const work = await choose('take back');
  if (work === undefined) return;
  const name = nameOf(app, work.span.person);
  let undoing = await look(app, work, null);
  for (;;) {
    const answer = await askToUndo(app, texts, undoing);
    if (answer === undefined) return;
    if (answer === 'choose') {
      const chosen = await chooseParts(app, await look(app, work, null), undoing.parts);
      if (chosen === undefined || chosen.length === 0) return;
      undoing = { ...undoing, parts: chosen };
      continue;
    }
    const now = await look(app, work, new Set(undoing.parts.map(({ part }) => part.id)));
    if (now.parts.length < undoing.parts.length) {
      workbench.notifications.status('This has been edited meanwhile: look at what is left of it.');
      undoing = now;
      continue;
    }
    const count = await takeBack(texts, undoing.parts);
    workbench.notifications.status(`Took back work of ${name} in ${counted(count, 'file')}. Undo brings it back.`);
    return;
  }
}

/** Asks the host for some work as it is now; for all of its parts, or those that are named. */
async function look(app: App, work: ChosenWork, named: ReadonlySet<string> | null): Promise<Undoing> {
  const { texts } = await app.workspace.request('documents.workOf', work.span);
  const parts = texts.flatMap(({ ref, parts }) => parts.map((part) => ({ ref, part })));
  return { work, texts, parts: parts.filter(({ part }) => named === null || named.has(part.id)) };
}
