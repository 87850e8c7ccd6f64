import { compressForPackage, ensureDesktop, ensureRenderer } from './lib/builds.mjs';
import { runInForeground } from './lib/children.mjs';
import { ensureInstalled } from './lib/installation.mjs';
import { sourceNode } from './lib/pinned-node.mjs';
import { runMain } from './lib/plain-error.mjs';
import { inProject } from './lib/project.mjs';
import { homepage } from './packages/homepage.mjs';

/**
 * Reads the builder's own settings: the address of updates (without one the app looks for none), and the project's
 * page.
 */
function settingsFromEnvironment(env = process.env) {
  const settings = [`-c.extraMetadata.homepage=${homepage(env)}`];
  if (env.ENSEMBLE_UPDATES_URL) {
    settings.push('-c.publish.provider=generic', `-c.publish.url=${env.ENSEMBLE_UPDATES_URL}`);
  }
  return settings;
}

// `npm run package [-- --linux deb …]`: installers for this system, in dist/packages.
await runMain(async () => {
  await ensureInstalled();
  await ensureRenderer();
  // A test of a package's contents takes the page as it was built: to compress it further takes half a minute.
  if (process.env.ENSEMBLE_QUICK_PACKAGE !== '1') await compressForPackage();
  await ensureDesktop();
  const builder = inProject('node_modules', 'electron-builder', 'cli.js');
  const args = [builder, '--publish', 'never', ...settingsFromEnvironment(), ...process.argv.slice(2)];
  return runInForeground(sourceNode(), args, { cwd: inProject() });
});
