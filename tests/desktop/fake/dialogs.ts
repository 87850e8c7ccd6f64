import { note, screen } from './channel.ts';
import { faked } from './typed.ts';
import { FakeBrowserWindow } from './windows.ts';

/** Asks the test, as the system would ask the person; the first argument may be the window that the dialog hangs on. */
async function ask(kind: string, args: readonly unknown[]): Promise<unknown> {
  const [first] = args;
  const parent = first instanceof FakeBrowserWindow ? first.id : null;
  const { signal, ...options } = { ...(args[parent === null ? 0 : 1] as { signal?: AbortSignal }) };
  const answer = screen.call('ask', kind, options, parent);
  if (!signal) return answer;
  const aborted = new Promise((done) => {
    const cancelled = { response: (options as { cancelId?: number }).cancelId ?? 0, checkboxChecked: false };
    const end = () => done(cancelled);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  return Promise.race([answer, aborted]);
}

type Message = Promise<Electron.MessageBoxReturnValue>;
type Open = Promise<Electron.OpenDialogReturnValue>;
type Save = Promise<Electron.SaveDialogReturnValue>;

export const dialog = faked<Electron.Dialog>()({
  showMessageBox: (...args: unknown[]) => ask('message', args) as Message,
  showOpenDialog: (...args: unknown[]) => ask('open', args) as Open,
  showSaveDialog: (...args: unknown[]) => ask('save', args) as Save,
  showErrorBox: (title: string, content: string) => note('errorBox', { title, content }),
});
