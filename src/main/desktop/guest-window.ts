import { AppWindow } from './app-window.ts';
import { type JoinTarget, returnLink } from './deep-link.ts';
import { refusedCertificate } from './page-guard.ts';
import type { SettingsFile } from './settings.ts';
import { unreachablePage, visitPage } from './visit-pages.ts';

export interface GuestWindowOptions {
  target: JoinTarget;
  settings: SettingsFile;
  /** The person has agreed to go there, now or once before. */
  onVisit(guest: GuestWindow): void;
  onGone(guest: GuestWindow): void;
}

/** A window on somebody else's host. The person is asked before the first visit; then the host is known. */
export class GuestWindow {
  readonly window: AppWindow;
  readonly #options: GuestWindowOptions;
  #target: JoinTarget;

  constructor(options: GuestWindowOptions) {
    const { target, settings } = options;
    this.#options = options;
    this.#target = target;
    const { host } = new URL(target.url);
    this.window = new AppWindow({
      settings,
      boundsKey: 'guest',
      partition: `persist:guest-${target.pin ?? host}`,
      guest: true,
      pin: target.pin,
      onClose: () => void this.close(),
      onClosed: () => options.onGone(this),
      onFailed: () => this.#tellFailure(),
    });
    const before = settings.current.knownHosts[host];
    if (before === target.pin) this.#visit();
    else
      this.window.showShellPage(visitPage(target.url, target.pin, before), (action) => {
        if (action !== 'join') return void this.close();
        settings.update(({ knownHosts }) => {
          knownHosts[host] = target.pin;
        });
        this.#visit();
      });
  }

  /** Says whether another link leads to the same session. */
  isFor({ url, pin }: JoinTarget): boolean {
    return pin === this.#target.pin && sessionOf(url) === sessionOf(this.#target.url);
  }

  /** Link by which the window comes back with the next start; null where it cannot. */
  get returnLink(): string | null {
    return returnLink(this.#target);
  }

  /** Comes to the front for a link to its session; a new invite replaces the one that it had. */
  open(target: JoinTarget): void {
    const isOther = target.url !== this.#target.url;
    this.#target = target;
    if (isOther && this.window.url !== null) this.#visit();
    this.window.focus();
  }

  close(): Promise<boolean> {
    return this.window.close();
  }

  #visit(): void {
    this.window.showHostPage(this.#target.url);
    this.#options.onVisit(this);
  }

  #tellFailure(): void {
    const shown = refusedCertificate(this.window.frame.webContents);
    this.window.showShellPage(unreachablePage(this.#target.url, shown), (action) => {
      if (action !== 'retry') return void this.close();
      this.#visit();
    });
  }
}

/** Gives the part of a link that is the same in all links to one session; the rest of an invite may differ. */
function sessionOf(link: string): string {
  const { origin, pathname, hash } = new URL(link);
  const session = new URLSearchParams(hash.slice(1)).get('session');
  return `${origin}${pathname}#${session ?? hash}`;
}
