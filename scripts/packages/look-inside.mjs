import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Archive } from './archive.mjs';
import { headBytes, nativeOf } from './native-files.mjs';
import { targetPackages } from './target-packages.mjs';

/**
 * Finds faults of a package's compiled files, in words: each must be the target's and lie outside the archive (the
 * system starts and loads nothing from inside), and none that the app uses may be missing.
 * @param {string} resources the folder that holds `app.asar`
 * @param {import('./target-packages.mjs').Target} target
 * @param {import('./target-packages.mjs').Lock} lock
 */
export function problemsInside(resources, target, lock) {
  const archive = new Archive(join(resources, 'app.asar'));
  const problems = [];
  const holders = new Set();
  for (const file of archive.files) {
    const native = nativeOf(archive.read(file, headBytes));
    if (!native) continue;
    const holder = packageOf(file.path);
    if (!native.platforms.includes(target.platform) || !native.archs.includes(target.arch)) {
      problems.push(`${file.path} is made for ${native.platforms[0]}-${native.archs.join('-')}`);
    } else if (!file.unpacked)
      problems.push(`${file.path} lies in the archive, where nothing can be started or loaded`);
    else if (!mayRun(join(resources, 'app.asar.unpacked', file.path), file, target)) {
      problems.push(`${file.path} may not be executed`);
    } else holders.add(holder);
  }
  for (const name of targetPackages(lock, target).keys()) {
    if (!holders.has(name)) problems.push(`${name} is missing, or has no program`);
  }
  return problems;
}

/** @param {string} path */
function packageOf(path) {
  return /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(path)?.[1] ?? '';
}

/**
 * Says whether a file may run: programs need their mark; libraries do not. @param {string} path @param {{ path: string
 * }} file @param {{ platform: string }} target
 */
function mayRun(path, file, { platform }) {
  if (platform === 'win32' || /\.(node|so|dylib)(\.|$)/.test(file.path)) return true;
  return process.platform === 'win32' || (statSync(path).mode & 0o111) !== 0;
}
