import { join } from 'node:path';
import { app } from 'electron';

/** As electron-builder.yml calls the installed app: Windows groups windows, notifications and jump lists by it. */
const appId = 'dev.ensemble.desktop';
const scheme = 'ensemble';

/**
 * Says who this app is. One that runs from the sources has a memory of its own, so that it is not taken for a second
 * start of the installed one. Call it before anything is read.
 */
export function takeIdentity(): void {
  app.setName('Ensemble');
  if (process.platform === 'win32') app.setAppUserModelId(app.isPackaged ? appId : process.execPath);
  if (!app.isPackaged && !app.commandLine.hasSwitch('user-data-dir')) {
    app.setPath('userData', join(app.getPath('appData'), 'Ensemble from sources'));
  }
  app.setAboutPanelOptions({ applicationName: 'Ensemble', applicationVersion: app.getVersion() });
}

/** Asks the system for invite links. One that runs from the sources must be started with its script, and only asks where nobody else has them. */
export function takeLinks(): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient(scheme);
  else if (app.getApplicationNameForProtocol(`${scheme}://`) === '') {
    app.setAsDefaultProtocolClient(scheme, process.execPath, process.argv.slice(1, 2));
  }
}
