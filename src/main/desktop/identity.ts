import { join } from 'node:path';
import { app } from 'electron';

/** App id, as in electron-builder.yml: Windows groups windows, notifications and jump lists by it. */
const appId = 'dev.ensemble.desktop';
const scheme = 'ensemble';

/**
 * Sets the app's identity. An app that runs from the sources has a folder of its own, so that it is not taken for a
 * second start of the installed one. It must run before anything is read.
 */
export function takeIdentity(): void {
  app.setName('Ensemble');
  if (process.platform === 'win32') app.setAppUserModelId(app.isPackaged ? appId : process.execPath);
  if (!app.isPackaged && !app.commandLine.hasSwitch('user-data-dir')) {
    app.setPath('userData', join(app.getPath('appData'), 'Ensemble from sources'));
  }
  app.setAboutPanelOptions({ applicationName: 'Ensemble', applicationVersion: app.getVersion() });
}

/**
 * Registers for invite links with the system. An app that runs from the sources must be started with its script, and
 * only registers where nobody else has.
 */
export function takeLinks(): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient(scheme);
  else if (app.getApplicationNameForProtocol(`${scheme}://`) === '') {
    app.setAsDefaultProtocolClient(scheme, process.execPath, process.argv.slice(1, 2));
  }
}
