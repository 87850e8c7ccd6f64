import { type BrowserWindow, dialog } from 'electron';
import { closeAction, type ShellPage } from './shell-page.ts';

/** Page shown in place of one that crashed. */
export const crashedPage: ShellPage = {
  title: 'This window has crashed',
  text: ['Saved files are safe. Typed text is kept, and comes back when the window is loaded anew.'],
  actions: [{ action: 'reload', label: 'Reload' }, closeAction],
};

/** Asks whether a page that hangs is to be reloaded; the signal withdraws the question. */
export async function askToReload(window: BrowserWindow, signal: AbortSignal): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: 'This window does not respond.',
    detail: 'What was typed is kept, and comes back when the window is loaded anew.',
    buttons: ['Keep Waiting', 'Reload'],
    cancelId: 0,
    signal,
  });
  return response === 1;
}
