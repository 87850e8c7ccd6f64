import { join } from 'node:path';
import { BrowserWindow, screen, session, shell, type WebContents } from 'electron';
import { guestArgument } from '../../shared/desktop/channels.ts';
import { destinationOf, judgeCertificate } from './page-rules.ts';
import { Permissions } from './permissions.ts';
import type { SettingsFile } from './settings.ts';
import { placeWindow } from './window-bounds.ts';

/** Rules that each page is held to. One session serves the windows of several folders. */
const permissions = new WeakMap<WebContents, Permissions>();
/** Windows with somebody else's page. */
const guests = new WeakSet<WebContents>();

/** Whose page came whole, and not an error in its place. */
const loaded = new WeakSet<WebContents>();
/** Chromium's code for a navigation that was given up: the page before it stays. */
const aborted = -3;

export interface PageOptions {
  url: string;
  /** The certificate that the page's host must show; null where the usual authorities decide. */
  pin: string | null;
  /** Somebody else's host: its page gets a session of its own, and of our bridge only the menu's commands. */
  guest: boolean;
  settings: SettingsFile;
  /** Under what the window's place is remembered. */
  boundsKey: string;
}

/** Opens a window that shows one host's page, and nothing else ever. */
export function openPage({ url, pin, guest, settings, boundsKey }: PageOptions): BrowserWindow {
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
  const window = new BrowserWindow({
    ...placeWindow(settings.current.bounds[boundsKey], screens),
    show: false,
    title: 'Ensemble',
    webPreferences: {
      preload: join(import.meta.dirname, '../../preload/preload.cjs'),
      session: session.fromPartition(guest ? `persist:guest-${pin ?? new URL(url).host}` : 'persist:own'),
      additionalArguments: guest ? [guestArgument] : [],
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  const contents = window.webContents;
  if (guest) guests.add(contents);
  contents.on('did-navigate', () => loaded.add(contents));
  contents.on('did-fail-load', (_event, code, _words, _url, isMainFrame) => {
    if (isMainFrame && code !== aborted) loaded.delete(contents);
  });
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    const bounds = window.getNormalBounds();
    settings.update((all) => {
      all.bounds[boundsKey] = bounds;
    });
  });
  showPage(window, url, pin);
  return window;
}

/** Whether a window shows its page, alive: not the error of a host that was away, nor what a crash left. */
export function hasPage({ webContents }: BrowserWindow): boolean {
  return loaded.has(webContents) && !webContents.isCrashed();
}

/** Loads a page into its window, and holds the window to the page's origin; also after a host came back elsewhere. */
export function showPage(window: BrowserWindow, url: string, pin: string | null): void {
  const { origin } = new URL(url);
  const contents = window.webContents;
  permissions.set(contents, new Permissions(window, origin, guests.has(contents)));
  guardSession(contents, pin);
  const guard = (event: { preventDefault(): void }, target: string): void => {
    const destination = destinationOf(target, origin);
    if (destination === 'stay') return;
    event.preventDefault();
    if (destination === 'browser') void shell.openExternal(target);
  };
  contents.removeAllListeners('will-navigate').on('will-navigate', (event) => guard(event, event.url));
  contents.removeAllListeners('will-redirect').on('will-redirect', (event) => guard(event, event.url));
  contents.removeAllListeners('will-attach-webview').on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url: target }) => {
    if (destinationOf(target, origin) === 'browser') void shell.openExternal(target);
    return { action: 'deny' };
  });
  window.loadURL(url).catch(() => undefined);
}

function guardSession({ session: own }: WebContents, pin: string | null): void {
  own.setPermissionRequestHandler((contents, permission, answer, { requestingUrl }) => {
    const asked = permissions.get(contents)?.request(permission, requestingUrl) ?? Promise.resolve(false);
    void asked.then(answer, () => answer(false));
  });
  own.setPermissionCheckHandler(
    (contents, permission, url) => (contents && permissions.get(contents)?.has(permission, url)) ?? false,
  );
  own.setCertificateVerifyProc(({ certificate }, answer) => answer(judgeCertificate(certificate.fingerprint, pin)));
}
