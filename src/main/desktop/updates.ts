import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';

/** Looks for a newer version, where the build names a place to look; it is installed when the app ends. */
export function checkForUpdates(): void {
  if (!app.isPackaged || !existsSync(join(process.resourcesPath, 'app-update.yml'))) return;
  // Loaded late: the window must not wait for it.
  void import('electron-updater').then(({ default: { autoUpdater } }) => {
    autoUpdater.on('error', (error) => console.error(`No update: ${error.message}`));
    return autoUpdater.checkForUpdatesAndNotify();
  }, console.error);
}
