import { type BrowserWindow, dialog } from 'electron';

/** How long a page that asks not to go has to keep what it has, before that counts. */
const secondTryMs = 1_000;
/** How long a page may say nothing at all. */
const hungMs = 6_000;

/**
 * Closes a window through its page, which puts away what it has. A page that asks to stay is tried again after a moment;
 * then somebody else's is not asked any more, and over one's own the person decides. A page that hangs is closed.
 */
export async function closePage(window: BrowserWindow, force: boolean): Promise<boolean> {
  if (window.webContents.isCrashed()) {
    window.destroy();
    return true;
  }
  if (await tryOnce(window, false)) return true;
  await new Promise((later) => setTimeout(later, secondTryMs));
  if (await tryOnce(window, force)) return true;
  if (window.isDestroyed()) return true;
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: 'This window has changes that are not kept yet.',
    detail: 'They are lost when it is closed now.',
    buttons: ['Stay', 'Close Anyway'],
    defaultId: 0,
    cancelId: 0,
  });
  if (response === 1) window.destroy();
  return response === 1;
}

function tryOnce(window: BrowserWindow, force: boolean): Promise<boolean> {
  if (window.isDestroyed()) return Promise.resolve(true);
  const { webContents } = window;
  return new Promise((answer) => {
    const hung = setTimeout(() => window.destroy(), hungMs);
    const held = (event: { preventDefault(): void }) => {
      if (force) return event.preventDefault();
      done(false);
    };
    const closed = () => done(true);
    const done = (isClosed: boolean) => {
      clearTimeout(hung);
      if (!isClosed) {
        webContents.off('will-prevent-unload', held);
        window.off('closed', closed);
      }
      answer(isClosed);
    };
    webContents.on('will-prevent-unload', held);
    window.once('closed', closed);
    window.close();
  });
}
