import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ask, Gateway } from './gateway-fixture.ts';

const script = 'export const text = "the script, as it was built";\n'.repeat(50);

async function open(): Promise<(encodings?: string, more?: Record<string, string>) => ReturnType<typeof ask>> {
  const gateway = await Gateway.open();
  const assets = join(gateway.pages, 'assets');
  mkdirSync(assets);
  writeFileSync(join(assets, 'a.js'), script);
  writeFileSync(join(assets, 'a.js.br'), brotliCompressSync(script));
  writeFileSync(join(assets, 'a.js.gz'), gzipSync(script));
  return (encodings, more = {}) => {
    const headers = {
      host: `127.0.0.1:${gateway.guestPort}`,
      ...(encodings && { 'accept-encoding': encodings }),
      ...more,
    };
    return ask(gateway.guestPort, '/assets/a.js', { headers });
  };
}

describe('a file that was compressed when it was built', () => {
  it.each<[string | undefined, string | undefined]>([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['BR', 'br'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['br;q=0.000', undefined],
    ['identity', undefined],
    ['brotli-like', undefined],
    [undefined, undefined],
  ])('is served to who takes %s as %s', async (accepted, encoding) => {
    const { status, headers } = await (await open())(accepted);
    const { [encoding ?? 'none']: length = script.length } = {
      br: brotliCompressSync(script).length,
      gzip: gzipSync(script).length,
    };
    expect([status, headers['content-encoding'], Number(headers['content-length'])]).toEqual([200, encoding, length]);
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(headers.vary).toBe('accept-encoding');
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('is not fetched again by who has it in that form', async () => {
    const get = await open();
    const { headers } = await get('br');
    const again = await get('br', { 'if-none-match': headers.etag! });
    expect([again.status, again.text]).toEqual([304, '']);
    const other = await get('gzip', { 'if-none-match': headers.etag! });
    expect(other.status).toBe(200);
  });
});

it('takes no compressed form from before the file was built anew', async () => {
  const gateway = await Gateway.open();
  const page = join(gateway.pages, 'index.html');
  writeFileSync(`${page}.br`, brotliCompressSync('<!doctype html>an older page'));
  utimesSync(`${page}.br`, new Date(0), new Date(0));
  const headers = { host: `127.0.0.1:${gateway.guestPort}`, 'accept-encoding': 'br' };
  const { text, headers: answer } = await ask(gateway.guestPort, '/', { headers });
  expect([text, answer['content-encoding'], answer['cache-control']]).toEqual([
    '<!doctype html>the page',
    undefined,
    'no-cache',
  ]);
});
