import { join } from 'node:path';
import { BrowserWindow, Menu, nativeTheme, screen, session } from 'electron';
import { guestArgument } from '../../shared/desktop/channels.ts';
import type { SettingsFile } from './settings.ts';
import { leastArea, placeWindow } from './window-bounds.ts';

export interface FrameOptions {
  settings: SettingsFile;
  /** Key under which the window's place is remembered. */
  boundsKey: string;
  /** Chromium's storage partition of the window's pages. */
  partition: string;
  /** True for somebody else's host: its page gets nothing of our bridge but the menu's commands. */
  guest: boolean;
}

/** Opens an empty window at its last place, and remembers the place when it closes. */
export function openFrame({ settings, boundsKey, partition, guest }: FrameOptions): BrowserWindow {
  const saved = settings.current.bounds[boundsKey];
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
  const others = BrowserWindow.getAllWindows().map((other) => other.getBounds());
  const window = new BrowserWindow({
    ...placeWindow(saved, screens, others),
    ...(saved?.fullScreen ? { fullscreen: true } : {}),
    minWidth: leastArea.width,
    minHeight: leastArea.height,
    show: false,
    title: 'Ensemble',
    // The first moment has the colour of the page to come: no flash of white before a dark page.
    backgroundColor: settings.current.background ?? (nativeTheme.shouldUseDarkColors ? '#1f1f1f' : '#ffffff'),
    webPreferences: {
      preload: join(import.meta.dirname, '../../preload/preload.cjs'),
      session: session.fromPartition(partition),
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
  window.once('ready-to-show', () => {
    if (saved?.maximized) window.maximize();
    window.show();
  });
  window.webContents.on('did-change-theme-color', (_event, colour) => {
    if (colour) settings.update((all) => (all.background = colour));
  });
  // The workbench has menus of its own; the text fields of a plain page get this one.
  window.webContents.on('context-menu', (_event, { isEditable, selectionText }) => {
    if (!isEditable && selectionText === '') return;
    const editing = [{ role: 'cut' as const }, { role: 'copy' as const }, { role: 'paste' as const }];
    const template = isEditable ? [...editing, { role: 'selectAll' as const }] : [{ role: 'copy' as const }];
    Menu.buildFromTemplate(template).popup({ window });
  });
  const remember = () => {
    const place = {
      ...window.getNormalBounds(),
      ...(window.isMaximized() ? { maximized: true } : {}),
      ...(window.isFullScreen() ? { fullScreen: true } : {}),
    };
    settings.update((all) => {
      all.bounds[boundsKey] = place;
    });
  };
  window.on('close', remember);
  return window;
}
