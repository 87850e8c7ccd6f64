import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpmQuietly } from '../lib/npm.mjs';
import { PlainError } from '../lib/plain-error.mjs';
import { inProject } from '../lib/project.mjs';
import { targetPackages } from './target-packages.mjs';

/**
 * Folder from which electron-builder takes a target's compiled packages: electron-builder.yml names it the same.
 * @param {import('./target-packages.mjs').Target} target
 */
export function stagingFolder({ platform, arch }) {
  const os = { darwin: 'mac', win32: 'win' }[platform] ?? platform;
  return inProject('dist', 'natives', `${os}-${arch === 'arm' ? 'armv7l' : arch}`);
}

/**
 * Puts a target's compiled packages into the folder from which electron-builder takes them: installed ones where they
 * are the target's, else npm's, by the lock file's hashes.
 * @param {import('./target-packages.mjs').Target} target
 * @throws PlainError where they cannot be had
 */
export async function stageNatives(target) {
  const folder = stagingFolder(target);
  const lock = JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8'));
  const packages = targetPackages(lock, target);
  if (!isStaged(folder, packages)) await stagePackages(folder, packages, target);
  stageTerminals(folder, target);
}

/**
 * Puts a target's part of node-pty beside them. What is prebuilt comes with its package; for Linux there is the one that
 * was compiled here, which is of this processor. A package without it says that there are no terminals.
 * @param {string} folder
 * @param {import('./target-packages.mjs').Target} target
 */
function stageTerminals(folder, { platform, arch }) {
  const isHere = platform === process.platform && arch === process.arch;
  for (const part of [`prebuilds/${platform}-${arch}`, ...(isHere ? ['build/Release'] : [])]) {
    const from = inProject('node_modules', 'node-pty', part);
    const filter = (/** @type {string} */ path) =>
      statSync(path).isDirectory() || /\.(node|dll|exe)$|spawn-helper$/.test(path);
    const to = join(folder, 'node_modules', 'node-pty', part);
    if (existsSync(from)) cpSync(from, to, { recursive: true, filter });
    // The registry's archive has it without the mark of a program.
    const helper = join(to, 'spawn-helper');
    if (existsSync(helper)) chmodSync(helper, 0o755);
  }
}

/**
 * @param {string} folder
 * @param {Map<string, import('./target-packages.mjs').LockedPackage>} packages
 * @param {import('./target-packages.mjs').Target} target
 */
async function stagePackages(folder, packages, target) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (isStaged(inProject(), packages)) {
    for (const name of packages.keys()) {
      cpSync(inProject('node_modules', name), join(folder, 'node_modules', name), { recursive: true });
    }
    return;
  }
  await fetchPackages(folder, packages, target);
}

/** @param {string} folder @param {Map<string, { version: string }>} packages */
function isStaged(folder, packages) {
  return [...packages].every(([name, { version }]) => {
    const path = join(folder, 'node_modules', name, 'package.json');
    return existsSync(path) && JSON.parse(readFileSync(path, 'utf8')).version === version;
  });
}

/**
 * @param {string} folder
 * @param {Map<string, import('./target-packages.mjs').LockedPackage>} packages
 * @param {import('./target-packages.mjs').Target} target
 */
async function fetchPackages(folder, packages, { platform, arch }) {
  const dependencies = Object.fromEntries([...packages].map(([name, { version }]) => [name, version]));
  const root = { name: 'natives', version: '0.0.0', dependencies };
  const locked = Object.fromEntries([...packages].map(([name, entry]) => [`node_modules/${name}`, entry]));
  writeFileSync(join(folder, 'package.json'), JSON.stringify(root));
  const lock = { ...root, lockfileVersion: 3, requires: true, packages: { '': root, ...locked } };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
  console.error(`Fetching what the package for ${platform}-${arch} needs: ${[...packages.keys()].join(', ')} …`);
  // Forced, since these packages are meant for another system than the one that npm sees.
  const args = ['ci', `--os=${platform}`, `--cpu=${arch}`, '--ignore-scripts', '--force'];
  const { code, output } = await runNpmQuietly(args, folder);
  if (code === 0 && isStaged(folder, packages)) return;
  rmSync(folder, { recursive: true, force: true });
  throw new PlainError(
    `The programs for ${platform}-${arch} could not be fetched, and a package without them would not work:\n${output.trim()}`,
  );
}
