import { BrowserWindow, shell, type WebContents } from 'electron';
import { certificateVerdicts, destinationOf, judgeCertificate } from './page-rules.ts';
import type { Permissions } from './permissions.ts';
import { pickScreen } from './screen-picker.ts';

/** Time for which a click or a key counts as a user gesture, as in Chromium. */
const gestureMs = 5_000;
const gestures = new Set(['mouseDown', 'rawKeyDown', 'keyDown', 'touchStart', 'gestureTap']);

/** Rules for a page of a window. */
export interface PageRules {
  /** Origin at which the page stays. */
  origin: string;
  /** True for somebody else's page: it opens the browser only after a user gesture. */
  guest: boolean;
  permissions: Permissions | null;
  /** Handles the shell's own links; true where it was one. */
  takes(target: string): boolean;
}

const rules = new WeakMap<WebContents, () => PageRules>();
/** Fingerprints of refused certificates, by the session that asked. */
const refused = new WeakMap<Electron.Session, string>();

/** Fingerprint that a host showed in place of the promised one, at its last attempt. */
export function refusedCertificate({ session }: WebContents): string | null {
  return refused.get(session) ?? null;
}

/** Holds a window's pages to the rules in force at the time of each request. */
export function guardPages(contents: WebContents, current: () => PageRules): void {
  rules.set(contents, current);
  let pressedMs = 0;
  contents.on('input-event', (_event, { type }) => {
    if (gestures.has(type)) pressedMs = Date.now();
  });
  // A gesture on the page before is none on this one.
  contents.on('did-navigate', () => {
    pressedMs = 0;
  });
  const openOutside = (target: string) => {
    if (current().guest) {
      if (Date.now() - pressedMs > gestureMs) return;
      // One gesture opens one page.
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

/** Checks certificates and permissions of a window's session. */
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
      // An inner frame gets no screen.
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
