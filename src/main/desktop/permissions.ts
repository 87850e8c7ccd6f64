import { type BrowserWindow, dialog, systemPreferences } from 'electron';
import { devicesOf, deviceWords, permissionFor, type RequestDetails } from './page-rules.ts';
import type { SettingsFile } from './settings.ts';

export interface PermissionsOptions {
  window: BrowserWindow;
  settings: SettingsFile;
  /** Origin of the page. */
  origin: string;
  guest: boolean;
  /** Key under which the person's answers are remembered: the host and the certificate that it must show. */
  host: string;
}

/**
 * Permissions of one page on this machine. Somebody else's page has those that its person has granted to this host,
 * device by device.
 */
export class Permissions {
  readonly #options: PermissionsOptions;
  /** Questions of this visit: a refused one is not asked again. */
  readonly #asked = new Map<string, Promise<boolean>>();

  constructor(options: PermissionsOptions) {
    this.#options = options;
  }

  #verdict(permission: string, url: string): 'yes' | 'ask' | 'no' {
    const { origin, guest } = this.#options;
    return permissionFor(permission, { url, origin, guest });
  }

  #isRemembered(device: string): boolean {
    const { settings, host } = this.#options;
    return settings.current.permissions[host]?.includes(device) ?? false;
  }

  /** Says whether it has a permission now, without a question. */
  has(permission: string, url: string): boolean {
    const verdict = this.#verdict(permission, url);
    return verdict === 'yes' || (verdict === 'ask' && devicesOf(permission).every((each) => this.#isRemembered(each)));
  }

  /** Grants a permission, after asking the person where that is needed. */
  async request(permission: string, details: RequestDetails): Promise<boolean> {
    const verdict = this.#verdict(permission, details.requestingUrl ?? '');
    if (verdict === 'no') return false;
    for (const device of devicesOf(permission, details)) {
      if (verdict === 'ask' && !(await this.#mayUse(device))) return false;
      if (!(await systemAllows(device))) return false;
    }
    return true;
  }

  #mayUse(device: string): Promise<boolean> {
    if (this.#isRemembered(device)) return Promise.resolve(true);
    const asked = this.#asked.get(device) ?? this.#ask(device);
    this.#asked.set(device, asked);
    return asked;
  }

  async #ask(device: string): Promise<boolean> {
    const { window, settings, origin, host } = this.#options;
    const forgets = device === 'screen';
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message: `May the session at ${new URL(origin).host} ${deviceWords(device)}?`,
      detail: forgets ? 'The answer holds until this window is closed.' : 'Allow is remembered for this host.',
      buttons: ['Don’t Allow', 'Allow'],
      defaultId: 0,
      cancelId: 0,
    });
    if (response !== 1) return false;
    if (!forgets)
      settings.update(({ permissions }) => {
        permissions[host] = [...new Set([...(permissions[host] ?? []), device])];
      });
    return true;
  }
}

/** Asks macOS, which asks the person by itself, once, before an app has the camera or the microphone. */
async function systemAllows(device: string): Promise<boolean> {
  if (process.platform !== 'darwin' || (device !== 'camera' && device !== 'microphone')) return true;
  return systemPreferences.askForMediaAccess(device);
}
