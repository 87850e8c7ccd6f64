import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { inProject } from './project.mjs';

/**
 * Gives the first of `count` seeds: another one with each commit, and a random one outside of a checkout. A fixed range
 * is mended until it passes, and shows nothing any more.
 * @param {number} count
 * @param {string} [folder]
 */
export function firstSeed(count, folder = inProject()) {
  const { status, stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8' });
  const end = 2 ** 32 - count;
  return status === 0 ? Number.parseInt(stdout.slice(0, 12), 16) % end : randomInt(end);
}
