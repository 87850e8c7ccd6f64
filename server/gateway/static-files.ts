import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
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

/** Precompressed forms that the build may have put beside a file, the shortest first, by their names in HTTP. */
const encodings = [
  { name: 'br', end: '.br' },
  { name: 'gzip', end: '.gz' },
];

/**
 * Serves a file of the built renderer, in the shortest form that the browser takes. Returns false when there is none at
 * that path. A file that cannot be read to its end fails this response only; libraries such as sirv do not promise
 * that, and a guest who uses up the file descriptors must not end the host.
 */
export async function serveStatic(
  folder: string,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  let relative: string;
  try {
    relative = normalize(decodeURIComponent(pathname === '/' ? '/index.html' : pathname));
  } catch {
    return false;
  }
  const path = join(folder, relative);
  if (!path.startsWith(folder + sep) || relative.includes('\0')) return false;
  const info = await fileAt(path);
  if (!info) return false;
  const form = await shortestForm(path, info, request.headers['accept-encoding'] ?? '');
  const isAsset = relative.startsWith(`${sep}assets${sep}`);
  response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
  response.setHeader('vary', 'accept-encoding');
  // Vite's assets are named by their content.
  response.setHeader('cache-control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache');
  const tag = `"${form.info.size.toString(36)}-${form.info.mtimeMs.toString(36)}"`;
  response.setHeader('etag', tag);
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304).end();
    return true;
  }
  if (form.encoding !== null) response.setHeader('content-encoding', form.encoding);
  response.setHeader('content-length', form.info.size);
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(form.path), response).catch(() => response.destroy());
  return true;
}

async function fileAt(path: string): Promise<Stats | null> {
  const info = await stat(path).catch(() => null);
  return info?.isFile() ? info : null;
}

interface Form {
  path: string;
  info: Stats;
  encoding: string | null;
}

async function shortestForm(path: string, info: Stats, accepted: string): Promise<Form> {
  for (const { name, end } of encodings) {
    if (!takes(accepted, name)) continue;
    const short = await fileAt(path + end);
    // A form older than the file was made from another text.
    if (short && short.mtimeMs >= info.mtimeMs) return { path: path + end, info: short, encoding: name };
  }
  return { path, info, encoding: null };
}

/** Says whether a browser takes an encoding, by its `accept-encoding` (RFC 9110, 12.5.3). */
function takes(accepted: string, encoding: string): boolean {
  return accepted.split(',').some((part) => {
    const [name, quality] = part.toLowerCase().split(';');
    return name?.trim() === encoding && !/^\s*q=0(\.0*)?\s*$/.test(quality ?? '');
  });
}
