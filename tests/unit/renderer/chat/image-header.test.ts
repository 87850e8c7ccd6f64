import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { imageHeaderOf } from '../../../../src/renderer/features/chat/image-header.ts';

const latin = (text: string) => [...text].map((character) => character.charCodeAt(0));
const bytes = (...parts: (number | string)[]) =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? latin(part) : part)));
const png = (width: number, height: number) => {
  const header = new DataView(new ArrayBuffer(8));
  header.setUint32(0, width);
  header.setUint32(4, height);
  return bytes('\x89PNG\r\n\x1a\n', 0, 0, 0, 13, 'IHDR', ...new Uint8Array(header.buffer), 8, 2, 0, 0, 0);
};

it('reads the size of each format from its first bytes, before anything is decoded', () => {
  expect(imageHeaderOf(png(60_000, 60_000))).toEqual({ mediaType: 'image/png', width: 60_000, height: 60_000 });
  expect(imageHeaderOf(bytes('GIF89a', 2, 1, 3, 0))).toEqual({ mediaType: 'image/gif', width: 258, height: 3 });
  const jpeg = bytes(0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xff, 0xc2, 0, 17, 8, 1, 0, 2, 0);
  expect(imageHeaderOf(jpeg)).toEqual({ mediaType: 'image/jpeg', width: 512, height: 256 });
  const lossless = bytes('RIFF', 0, 0, 0, 0, 'WEBPVP8L', 0, 0, 0, 0, 0x2f, 0x09, 0x40, 0x01, 0);
  expect(imageHeaderOf(lossless)).toEqual({ mediaType: 'image/webp', width: 10, height: 6 });
  const extended = bytes('RIFF', 0, 0, 0, 0, 'WEBPVP8X', 10, 0, 0, 0, 0, 0, 0, 0, 99, 0, 0, 49, 0, 1);
  expect(imageHeaderOf(extended)).toEqual({ mediaType: 'image/webp', width: 100, height: 65_586 });
  const avif = bytes(0, 0, 0, 20, 'ftypavif', 0, 0, 0, 0, 'ispe', 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 9, 0, 0, 0, 0);
  expect(imageHeaderOf(avif)).toEqual({ mediaType: 'image/avif', width: 256, height: 9 });
});

it('takes nothing else for a picture, whatever is in it', () => {
  for (const text of ['', 'G', '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', '<html>', 'RIFF'])
    expect(imageHeaderOf(bytes(text))).toBeNull();
  expect(imageHeaderOf(bytes(0xff, 0xd8, 0xff))).toBeNull();
  expect(imageHeaderOf(bytes(0xff, 0xd8, 0xff, 0xe0, 0, 0, 1))).toBeNull();
  expect(imageHeaderOf(new Uint8Array(deflateSync('nothing at all')))).toBeNull();
});
