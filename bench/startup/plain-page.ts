import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'vite';
import { serveStatic } from '../../server/gateway/static-files.ts';

const here = join(import.meta.dirname, 'plain');
const built = join(import.meta.dirname, '..', 'out', 'plain');

/** Serves the page of a plain editor, built and served as ours is; built once for each set of packages and sources. */
export async function servePlainPage(sample: string): Promise<{ url: string; close: () => void }> {
  const stamp = join(built, 'stamp');
  const sources = ['../../package-lock.json', 'plain/main.ts', 'plain/index.html'];
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(join(import.meta.dirname, source)));
  const packages = hash.digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== packages) {
    await build({
      root: here,
      base: './',
      configFile: false,
      logLevel: 'warn',
      worker: { format: 'es' },
      resolve: { dedupe: ['vscode', 'monaco-editor', '@codingame/monaco-vscode-api'] },
      build: {
        outDir: built,
        emptyOutDir: true,
        target: 'esnext',
        chunkSizeWarningLimit: 20_000,
        reportCompressedSize: false,
      },
    });
    writeFileSync(stamp, packages);
  }
  writeFileSync(join(built, 'sample.ts.txt'), sample);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://here');
    serveStatic(built, pathname, request, response).then(
      (found) => void (found || response.writeHead(404).end()),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
