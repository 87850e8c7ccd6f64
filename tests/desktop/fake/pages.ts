import type { PageAsk } from '../lib/wire.ts';
import { handlers, machine, refusable } from './channel.ts';
import { FakeSession } from './sessions.ts';
import { faked } from './typed.ts';
import { allWindows, type FakeBrowserWindow, windowOf } from './windows.ts';

type Handler = (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown;
const invokable = new Map<string, Handler>();

export const ipcMain = faked<Electron.IpcMain>()({
  handle: (channel: string, handler: Handler) => {
    if (invokable.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    invokable.set(channel, handler);
  },
  removeHandler: (channel: string) => void invokable.delete(channel),
});

function existing(id: number): FakeBrowserWindow {
  const window = windowOf(id);
  if (!window) throw new Error(`Window ${id} is gone.`);
  return window;
}

function sessionOf({ webContents }: FakeBrowserWindow): FakeSession['fake'] {
  if (webContents.session instanceof FakeSession) return webContents.session.fake;
  throw new Error('A session that the fake did not make.');
}

/** The frame that asks: the window's own, or one inside of it. */
function frameOf({ webContents }: FakeBrowserWindow, { isMainFrame, url }: PageAsk): Electron.WebFrameMain {
  if (isMainFrame) return webContents.mainFrame;
  const frame: Partial<Electron.WebFrameMain> = { url, origin: URL.parse(url)?.origin ?? 'null' };
  return frame as Electron.WebFrameMain;
}

handlers.invoke = (id, ask, channel, args) => {
  const handler = invokable.get(channel);
  if (!handler) throw new Error(`No handler registered for '${channel}'`);
  const window = existing(id);
  const event = { sender: window.webContents, senderFrame: frameOf(window, ask) };
  return handler(event as Electron.IpcMainInvokeEvent, ...args);
};

handlers.permission = async (id, { isMainFrame, url }, permission, details) => {
  const window = existing(id);
  const { request } = sessionOf(window);
  if (!request) return true;
  return new Promise<boolean>((answer) => {
    const facts = { isMainFrame, requestingUrl: url, ...details };
    request(window.webContents, permission as Parameters<typeof request>[1], answer, facts);
  });
};

handlers.mayNow = (id, { isMainFrame, url }, permission) => {
  const window = existing(id);
  const { check } = sessionOf(window);
  if (!check) return true;
  const facts = { isMainFrame, requestingUrl: url } as Electron.PermissionCheckHandlerHandlerDetails;
  return check(window.webContents, permission as Parameters<typeof check>[1], URL.parse(url)?.origin ?? '', facts);
};

handlers.displayMedia = async (id, ask) => {
  const window = existing(id);
  const { displayMedia } = sessionOf(window);
  if (!displayMedia) return null;
  return new Promise((answer) => {
    const facts = { frame: frameOf(window, ask), securityOrigin: URL.parse(ask.url)?.origin ?? '' };
    const request = { ...facts, videoRequested: true, audioRequested: false, userGesture: true };
    displayMedia(request, (streams) => answer((streams?.video as { name?: string } | undefined)?.name ?? null));
  });
};

handlers.opens = (id, url) => {
  const details = {
    url,
    frameName: '',
    features: '',
    disposition: 'new-window',
    referrer: { url: '', policy: 'default' },
  };
  return existing(id).fake.contents.fake.openHandler?.(details as Electron.HandlerDetails).action ?? 'allow';
};

handlers.navigates = (id, name, { url, isMainFrame }) => {
  const event = refusable({ url, isMainFrame, isSameDocument: false });
  windowOf(id)?.webContents.emit(name, event, url, false, isMainFrame);
  return !event.defaultPrevented;
};

handlers.unloadsAnyway = (id) => {
  const event = refusable({});
  windowOf(id)?.webContents.emit('will-prevent-unload', event);
  return event.defaultPrevented;
};

handlers.navigated = (id, url, title) => {
  const window = windowOf(id);
  if (!window) return;
  window.fake.contents.fake.navigated(url, title);
  window.webContents.emit('did-navigate', refusable({}), url, 200, 'OK');
  if (title === '') return;
  const event = refusable({});
  window.emit('page-title-updated', event, title, true);
  if (!event.defaultPrevented) window.setTitle(title);
};

handlers.crashed = (id) => windowOf(id)?.fake.contents.fake.crash();

handlers.windows = () =>
  [...allWindows].map((window) => ({
    id: window.id,
    title: window.getTitle(),
    url: window.webContents.getURL(),
    bounds: window.getBounds(),
    visible: window.isVisible(),
    focused: window.isFocused(),
    maximized: window.isMaximized(),
    fullScreen: window.isFullScreen(),
    background: window.getBackgroundColor(),
    menuBarVisible: machine.platform !== 'darwin' && window.isMenuBarVisible(),
  }));
handlers.closeWindow = (id) => existing(id).close();
handlers.setBounds = (id, bounds) => existing(id).setBounds(bounds);
handlers.setFullScreen = (id, on) => existing(id).setFullScreen(on);
handlers.maximize = (id, on) => (on ? existing(id).maximize() : existing(id).unmaximize());
handlers.focusWindow = (id) => existing(id).focus();
handlers.emitWindow = (id, event, ...args) => void existing(id).emit(event, ...args);
handlers.emitContents = (id, event, ...args) => void windowOf(id)?.webContents.emit(event, refusable({}), ...args);
