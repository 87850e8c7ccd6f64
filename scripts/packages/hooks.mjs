import { readFileSync } from 'node:fs';
import { findOnPath } from '../lib/executables.mjs';
import { PlainError } from '../lib/plain-error.mjs';
import { inProject } from '../lib/project.mjs';
import { problemsInside } from './look-inside.mjs';
import { stageNatives } from './stage-natives.mjs';

/**
 * @typedef {{ electronPlatformName: string, arch: number, appOutDir: string,
 *   packager: { appInfo: { productFilename: string }, getResourcesDir: (appOutDir: string) => string } }} PackContext
 */

/** electron-builder's numbers of processors. @type {Record<number, string>} */
const archs = { 0: 'ia32', 1: 'x64', 2: 'arm', 3: 'arm64' };

/** @param {PackContext} context */
const targetOf = ({ electronPlatformName, arch }) => ({
  platform: electronPlatformName,
  arch: archs[arch] ?? String(arch),
});

/** Prepares a target, or refuses it: its programs are fetched, and a Mac package needs a signature. @param {PackContext} context */
export async function beforePack(context) {
  const target = targetOf(context);
  if (target.platform === 'darwin' && !findOnPath('codesign')) {
    throw new PlainError(
      'A Mac does not start an app whose signature is broken, and setting the fuses breaks it: packages for Macs are built on a Mac, where codesign mends it.',
    );
  }
  await stageNatives(target);
}

/** Looks into a package, and refuses one that would not work. @param {PackContext} context */
export async function afterPack(context) {
  const target = targetOf(context);
  const lock = JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8'));
  const problems = problemsInside(context.packager.getResourcesDir(context.appOutDir), target, lock);
  if (problems.length === 0) return;
  throw new PlainError(
    `The package for ${target.platform}-${target.arch} would not work:\n${problems.map((each) => `  ${each}`).join('\n')}`,
  );
}
