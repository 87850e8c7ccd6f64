import { isTakenBack, type Reverted } from '../../../client/reverting.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import { hashText } from '../../../shared/text/hash.ts';
import type { App } from '../../session/app.ts';
import type { HeldDocuments } from './held-documents.ts';
import { namesOf, revertedWords, titleOf } from './unsaved-words.ts';

/** Tells people who have a text, or unsaved work in it, that somebody has reverted it, and offers the way back. */
export function tellReverts(app: App, held: HeldDocuments): void {
  held.onReverted((document, reverted) => {
    // Reverts in the past of a text that is only being opened are no news.
    if (document.status === 'ready' || document.status === 'catching-up') void tell(app, held, document, reverted);
  });
}

async function tell(app: App, held: HeldDocuments, document: TextDocument, reverted: Reverted): Promise<void> {
  const { client, workbench } = app;
  const { documents } = client.state;
  const nameOf = (person: string) => shownName(client.state, person) ?? 'Somebody';
  const who = reverted.author === client.person ? 'You' : nameOf(reverted.author);
  const info = documents[document.ref];
  const isOnDisk = info?.saved?.hash === hashText(document.toString());
  const words = revertedWords(who, titleOf(info), namesOf(reverted.people, client.person, nameOf), isOnDisk);
  const buttons = replicaMay(client.state, client.replica, 'edit') ? (['Undo'] as const) : [];
  const isMine = reverted.people.includes(client.person ?? '');
  const silent = !isMine && workbench.context.get('ensemble.doNotDisturb') === true;
  const back = new AbortController();
  const stop = client.events.on('entry', ({ ref }) => {
    // Somebody has brought it back already: there is nothing left to tell, nor to undo.
    if (ref === document.ref && isTakenBack(document, reverted.step)) back.abort();
  });
  const options = { buttons, sticky: isMine, silent, signal: back.signal };
  const chosen = await workbench.notifications.show('warning', words, options);
  stop();
  if (chosen !== 'Undo') return;
  await held.with(document.ref, async (now) => {
    // Where it is a step of mine already, that is the one to take back.
    if (now.steps.has(reverted.step)) now.takeBack([reverted.step]);
    else now.revert(reverted.step);
  });
}
