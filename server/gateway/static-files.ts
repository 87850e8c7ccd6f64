import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.map': 'application/json',
};

/** Serves a file of the built renderer. Returns false when there is none at that path. */
export async function serveStatic(
  folder: string,
  pathname: string,
  response: ServerResponse,
  head: boolean,
): Promise<boolean> {
  let relative: string;
  try {
    relative = normalize(decodeURIComponent(pathname === '/' ? '/index.html' : pathname));
  } catch {
    return false;
  }
  const path = join(folder, relative);
  if (!path.startsWith(folder + sep) || relative.includes('\0')) return false;
  const info = await stat(path).catch(() => null);
  if (!info?.isFile()) return false;
  response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
  response.setHeader('content-length', info.size);
  // Vite's assets are named by their content.
  response.setHeader(
    'cache-control',
    relative.startsWith(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
  if (head) response.end();
  else await pipeline(createReadStream(path), response).catch(() => response.destroy());
  return true;
}
