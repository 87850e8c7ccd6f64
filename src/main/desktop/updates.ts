import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, Notification } from 'electron';

const everyMs = 4 * 60 * 60 * 1000;

export interface UpdatesOptions {
  /** A newer version is there, and installed when the app ends. */
  onReady(): void;
  /** Closes everything as Quit does, and then calls this; not where the person stays. */
  quitThen(last: () => void): void;
}

/** Looks for a newer version now and every few hours, where the build names a place to look. */
export class Updates {
  readonly #options: UpdatesOptions;
  #install: (() => void) | null = null;
  #hasFailed = false;

  constructor(options: UpdatesOptions) {
    this.#options = options;
  }

  /** True if a restart brings a newer version. */
  get isReady(): boolean {
    return this.#install !== null;
  }

  /** Restarts to the newer version, after everything has been closed. */
  restart(): void {
    if (this.#install) this.#options.quitThen(this.#install);
  }

  async start(): Promise<void> {
    if (!app.isPackaged || !existsSync(join(process.resourcesPath, 'app-update.yml'))) return;
    // Imported late: the window must not wait for it.
    const { autoUpdater } = (await import('electron-updater')).default;
    // Being offline is no failure to report again and again.
    autoUpdater.on('error', (error) => this.#tellOnce(error.message));
    autoUpdater.on('update-downloaded', ({ version }) => {
      this.#install = () => autoUpdater.quitAndInstall();
      this.#options.onReady();
      tell('A newer Ensemble is ready', `Restart to have ${version} now; else it comes with the next start.`, () =>
        this.restart(),
      );
    });
    const look = () => void autoUpdater.checkForUpdates().catch(() => undefined);
    look();
    setInterval(look, everyMs).unref();
  }

  #tellOnce(reason: string): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    console.error(`No update: ${reason}`);
    tell('Ensemble could not look for updates', 'It tries again by itself. Everything else works.');
  }
}

function tell(title: string, body: string, onClick: () => void = () => undefined): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title, body });
  notification.on('click', onClick);
  notification.show();
}
