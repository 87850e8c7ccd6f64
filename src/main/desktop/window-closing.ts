import { type BrowserWindow, dialog } from 'electron';

/** Time that a page that asks to stay has for saving, before its answer counts. */
const secondTryMs = 1_000;
/** Silence after which a page hangs. */
const hungMs = 6_000;

/**
 * Closes a window through its page, which saves its state. A page that asks to stay is tried again after a moment;
 * after that somebody else's page is closed, and about one's own the person decides. A page that hangs is closed.
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
