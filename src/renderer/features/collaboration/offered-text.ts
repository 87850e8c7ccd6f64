import type { Workbench } from '../../workbench/index.ts';

/** Keeps a text that is in no file for its person to take along, until they close the notice about it. */
export async function offerText(
  { notifications, dialogs, copyText }: Pick<Workbench, 'notifications' | 'dialogs' | 'copyText'>,
  { path, text }: { path: string; text: string },
  words: string,
): Promise<void> {
  const [keep, copy] = ['Save My Text', 'Copy My Text'] as const;
  for (;;) {
    const chosen = await notifications.show('warning', words, { buttons: [keep, copy], sticky: true });
    if (chosen === undefined) return;
    if (chosen === copy) await copyText(text);
    else dialogs.download(path.split('/').at(-1)!, new TextEncoder().encode(text), 'text/plain');
  }
}
