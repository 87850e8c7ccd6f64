import type { App } from '../../session/app.ts';
import { offerText } from './offered-text.ts';
import type { SharedTextSet } from './shared-texts.ts';

/** Keeps and offers the text of this window when an edit of mine was refused. */
export function offerDrafts({ client, workbench }: App): void {
  client.documents.events.on('rebuilt', ({ document, draft, message }) => {
    const now = document.toString();
    if (draft === now) return;
    const info = client.state.documents[document.ref];
    const name = info?.path ?? info?.title ?? 'the file';
    const show = 'Compare';
    void workbench.notifications
      .show(
        'warning',
        `Your last edit of ${name} was not accepted: ${message} Your version is kept; you can take text from it.`,
        {
          buttons: [show],
          sticky: true,
        },
      )
      .then((chosen) => {
        if (chosen === show) {
          return workbench.editors.openDiff(
            `${name}: mine ↔ shared`,
            { title: 'Mine', text: draft },
            { title: 'Shared', text: now },
          );
        }
      });
  });
}

/** Offers guests their unsaved text when a file is hidden from them. */
export function offerSealed({ workbench }: App, texts: SharedTextSet): void {
  texts.onSealed(({ path, text }) => {
    const words = `The host has hidden ${path}, so it is not yours to see any longer. Your unsaved text is kept here until you close this.`;
    void offerText(workbench, { path, text }, words);
  });
}
