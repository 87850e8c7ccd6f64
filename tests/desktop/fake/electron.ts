/**
 * Electron's main process without Electron: what the app asks of it is answered here and by the test, and its windows are
 * pages of the test's Chromium. Each part is held to Electron's own declarations, see `faked`.
 */
import { app } from './application.ts';
import { whenGone } from './windows.ts';

export { dialog } from './dialogs.ts';
export { Menu } from './menus.ts';
export { ipcMain } from './pages.ts';
export { session } from './sessions.ts';
export {
  clipboard,
  desktopCapturer,
  Notification,
  nativeImage,
  nativeTheme,
  powerMonitor,
  powerSaveBlocker,
  safeStorage,
  screen,
  shell,
  systemPreferences,
  Tray,
} from './system.ts';
export { BrowserWindow } from './windows.ts';
export { app };

whenGone.tell = () => app.fake.windowClosed();
whenGone.isReady = () => app.isReady();
