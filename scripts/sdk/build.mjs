import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { runQuietly } from '../lib/children.mjs';
import { sourceNode } from '../lib/pinned-node.mjs';
import { runMain } from '../lib/plain-error.mjs';
import { inProject } from '../lib/project.mjs';

// `npm run sdk [FOLDER]`: builds packages/sdk/dist, or another folder: the SDK as programs import it, its code and its
// declarations.
const dist = process.argv[2] ?? inProject('packages', 'sdk', 'dist');
const types = join(dist, 'types');

async function writeCode() {
  const entry = Object.fromEntries(
    ['index', 'node'].map((name) => [name, inProject('packages', 'sdk', 'src', `${name}.ts`)]),
  );
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: dist,
      emptyOutDir: false,
      minify: false,
      target: 'es2024',
      lib: { entry, formats: ['es'] },
      // Packages stay packages: a program that uses Yjs as well must have it once.
      rolldownOptions: {
        external: (/** @type {string} */ id) => /^(node:|@?[a-z])/.test(id) && !id.startsWith(inProject()),
      },
    },
  });
}

async function writeDeclarations() {
  const options = [
    '--declaration',
    '--emitDeclarationOnly',
    '--noEmit',
    'false',
    '--outDir',
    types,
    '--rootDir',
    inProject(),
  ];
  const args = ['node_modules/typescript/bin/tsc', '-p', 'packages/sdk', ...options];
  const { code, output } = await runQuietly(sourceNode(), args, { cwd: inProject() });
  if (code !== 0) throw new Error(output);
  for (const { name, parentPath } of readdirSync(types, { recursive: true, withFileTypes: true })) {
    if (!name.endsWith('.d.ts')) continue;
    const path = join(parentPath, name);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]+)\.ts(?=['"])/g, '$1.js'));
  }
}

await runMain(async () => {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  await Promise.all([writeCode(), writeDeclarations()]);
  return 0;
});
