import type { Workbench } from '../workbench/index.ts';

/** Puts a link on the clipboard and says so; where the browser does not let us, shows it to be copied by hand. */
export async function copyLink({ notifications, quickInput }: Workbench, link: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(link);
  } catch {
    await quickInput.input({
      title: 'Link',
      prompt: 'The clipboard is not open to this page: copy the link from here (all of it is selected).',
      value: link,
    });
    return;
  }
  // It stays until somebody closes it, and what comes after the copying does not wait for that.
  void notifications.show('info', said);
}
