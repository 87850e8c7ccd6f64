import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { runQuietly } from './children.mjs';
import { inProject } from './project.mjs';

/** Commits of the example, each on top of the one before; the last is left uncommitted. */
const steps = [
  { from: ['welcome'], author: 'Grace', words: 'Let paper boats sail' },
  { from: ['history', '1-race'], author: 'Ada', words: 'Let the boats race' },
  { from: ['history', '2-ties'], author: 'Lin', words: 'Begin to share a place in a race' },
  { from: ['history', '3-now'], author: null, words: '' },
];
const firstAt = Date.UTC(2026, 0, 5, 10) / 1000;
const betweenSeconds = 26 * 60 * 60;

/**
 * Makes the example on which `npm start` opens, where it is not there: a repository with some history, something to run,
 * a failing test and an error of types. It is a copy, so that whatever people do in it stays theirs.
 * @param {string} [place]
 * @returns {Promise<string>} its folder
 */
export async function ensurePlayground(place = inProject('playground', 'paper-boats')) {
  if (existsSync(place)) return place;
  // Whole or not at all: it is made beside its place.
  const making = `${place}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(dirname(place), { recursive: true });
  await git(making, 'init', '--quiet', '--initial-branch=main', making);
  for (const [at, { from, author, words }] of steps.entries()) {
    cpSync(inProject('examples', ...from), making, { recursive: true });
    if (author === null) continue;
    await git(making, 'add', '--all');
    const when = `${firstAt + at * betweenSeconds} +0000`;
    const settings = ['-c', 'commit.gpgSign=false', '-c', `core.hooksPath=${making}/none`];
    await git(
      making,
      ...settings,
      'commit',
      '--quiet',
      `--author=${author} <${author.toLowerCase()}@example.org>`,
      `--date=${when}`,
      `--message=${words}`,
    );
  }
  renameSync(making, place);
  return place;
}

/** @param {string} folder @param {string[]} args */
async function git(folder, ...args) {
  const env = { ...process.env, GIT_COMMITTER_NAME: 'Paper boats', GIT_COMMITTER_EMAIL: 'boats@example.org' };
  const cwd = existsSync(folder) ? folder : inProject();
  const { code, output } = await runQuietly('git', args, { cwd, env });
  if (code !== 0) throw new Error(`The example could not be made: ${output}`);
}
