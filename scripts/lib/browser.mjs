import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runInForeground } from './children.mjs';
import { findOnPath, isExecutable } from './executables.mjs';
import { PlainError } from './plain-error.mjs';

const programNames = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];

/** @param {NodeJS.ProcessEnv} env */
function usualPlaces(env) {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (app) => `/Applications/${app}.app/Contents/MacOS/${app}`,
    );
  }
  if (process.platform !== 'win32') return ['/snap/bin/chromium', '/opt/google/chrome/chrome'];
  const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((root) => root !== undefined);
  const programs = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
  return roots.flatMap((root) => programs.map((program) => join(root, program)));
}

/** Finds a Chrome, Chromium or Edge that is installed here, or undefined. CHROME_PATH goes before all others. */
export function findBrowser(env = process.env) {
  if (env.CHROME_PATH) {
    if (isExecutable(env.CHROME_PATH)) return env.CHROME_PATH;
    throw new PlainError(`CHROME_PATH names ${env.CHROME_PATH}, which is not a program that can be started.`);
  }
  return findOnPath(...programNames) ?? usualPlaces(env).find(isExecutable);
}

/** Finds the browser for the end-to-end tests: an installed one, Playwright's, or Debian's package as a last resort. */
export async function ensureBrowser() {
  const found = findBrowser() ?? (await playwrightBrowser()) ?? (await installDebianBrowser());
  if (found) return found;
  throw new PlainError(
    'The end-to-end tests need Chrome, Chromium or Edge, and none was found. Install one, or name it in CHROME_PATH.',
  );
}

async function playwrightBrowser() {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return path && existsSync(path) ? path : undefined;
}

async function installDebianBrowser() {
  if (process.getuid?.() !== 0 || !findOnPath('apt-get')) return undefined;
  console.error('Installing a browser for the end-to-end tests (Debian package chromium) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runInForeground('apt-get', ['update', '-qq'], { env });
  await runInForeground('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
  return findBrowser();
}
