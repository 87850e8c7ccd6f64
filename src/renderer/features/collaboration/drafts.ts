import type { App } from '../../session/app.ts';

/** When an edit of mine was refused, the text as it was here is kept and offered. */
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
