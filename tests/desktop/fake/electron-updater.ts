import { EventEmitter } from 'node:events';
import type { AppUpdater } from 'electron-updater';
import { handlers, note } from './channel.ts';
import { faked } from './typed.ts';

class FakeUpdater extends EventEmitter {
  autoDownload = true;
  autoInstallOnAppQuit = true;
  readonly fake = { fails: null as string | null };

  async checkForUpdates(): Promise<null> {
    note('checkForUpdates', null);
    if (this.fake.fails === null) return null;
    const error = new Error(this.fake.fails);
    this.emit('error', error);
    throw error;
  }
  checkForUpdatesAndNotify(): Promise<null> {
    return this.checkForUpdates();
  }
  quitAndInstall(): void {
    note('quitAndInstall', null);
  }
}

export const autoUpdater = faked<AppUpdater>()(new FakeUpdater());
export default { autoUpdater };

handlers.update = (event, ...args) => {
  if (event === 'fails') autoUpdater.fake.fails = args[0] as string | null;
  else autoUpdater.emit(event, ...args);
};
