import { BrowserWindow, type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import { actChannel, commandChannel, listeningChannel } from '../../shared/desktop/channels.ts';
import { type WindowAct, windowAct } from '../../shared/desktop/window-acts.ts';

type Sent = [commandId: string, argument?: string];

/** Pages that listen, and commands for the others once they do. */
const listening = new WeakSet<WebContents>();
const waiting = new WeakMap<WebContents, Sent[]>();
const zoomStep = 0.5;

/** Runs a command in a window's page, now or once it has loaded. */
export function sendCommand(contents: WebContents, ...sent: Sent): void {
  if (listening.has(contents)) contents.send(commandChannel, ...sent);
  else waiting.set(contents, [...(waiting.get(contents) ?? []), sent]);
}

/** Lets pages say that they listen, and control their own window as a browser's frame would. */
export function answerPages(): void {
  ipcMain.handle(listeningChannel, (event) => {
    const { sender } = event;
    if (!isTop(event)) return;
    if (!listening.has(sender)) {
      listening.add(sender);
      // The next page has to say so itself.
      sender.once('did-navigate', () => listening.delete(sender));
    }
    for (const sent of waiting.get(sender) ?? []) sender.send(commandChannel, ...sent);
    waiting.delete(sender);
  });
  ipcMain.handle(actChannel, (event, act: unknown) => {
    const window = BrowserWindow.fromWebContents(event.sender);
    const known = windowAct.safeParse(act);
    if (isTop(event) && window && known.success) doAct(window, known.data);
  });
}

function isTop({ sender, senderFrame }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame;
}

function doAct(window: BrowserWindow, act: WindowAct): void {
  const { webContents } = window;
  if (act === 'close') window.close();
  else if (act === 'reload') webContents.reload();
  else if (act === 'full-screen') window.setFullScreen(!window.isFullScreen());
  else if (act === 'developer-tools') webContents.toggleDevTools();
  else if (act === 'zoom-reset') webContents.setZoomLevel(0);
  else webContents.setZoomLevel(webContents.getZoomLevel() + (act === 'zoom-in' ? zoomStep : -zoomStep));
}
