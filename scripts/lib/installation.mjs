import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { runNpm } from './npm.mjs';
import { PlainError } from './plain-error.mjs';
import { inProject } from './project.mjs';

const tickMs = 15_000;
const stampPath = inProject('node_modules', '.ensemble-stamp');

/** Says whether node_modules is what package-lock.json asks for, on this machine. */
export function isInstalled() {
  return existsSync(stampPath) && readFileSync(stampPath, 'utf8') === wantedStamp();
}

/** Installs the packages if they are missing or old. Answers whether there was anything to do. */
export async function ensureInstalled() {
  if (isInstalled()) return false;
  console.error('Installing the packages Ensemble is made of (about a minute, only after changes to them) …');
  const startedMs = Date.now();
  const seconds = () => Math.round((Date.now() - startedMs) / 1000);
  const ticker = setInterval(() => console.error(`  … still installing, ${seconds()} s`), tickMs);
  rmSync(stampPath, { force: true });
  try {
    if (!(await install())) {
      throw new PlainError(
        'The packages could not be installed; npm says why above. Mend it and run the same command again.',
      );
    }
  } finally {
    clearInterval(ticker);
  }
  writeFileSync(stampPath, wantedStamp());
  console.error(`Installed in ${seconds()} s.`);
  return true;
}

async function install() {
  const fresh = !existsSync(inProject('node_modules', '.package-lock.json'));
  if (fresh && (await npm(['ci'])) === 0) return true;
  // Changes only the differences, and unlike a plain install never rewrites the lock file.
  return (await npm(['install', '--no-save'])) === 0;
}

/** Runs npm without NODE_ENV: a production one would leave out the tools that build the app. @param {string[]} args */
function npm(args) {
  return runNpm([...args, '--include=dev', '--include=optional']);
}

function wantedStamp() {
  const lock = readFileSync(inProject('package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
}
