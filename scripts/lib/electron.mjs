import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runWhileGrowing } from './growing.mjs';
import { sourceNode } from './pinned-node.mjs';
import { inProject } from './project.mjs';

const downloadStallMs = 20_000;

/** Path of Electron's program inside an unpacked release. */
function programName() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/**
 * Finds Electron's program, if there is one: the package's own, or the release that ELECTRON_OVERRIDE_DIST_PATH names.
 */
export function findElectron(env = process.env) {
  const own = inProject('node_modules', 'electron');
  // Written once all of the program is there: an interrupted download leaves half of one.
  if (!env.ELECTRON_OVERRIDE_DIST_PATH && !existsSync(join(own, 'path.txt'))) return undefined;
  const folder = env.ELECTRON_OVERRIDE_DIST_PATH || join(own, 'dist');
  const program = join(folder, programName());
  return existsSync(program) ? program : undefined;
}

/**
 * Reason for which this machine cannot show Electron's window, whether or not its program is there; undefined if it
 * can.
 * @param {NodeJS.Platform} [platform]
 * @param {NodeJS.ProcessEnv} [env]
 * @param {number} [userId]
 */
export function whyNoWindow(platform = process.platform, env = process.env, userId = process.getuid?.()) {
  if (platform !== 'linux') return undefined;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display here';
  // Chromium refuses to run as root with its sandbox on, and without it the window is not one we want to open.
  if (userId === 0) return "the desktop app's sandbox does not run as root";
  return undefined;
}

/**
 * Finds Electron's program, or gives a plain reason for using the browser in its place. Electron's package does not
 * bring its program along: it is fetched when it is missing. A stalled download is given up, and tried at the next
 * start.
 * @returns {Promise<{ program: string } | { reason: string }>}
 */
export async function electronOrReason() {
  const noWindow = whyNoWindow();
  if (noWindow) return { reason: noWindow };
  const found = findElectron();
  if (found) return { program: found };
  if (!electronVersion()) return { reason: 'the Electron package is not installed' };
  console.error('Fetching the desktop window (Electron) … `npm start -- --browser` does without.');
  const { code, isStalled } = await runWhileGrowing(
    sourceNode(),
    [inProject('node_modules', 'electron', 'install.js')],
    {
      folder: inProject('node_modules', 'electron', 'dist'),
      stallMs: downloadStallMs,
    },
  );
  const program = findElectron();
  if (code === 0 && program) return { program };
  const what = isStalled ? 'the download of Electron stood still' : "Electron's program could not be downloaded";
  return { reason: `${what}; the next start tries again` };
}

function electronVersion() {
  const path = inProject('node_modules', 'electron', 'package.json');
  return existsSync(path) ? String(JSON.parse(readFileSync(path, 'utf8')).version) : undefined;
}
