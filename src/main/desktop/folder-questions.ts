import { type BrowserWindow, dialog, type MessageBoxOptions } from 'electron';
import type { ShellPage } from './shell-page.ts';

/** Answer to the question about closing. */
export type Closing = 'end' | 'keep' | 'cancel';

function ask(options: MessageBoxOptions, window: BrowserWindow | undefined): Promise<{ response: number }> {
  return window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options);
}

/** Asks whether a session with guests ends. */
export async function askWhileShared(guests: number, window: BrowserWindow | undefined): Promise<Closing> {
  const { response } = await ask(
    {
      type: 'question',
      message: `${guests === 1 ? 'One guest is' : `${guests} guests are`} working in this folder.`,
      detail: 'In the background the session goes on without this window; opening the folder again brings it back.',
      buttons: ['Keep Running in the Background', 'End the Session', 'Cancel'],
      cancelId: 2,
    },
    window,
  );
  return (['keep', 'end', 'cancel'] as const)[response] ?? 'cancel';
}

/** Asks whether a host that has stopped is to be started again; the page that had it stays. */
export async function askToRestart(window: BrowserWindow, { title, text, output = '' }: ShellPage): Promise<boolean> {
  const detail = `${text.slice(1).join('\n\n')}\n${output}`.trim();
  const { response } = await ask(
    { type: 'error', message: title, detail, buttons: ['Try Again', 'Close'], cancelId: 0 },
    window,
  );
  return response === 0;
}
