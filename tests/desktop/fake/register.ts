import { registerHooks } from 'node:module';
import type { Machine } from '../lib/wire.ts';

// Loaded before the app's own files: gives them the fakes in Electron's place, and makes this process look like
// Electron's main process on the machine that the test wants.
const fakes: Record<string, string> = { electron: 'electron.ts', 'electron-updater': 'electron-updater.ts' };

registerHooks({
  resolve(specifier, context, next) {
    const fake = fakes[specifier];
    if (fake === undefined) return next(specifier, context);
    return { url: new URL(fake, import.meta.url).href, format: 'module-typescript', shortCircuit: true };
  },
});

const machine = JSON.parse(process.env.ENSEMBLE_FAKE_MACHINE ?? '{}') as Machine;
Object.defineProperty(process, 'platform', { value: machine.platform });
Object.defineProperty(process, 'type', { value: 'browser' });
Object.defineProperty(process, 'resourcesPath', { value: machine.resources ?? import.meta.dirname });
Object.defineProperty(process.versions, 'electron', { value: '0.0.0-fake' });
// A packaged app is started by its own program: no script stands in the arguments.
if (machine.packaged !== null) process.argv.splice(1, 1);
process.on('unhandledRejection', (thrown) => {
  throw thrown;
});
