import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensembleHome } from '../main/machine/state-folder.ts';

/** Time after which even a browser that starts slowly has read the page. */
const keptMs = 60_000;
const pageName = /^ensemble-[\w-]+\.html$/;

export interface OpeningOptions {
  /** Folder of the page that leads to the address. */
  readonly folder?: string;
  /** The program that opens a file, with its arguments before the file. */
  readonly opener?: readonly [string, ...string[]];
}

/**
 * Opens an address in the person's browser; does nothing where there is none. The address holds a token, and everybody
 * on this machine sees the arguments of processes: the browser gets a page that only its owner can read, and that leads
 * on to the address.
 * @throws the system's error where no such page can be written
 */
export function openInBrowser(url: string, options: OpeningOptions = {}): void {
  const folder = options.folder ?? pageFolder(defaultBrowser(), ensembleHome());
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  removePages(folder, Date.now() - keptMs);
  const page = join(folder, `ensemble-${randomBytes(9).toString('base64url')}.html`);
  writeFileSync(page, pageTo(url), { mode: 0o600, flag: 'wx' });
  setTimeout(() => rmSync(page, { force: true }), keptMs).unref();
  const [program, ...args] = options.opener ?? systemOpener;
  const child = spawn(program, [...args, pathToFileURL(page).href], { stdio: 'ignore', detached: true });
  child.once('error', () => undefined);
  child.unref();
}

const systemOpener: readonly [string, ...string[]] =
  process.platform === 'darwin'
    ? ['open']
    : process.platform === 'win32'
      ? ['rundll32', 'url.dll,FileProtocolHandler']
      : ['xdg-open'];

/**
 * Gives a folder from which a browser can read: one from a snap sees neither hidden folders nor the system's temporary
 * one, but its own.
 * @param browser its desktop file, as `xdg-settings` names it: `firefox_firefox.desktop` for a snap
 */
export function pageFolder(browser: string, home: string, userHome = homedir()): string {
  const snap = /^([a-z0-9-]+)_[\w-]+\.desktop$/.exec(browser)?.[1];
  const ofSnap = join(userHome, 'snap', snap ?? '', 'common');
  return snap !== undefined && existsSync(ofSnap) ? ofSnap : join(home, 'open');
}

function defaultBrowser(): string {
  if (process.platform !== 'linux') return '';
  try {
    const asked = ['get', 'default-web-browser'];
    return execFileSync('xdg-settings', asked, { encoding: 'utf8', timeout: 2000, stdio: 'pipe' }).trim();
  } catch {
    return '';
  }
}

/** Removes pages of earlier commands: one that ends at once cannot wait until its page has been read. */
function removePages(folder: string, beforeMs: number): void {
  for (const name of readdirSync(folder).filter((each) => pageName.test(each))) {
    const page = join(folder, name);
    if ((statSync(page, { throwIfNoEntry: false })?.mtimeMs ?? 0) < beforeMs) rmSync(page, { force: true });
  }
}

function pageTo(url: string): string {
  const address = url.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
  return `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${address}">
<title>Ensemble</title>
<p><a href="${address}">Open Ensemble</a></p>
`;
}
