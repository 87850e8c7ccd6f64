import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { compressFolder } from '../../../scripts/lib/compression.mjs';

function folders(): { folder: string; cache: string } {
  const base = mkdtempSync(join(tmpdir(), 'ensemble-compression-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const [folder, cache] = [join(base, 'pages'), join(base, 'cache')];
  mkdirSync(join(folder, 'assets'), { recursive: true });
  return { folder, cache };
}

const words = 'words that come again and again, ';

it('puts both forms beside what gets shorter by them', async () => {
  const { folder, cache } = folders();
  writeFileSync(join(folder, 'assets', 'a.js'), words.repeat(100));
  writeFileSync(join(folder, 'assets', 'short.js'), words);
  writeFileSync(join(folder, 'assets', 'b.png'), words.repeat(100));
  await compressFolder(folder, cache, 5);
  expect(readdirSync(join(folder, 'assets')).sort()).toEqual(['a.js', 'a.js.br', 'a.js.gz', 'b.png', 'short.js']);
  const read = (name: string) => readFileSync(join(folder, 'assets', name));
  expect(brotliDecompressSync(read('a.js.br')).toString()).toBe(words.repeat(100));
  expect(gunzipSync(read('a.js.gz')).toString()).toBe(words.repeat(100));
});

it('takes from the cache what it has compressed before, and keeps there only what is needed', async () => {
  const { folder, cache } = folders();
  const file = join(folder, 'a.js');
  writeFileSync(file, words.repeat(100));
  await compressFolder(folder, cache, 5);
  const [first, ...more] = readdirSync(cache).filter((name) => name.endsWith('.br'));
  expect(more).toEqual([]);
  // A mark that only the cache has.
  writeFileSync(join(cache, first!), 'kept');
  await compressFolder(folder, cache, 5);
  expect(readFileSync(`${file}.br`, 'utf8')).toBe('kept');
  writeFileSync(file, words.repeat(200));
  await compressFolder(folder, cache, 5);
  expect(existsSync(join(cache, first!))).toBe(false);
  expect(brotliDecompressSync(readFileSync(`${file}.br`)).toString()).toBe(words.repeat(200));
  expect(statSync(`${file}.br`).mtimeMs).toBeGreaterThanOrEqual(statSync(file).mtimeMs);
});
