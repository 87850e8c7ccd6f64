import type { App } from '../../session/app.ts';
import { asFile, type UnsentText, unsentTexts } from './unsent-text.ts';

const [save, copy] = ['Save My Text', 'Copy My Text'] as const;

/** Lists the texts of this window that the session does not have completely, as they are now. */
export function unsentNow({ client }: App): UnsentText[] {
  client.documents.flush();
  const isWaitingOn = (ref: string) => client.isWaitingOn(ref);
  return unsentTexts({ documents: client.documents, state: client.state, isWaitingOn });
}

/** Hands unsent text to the person's machine, as a file. */
export function saveUnsent({ workbench }: App, texts: readonly UnsentText[]): void {
  const { name, content } = asFile(texts);
  workbench.dialogs.download(name, new TextEncoder().encode(content), 'text/plain');
}

/**
 * Shows a message about the session, and lets the person save unsent text, again and again, until they choose one of
 * `buttons`. Resolves to that one, or undefined when the notice was closed.
 */
export async function sayWithUnsent<const B extends string>(
  app: App,
  message: string,
  buttons: readonly B[],
  signal?: AbortSignal,
): Promise<B | undefined> {
  const { workbench } = app;
  for (;;) {
    const offers = unsentNow(app).length > 0 ? [save, copy] : [];
    const chosen = await workbench.notifications.show('warning', message, {
      buttons: [...offers, ...buttons],
      sticky: true,
      ...(signal ? { signal } : {}),
    });
    if (chosen === undefined || signal?.aborted) return undefined;
    if (chosen === save) saveUnsent(app, unsentNow(app));
    else if (chosen === copy) await workbench.copyText(asFile(unsentNow(app)).content);
    else return chosen as B;
  }
}

/** `Ensemble: Save My Unsent Text`: saves text that the session does not have yet as a file. */
export function registerSaveUnsent(app: App): void {
  app.workbench.commands.register({
    id: 'ensemble.saveUnsent',
    title: 'Save My Unsent Text',
    category: 'Ensemble',
    run: async () => {
      const texts = unsentNow(app);
      if (texts.length > 0) return saveUnsent(app, texts);
      await app.workbench.notifications.show('info', 'The session has all that you typed.');
    },
  });
}
