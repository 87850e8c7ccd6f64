import { ensureDesktop, ensureRenderer } from './lib/builds.mjs';
import { ensureInstalled } from './lib/installation.mjs';
import { runMain } from './lib/plain-error.mjs';

// `npm run build`: everything that has a build, where it is stale.
await runMain(async () => {
  await ensureInstalled();
  await ensureRenderer();
  await ensureDesktop();
  return 0;
});
