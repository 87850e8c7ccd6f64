import { describe, expect, it } from 'vitest';
import { FrameReader, framed } from '../../../../src/main/languages/wire/framing.ts';

/** Reads output in pieces of a size. */
function read(output: string | Buffer, size = 7) {
  const [messages, noise]: [unknown[], string[]] = [[], []];
  const reader = new FrameReader({
    onMessage: (message) => messages.push(message),
    onNoise: (text) => noise.push(text),
  });
  const bytes = Buffer.from(output);
  for (let at = 0; at < bytes.length; at += size) reader.feed(bytes.subarray(at, at + size));
  return { messages, noise: noise.join('') };
}

const hello = framed({ text: 'häll🙂o' });

describe('FrameReader', () => {
  it.each([1, 3, 1000])('reads messages in pieces of %i bytes', (size) => {
    expect(read(Buffer.concat([hello, hello]), size).messages).toEqual([{ text: 'häll🙂o' }, { text: 'häll🙂o' }]);
  });

  it.each([
    ['lines before it', 'a library speaks\n', 'a library speaks'],
    ['an empty line before it', 'no protocol\r\n\r\n', 'no protocol'],
    ['a message that is no JSON', 'Content-Length: 8\r\n\r\nnot json', ''],
    ['a length that is too short', 'Content-Length: 3\r\n\r\n{"a": 1}', ''],
    ['a header of another kind', 'Content-Type: x\r\nContent-Length: 2\r\n\r\n{}', ''],
    ['a length that is none', 'Content-Length: -5\r\n\r\n', ''],
  ])('bears %s', (_, before, noise) => {
    const { messages, noise: heard } = read(Buffer.concat([Buffer.from(before), hello]));
    expect(messages.at(-1)).toEqual({ text: 'häll🙂o' });
    expect(heard).toContain(noise);
  });

  it.each([
    ['prints without end', 'x'.repeat(70_000), /prints without end/],
    ['prints lines without end', 'x\r\n\r\n'.repeat(60_000), /prints without end/],
    ['announces a message of a gigabyte', 'Content-Length: 1073741824\r\n\r\n', /a message of 1073741824 bytes/],
    ['speaks no JSON', 'Content-Length: 2\r\n\r\n{]'.repeat(8), /no JSON/],
  ])('gives a server up that %s', (_, output, words) => {
    expect(() => read(output, 4096)).toThrow(words);
  });
});
