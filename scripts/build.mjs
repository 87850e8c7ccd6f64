import { ensureDesktop, ensureRenderer } from './lib/builds.mjs';
import { ensureInstalled } from './lib/installation.mjs';
import { runMain } from './lib/plain-error.mjs';

// `npm run build`: builds every part that is stale.
await runMain(async () => {
  await ensureInstalled();
  await ensureRenderer();
  await ensureDesktop();
  return 0;
});
