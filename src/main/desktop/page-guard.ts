import { BrowserWindow, shell, type WebContents } from 'electron';
import { certificateVerdicts, destinationOf, judgeCertificate } from './page-rules.ts';
import type { Permissions } from './permissions.ts';
import { pickScreen } from './screen-picker.ts';

/** How long a click or a key counts as the person's wish, as in Chromium. */
const gestureMs = 5_000;
const gestures = new Set(['mouseDown', 'rawKeyDown', 'keyDown', 'touchStart', 'gestureTap']);

/** What a page of a window is held to. */
export interface PageRules {
  /** Where the page stays. */
  origin: string;
  /** Somebody else's page: it opens the browser only when its person has just pressed something. */
  guest: boolean;
  permissions: Permissions | null;
  /** Takes the shell's own links; true where it was one. */
  takes(target: string): boolean;
}

const rules = new WeakMap<WebContents, () => PageRules>();
/** Certificates that were turned down, by the session that asked. */
const refused = new WeakMap<Electron.Session, string>();

/** The fingerprint that a host showed in place of the promised one, when it last tried. */
export function refusedCertificate({ session }: WebContents): string | null {
  return refused.get(session) ?? null;
}

/** Holds a window's pages to the rules that stand when they want something. */
export function guardPages(contents: WebContents, current: () => PageRules): void {
  rules.set(contents, current);
  let pressedMs = 0;
  contents.on('input-event', (_event, { type }) => {
    if (gestures.has(type)) pressedMs = Date.now();
  });
  // A press on the page before is none on this one.
  contents.on('did-navigate', () => {
    pressedMs = 0;
  });
  const openOutside = (target: string) => {
    if (current().guest) {
      if (Date.now() - pressedMs > gestureMs) return;
      // One press, one page.
      pressedMs = 0;
    }
    void shell.openExternal(target);
  };
  const guard = (event: { preventDefault(): void }, target: string): void => {
    if (current().takes(target)) return event.preventDefault();
    const destination = destinationOf(target, current().origin);
    if (destination === 'stay') return;
    event.preventDefault();
    if (destination === 'browser') openOutside(target);
  };
  contents.on('will-navigate', (event) => guard(event, event.url));
  contents.on('will-redirect', (event) => event.isMainFrame && guard(event, event.url));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url: target }) => {
    if (destinationOf(target, current().origin) === 'browser') openOutside(target);
    return { action: 'deny' };
  });
}

/** Gives a window's session its judge of certificates, and of what pages may have on this machine. */
export function guardSession(session: Electron.Session, pin: string | null): void {
  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    const permissions = rules.get(contents)?.().permissions;
    const asked = permissions?.request(permission, details) ?? Promise.resolve(false);
    void asked.then(answer, () => answer(false));
  });
  session.setPermissionCheckHandler(
    (contents, permission, url) => (contents && rules.get(contents)?.().permissions?.has(permission, url)) ?? false,
  );
  session.setDisplayMediaRequestHandler(
    ({ frame, securityOrigin }, answer) => {
      const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.mainFrame === frame);
      const isHeld = window && rules.get(window.webContents)?.().origin === new URL(securityOrigin).origin;
      // A frame inside of a page sees nothing.
      if (!isHeld) return answer(null);
      void pickScreen(window).then(
        (source) => answer(source ? { video: source } : null),
        () => answer(null),
      );
    },
    { useSystemPicker: true },
  );
  session.setCertificateVerifyProc(({ certificate }, answer) => {
    const verdict = judgeCertificate(certificate.fingerprint, pin);
    if (verdict === certificateVerdicts.refuse) refused.set(session, certificate.fingerprint);
    else refused.delete(session);
    answer(verdict);
  });
}
