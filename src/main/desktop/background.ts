import { basename, join } from 'node:path';
import { Menu, type MenuItemConstructorOptions, nativeImage, powerSaveBlocker, Tray } from 'electron';
import type { FolderWindow } from './folder-window.ts';

/** Things that run without a window: shared folders whose window is closed, and guests who rely on this machine. */
export class Background {
  #tray: Tray | null = null;
  #blocker: number | null = null;
  #hidden: readonly FolderWindow[] = [];

  /** Shows the folders without a window, and keeps the machine awake while guests are in. */
  update(folders: readonly FolderWindow[]): void {
    this.#keepAwake(folders.some(({ guests }) => guests > 0));
    const hidden = folders.filter(({ window, isEnding }) => !window && !isEnding);
    if (hidden.length === 0) {
      this.#tray?.destroy();
      this.#tray = null;
      return;
    }
    this.#hidden = hidden;
    this.#tray ??= this.#newTray();
    const names = hidden.map(({ folder }) => basename(folder)).join(', ');
    this.#tray.setToolTip(`Ensemble goes on in the background: ${names}`);
    this.#tray.setContextMenu(Menu.buildFromTemplate(hidden.flatMap(itemsOf)));
  }

  #newTray(): Tray {
    const tray = new Tray(nativeImage.createFromPath(join(import.meta.dirname, 'resources', 'icons', '32x32.png')));
    // On Windows the left button does the most common action, and only the right one shows the menu.
    if (process.platform === 'win32')
      tray.on('click', () => {
        if (this.#hidden.length > 1) tray.popUpContextMenu();
        else this.#hidden[0]?.focus();
      });
    return tray;
  }

  #keepAwake(needed: boolean): void {
    if (needed === (this.#blocker !== null)) return;
    if (this.#blocker !== null) powerSaveBlocker.stop(this.#blocker);
    this.#blocker = needed ? powerSaveBlocker.start('prevent-app-suspension') : null;
  }
}

function itemsOf(folder: FolderWindow): MenuItemConstructorOptions[] {
  const { guests } = folder;
  const count = guests === 1 ? 'one guest' : `${guests} guests`;
  return [
    { label: `${basename(folder.folder)}: ${count}`, enabled: false },
    { label: 'Open', click: () => folder.focus() },
    { label: 'End the Session', click: () => void folder.end() },
    { type: 'separator' },
  ];
}
