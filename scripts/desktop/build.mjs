import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { inProject } from '../lib/project.mjs';
import { toJavaScript } from './javascript.mjs';

// Writes Electron's files to dist/app: the Node side of the app in the folders of the repo, so that every relative path
// means the same in the packaged app, and the preload script in one file.
const layers = ['src/shared', 'src/client', 'src/main', 'src/cli', 'server'];
const output = inProject('dist', 'app');

/** @param {string} layer */
function writeLayer(layer) {
  const files = readdirSync(inProject(layer), { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  for (const { name, parentPath } of files) {
    if (name === 'tsconfig.json' || name.endsWith('.d.ts')) continue;
    const source = join(parentPath, name);
    const target = join(output, source.slice(inProject().length));
    mkdirSync(dirname(target), { recursive: true });
    if (!name.endsWith('.ts')) cpSync(source, target);
    else writeFileSync(target.replace(/ts$/, 'js'), toJavaScript(readFileSync(source, 'utf8')));
  }
}

rmSync(output, { recursive: true, force: true });
layers.forEach(writeLayer);

// A sandboxed preload script is CommonJS in one file.
await build({
  configFile: false,
  logLevel: 'warn',
  build: {
    outDir: join(output, 'src', 'preload'),
    minify: false,
    lib: { entry: inProject('src', 'preload', 'preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { external: ['electron'] },
  },
});
