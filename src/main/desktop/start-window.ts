import { AppWindow } from './app-window.ts';
import { startPage } from './folder-pages.ts';
import type { SettingsFile } from './settings.ts';

export interface StartWindowOptions {
  settings: SettingsFile;
  /** Lets the person choose a folder; false where they did not. */
  chooseFolder(): Promise<boolean>;
  openFolder(folder: string): void;
  onGone(): void;
}

/** A window without a folder yet: it offers the recent ones, and is gone once one is chosen. */
export class StartWindow {
  readonly window: AppWindow;

  constructor(options: StartWindowOptions) {
    const { settings } = options;
    this.window = new AppWindow({
      settings,
      boundsKey: 'start',
      partition: 'persist:own',
      guest: false,
      pin: null,
      onClose: () => void this.close(),
      onClosed: options.onGone,
      onFailed: () => undefined,
    });
    this.window.showShellPage(startPage(settings.current.recentFolders), (action) => void this.#act(action, options));
  }

  close(): Promise<boolean> {
    return this.window.close();
  }

  async #act(action: string, { settings, chooseFolder, openFolder }: StartWindowOptions): Promise<void> {
    const recent = settings.current.recentFolders.find((folder) => `open ${folder}` === action);
    if (recent !== undefined) openFolder(recent);
    else if (!(await chooseFolder())) return;
    await this.close();
  }
}
