import { plainWords } from '../../../shared/text/shown.ts';
import type { App } from '../../session/app.ts';
import { desktopBridge } from '../../ui/desktop-bridge.ts';
import { desktopKey } from './settings.ts';

/** Notifications of the desktop, by the browser's own API: in the app as well, where the system shows them. */
export class DesktopNotices {
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  get areOn(): boolean {
    const { configuration } = this.#app.workbench;
    return configuration.get(desktopKey) === true && 'Notification' in window && Notification.permission === 'granted';
  }

  /** Turns them on: a browser asks the person, which it does only after an act of theirs. */
  async turnOn(): Promise<void> {
    const { notifications, configuration } = this.#app.workbench;
    const answer = 'Notification' in window ? await Notification.requestPermission() : 'denied';
    if (answer !== 'granted') {
      const words = 'Desktop notifications are not allowed here: allow them for this page, then turn them on again.';
      return void notifications.show('warning', words);
    }
    await configuration.set(desktopKey, true);
    notifications.status('Desktop notifications are on.');
  }

  async turnOff(): Promise<void> {
    await this.#app.workbench.configuration.set(desktopKey, false);
    this.#app.workbench.notifications.status('Desktop notifications are off.');
  }

  /** Shows one; a click brings the window to the front. A newer one of the same tag takes the place of the last. */
  show(title: string, words: string, tag: string, open: () => void): void {
    const notice = new Notification(plainWords(title), { body: plainWords(words).slice(0, 200), tag });
    notice.addEventListener('click', () => {
      window.focus();
      // A page of the app has no say in which window is in front: the shell does it.
      void desktopBridge()
        ?.call?.('window.show')
        .catch(() => undefined);
      open();
      notice.close();
    });
  }
}
