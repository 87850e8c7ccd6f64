import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const compressible = new Set([
  '.html',
  '.js',
  '.css',
  '.json',
  '.svg',
  '.wasm',
  '.ttf',
  '.tmLanguage',
  '.code-snippets',
]);
/** Size below which compression saves nothing: such a file travels in one or two packets either way. */
const leastBytes = 1024;
/** Compressions under way at once: as many as zlib's threads. */
const atOnce = 4;

/**
 * Quality of brotli in a build for use here, and in one that is handed out: a tenth smaller, for twenty times the work.
 */
export const quickQuality = 9;
export const bestQuality = 11;

/**
 * Encodings that a browser may take in place of a file, with their compressors. Over http, and not from this machine, a
 * page takes gzip only.
 * @type {Record<string, (bytes: Buffer, quality: number) => Promise<Buffer>>}
 */
const encodings = {
  br: (bytes, quality) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gz: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

/**
 * Puts `NAME.br` and `NAME.gz` beside each file below a folder that gets shorter by it. Earlier results are found in
 * the cache by content; entries that the folder no longer needs are dropped.
 * @param {string} folder @param {string} cache @param {number} quality of brotli
 */
export async function compressFolder(folder, cache, quality) {
  mkdirSync(cache, { recursive: true });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && compressible.has(extname(entry.name)))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => statSync(path).size >= leastBytes);
  const queue = files.flatMap((path) => Object.keys(encodings).map((encoding) => ({ path, encoding })));
  /** @type {Set<string>} */
  const used = new Set();
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const bytes = readFileSync(next.path);
      const short = await compressed(bytes, next.encoding, quality, cache, used);
      const target = `${next.path}.${next.encoding}`;
      if (short.length < bytes.length) writeFileSync(target, short);
      else rmSync(target, { force: true });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  for (const name of readdirSync(cache)) if (!used.has(name)) rmSync(join(cache, name));
}

/**
 * @param {Buffer} bytes @param {string} encoding @param {number} quality @param {string} cache
 * @param {Set<string>} used names in the cache that are needed
 */
async function compressed(bytes, encoding, quality, cache, used) {
  const hash = createHash('sha256').update(bytes).digest('hex');
  const name = `${hash}-${encoding === 'br' ? quality : 9}.${encoding}`;
  used.add(name);
  const kept = join(cache, name);
  if (existsSync(kept)) return readFileSync(kept);
  const make = /** @type {(bytes: Buffer, quality: number) => Promise<Buffer>} */ (encodings[encoding]);
  const short = await make(bytes, quality);
  writeFileSync(`${kept}.new`, short);
  renameSync(`${kept}.new`, kept);
  return short;
}
