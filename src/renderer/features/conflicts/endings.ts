import { shownName } from '../../../shared/capabilities/people/names.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { ConflictChoice } from '../../../shared/text/conflict-choices.ts';
import { diffTexts } from '../../../shared/text/diff.ts';
import { rebaseEdits } from '../../../shared/text/rebase-edits.ts';
import type { App } from '../../session/app.ts';
import { endingWords } from './conflict-words.ts';
import type { KeptVersions } from './kept-versions.ts';

/** Tells people who have a file open how its conflict ended, and offers the way back: one may err. */
export function tellEndings(app: App, kept: KeptVersions): void {
  const { client, texts } = app;
  client.events.on('entry', ({ kind, ref, body }) => {
    if (kind !== 'doc.resolved' || ref === null) return;
    const { choice, person } = decodeBody(kind, body);
    const path = client.state.documents[ref]?.path ?? null;
    const document = client.documents.get(ref);
    if (choice !== 'none' && path !== null && document && texts.refOf(path) === ref) {
      const other = kept.get(ref, choice === 'theirs' ? 'document' : 'disk');
      void tell(app, { ref, path, choice, person, now: document.toString(), other });
    }
    kept.forget(ref);
  });
}

interface Ending {
  ref: string;
  path: string;
  choice: ConflictChoice;
  person: string | null;
  /** The text right after the choice. */
  now: string;
  /** The version that was not taken. */
  other: string | null;
}

async function tell(app: App, ending: Ending): Promise<void> {
  const { workbench, client } = app;
  const { path, choice, person, other } = ending;
  const isMine = person !== null && person === client.person;
  const who = isMine ? 'You' : (shownName(client.state, person) ?? 'Somebody');
  if (isMine && choice === 'merge') await compare(app, ending);
  const undo = replicaMay(client.state, client.replica, 'edit') ? (['Undo'] as const) : [];
  const buttons = other === null ? [] : ([...undo, 'Compare'] as const);
  const silent = !isMine && workbench.context.get('ensemble.doNotDisturb') === true;
  for (;;) {
    const chosen = await workbench.notifications.show('info', endingWords(who, path, choice), {
      buttons,
      sticky: isMine,
      silent,
    });
    if (chosen === 'Undo') await takeBack(app, ending);
    if (chosen !== 'Compare') return;
    await compare(app, ending);
  }
}

async function compare({ workbench }: App, { path, choice, other }: Ending): Promise<void> {
  const what = choice === 'theirs' ? 'Mine' : 'On the disk';
  const left = { title: `${what}: ${path}`, text: other ?? '' };
  await workbench.editors.openDiff(`${path}: ${what.toLowerCase()} ↔ here`, left, { key: path });
}

/** Puts the other version into the text, as an edit of mine; text typed since stays. Saving is another step. */
async function takeBack({ client }: App, { ref, now, other }: Ending): Promise<void> {
  const document = await client.documents.open(ref);
  try {
    document.closeStep();
    document.edit(rebaseEdits(diffTexts(now, other ?? now), now, document.toString()));
    document.closeStep();
  } finally {
    client.documents.close(ref);
  }
}
