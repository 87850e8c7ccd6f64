import { PlainError } from '../lib/plain-error.mjs';

/**
 * System and processor that a package is built for, in Node's words.
 * @typedef {{ platform: string, arch: string }} Target
 * @typedef {{ version: string, dev?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   integrity?: string, optionalDependencies?: Record<string, string> }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

const prefix = 'node_modules/';

/**
 * Packages of compiled programs and libraries that the app needs on a target, by name, from the lock file.
 * @param {Lock} lock
 * @param {Target} target
 * @returns {Map<string, LockedPackage>}
 * @throws PlainError where something that the app uses comes compiled, but not for this target
 */
export function targetPackages(lock, target) {
  const found = new Map();
  for (const [path, { dev, optionalDependencies = {} }] of Object.entries(lock.packages)) {
    if (dev || path === '') continue;
    const own = /** @type {string} */ (path.split('/').at(-1));
    // A package of another name, such as fsevents, is a help on one system, which others do without.
    const compiled = Object.keys(optionalDependencies).filter(
      (name) => name.includes(own) && lock.packages[prefix + name]?.os,
    );
    const wanted = compiled.filter((name) => fits(/** @type {LockedPackage} */ (lock.packages[prefix + name]), target));
    if (compiled.length > 0 && wanted.length === 0) {
      throw new PlainError(
        `${path.slice(prefix.length)} brings no program for ${target.platform}-${target.arch}: no package is built for it.`,
      );
    }
    for (const name of wanted) found.set(name, lock.packages[prefix + name]);
  }
  return found;
}

/** Names of all packages that hold compiled parts for one system each. @param {Lock} lock */
export function packagesOfOneSystem({ packages }) {
  return Object.entries(packages)
    .filter(([, { os, dev }]) => os && !dev)
    .map(([path]) => path.slice(prefix.length));
}

/** @param {LockedPackage} entry @param {Target} target */
function fits({ os, cpu, libc }, { platform, arch }) {
  // Electron itself is linked against glibc.
  return Boolean(os?.includes(platform) && cpu?.includes(arch) && (libc?.includes('glibc') ?? true));
}
