import { expect, it } from 'vitest';
import { AtRest } from '../../../../../src/shared/capabilities/terminals/at-rest.ts';

const rest = (text: string) => new AtRest().feed(new TextEncoder().encode(text));

it.each([
  ['', 0],
  ['plain text', 0],
  ['line\r\n', 6],
  ['line\r\nmore', 6],
  ['\x1b[31m', 5],
  ['\x1b[31', 0],
  ['\n\x1b[3', 1],
  ['\x1b]0;title\x07', 10],
  ['\x1b]0;title\x1b\\', 11],
  ['\n\x1b]0;tit\nle', 1],
  ['\n\x1bPq#0', 1],
  ['\x1b(0', 3],
  ['\x1b(', 0],
  ['\x1b7', 2],
  ['\n\x1b]0;a\x18', 7],
  ['\u009b31m', 5],
  ['\n\u009d0;x', 1],
])('finds where the parser is at rest in %j', (text, wanted) => {
  expect(rest(text)).toBe(wanted);
});

it('never cuts a character in two, and cuts long text at some time', () => {
  const scanner = new AtRest();
  const data = new TextEncoder().encode('é'.repeat(5000));
  let at = 0;
  for (let i = 0; i < data.length; i++) if (scanner.feed(data.subarray(i, i + 1)) > 0) at = i + 1;
  expect(at).toBeGreaterThan(0);
  expect(at % 2).toBe(0);
});

it('goes on over pieces', () => {
  const scanner = new AtRest();
  const pieces = ['\x1b', '[3', '1', 'm', 'x', '\r'].map((text) => scanner.feed(new TextEncoder().encode(text)));
  expect(pieces).toEqual([0, 0, 0, 1, 0, 1]);
});
