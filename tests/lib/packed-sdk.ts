import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpmQuietly } from '../../scripts/lib/npm.mjs';
import { inProject } from '../../scripts/lib/project.mjs';

async function npm(cwd: string, ...args: string[]): Promise<void> {
  const { code, output } = await runNpmQuietly(args, cwd);
  if (code !== 0) throw new Error(`npm ${args[0]} failed: ${output}`);
}

interface Manifest {
  dependencies?: Record<string, string>;
}

const manifestIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** Folders of the packages that one needs, with all that those need: its own copies go before those of the project. */
function neededBy(folder: string, found = new Set<string>()): Set<string> {
  for (const name of Object.keys(manifestIn(folder).dependencies ?? {})) {
    const own = join(folder, 'node_modules', name);
    const needed = existsSync(own) ? own : inProject('node_modules', name);
    if (found.has(needed)) continue;
    found.add(needed);
    neededBy(needed, found);
  }
  return found;
}

/** Packs packages/sdk as `npm publish` does, and beside it the packages that it needs. Gives the tarballs, its own first. */
export async function packSdk(folder: string): Promise<string[]> {
  await npm(inProject('packages', 'sdk'), 'pack', '--pack-destination', folder);
  const [own] = readdirSync(folder);
  await npm(folder, 'pack', '--ignore-scripts', ...neededBy(inProject('packages', 'sdk')));
  const others = readdirSync(folder).filter((name) => name.endsWith('.tgz') && name !== own);
  return [own!, ...others].map((name) => join(folder, name));
}

/** Installs tarballs into an empty folder, from nothing but these: without a network, and with a cache of its own. */
export async function installPacked(folder: string, tarballs: readonly string[], cache: string): Promise<void> {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'program', private: true, type: 'module' }));
  await npm(folder, 'install', '--offline', '--ignore-scripts', '--cache', cache, ...tarballs);
}
