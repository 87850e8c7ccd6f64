import { expect, it } from 'vitest';
import { AtRest, longestSequenceBytes } from '../../../../../src/shared/capabilities/terminals/at-rest.ts';
import { Random } from '../../../../sim/random.ts';

const rest = (text: string) => new AtRest().feed(new TextEncoder().encode(text)).rest;

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
  for (let i = 0; i < data.length; i++) if (scanner.feed(data.subarray(i, i + 1)).rest > 0) at = i + 1;
  expect(at).toBeGreaterThan(0);
  expect(at % 2).toBe(0);
});

it('goes on over pieces', () => {
  const scanner = new AtRest();
  const pieces = ['\x1b', '[3', '1', 'm', 'x', '\r'].map((text) => scanner.feed(new TextEncoder().encode(text)).rest);
  expect(pieces).toEqual([0, 0, 0, 1, 0, 1]);
});

it.each([
  ['a title', '\x1b]0;', 't', '\x07'],
  ['a title of two bytes a letter', '\x1b]0;', 'é', '\x1b\\'],
  ['a device string with line ends', '\x1bP', 'q\n', '\x1b\\'],
  ['parameters', '\x1b[', '1;', 'm'],
])('leaves out the rest of %s that does not end, however it is cut, and goes on behind it', (_, begins, part, ends) => {
  const data = new TextEncoder().encode(`${begins}${part.repeat(200_000)}${ends}after\r\n`);
  const given = data.slice();
  for (const size of [1, 1_000, data.length]) {
    const scanner = new AtRest();
    const outputs: Uint8Array[] = [];
    for (let at = 0; at < data.length; at += size) outputs.push(scanner.feed(data.subarray(at, at + size)).output);
    const output = Buffer.concat(outputs).toString();
    expect(output.length).toBeLessThanOrEqual(longestSequenceBytes + 100);
    expect(output.endsWith(`${ends}after\r\n`)).toBe(true);
    expect(scanner.isBetween).toBe(true);
  }
  expect(Buffer.compare(data, given)).toBe(0);
});

it('cancels a long string whose end of 8 bits is cut in two', () => {
  const scanner = new AtRest();
  const data = new TextEncoder().encode(`\x1b]0;${'t'.repeat(200_000)}\u009cafter\r\n`);
  const [first, second] = [scanner.feed(data.subarray(0, -8)), scanner.feed(data.subarray(-8))];
  expect(first.output.at(-1)).toBe('t'.charCodeAt(0));
  expect(Buffer.from(second.output).toString()).toBe('\x18after\r\n');
});

it('finds the same in one piece as byte by byte', () => {
  const random = new Random(5);
  const parts = [
    'plain text ',
    'é',
    '😀',
    '\r\n',
    '\x1b[31m',
    '\x1b]0;title\x07',
    '\x1b',
    '\u009b',
    'x'.repeat(5_000),
    '\x18',
  ];
  for (let round = 0; round < 200; round++) {
    const text = Array.from({ length: 1 + random.below(12) }, () => random.pick(parts)).join('');
    const data = new TextEncoder().encode(text);
    const whole = new AtRest().feed(data);
    const scanner = new AtRest();
    let rest = 0;
    for (let at = 0; at < data.length; at++) if (scanner.feed(data.subarray(at, at + 1)).rest > 0) rest = at + 1;
    expect([text, whole.rest, whole.output.length]).toEqual([text, rest, data.length]);
  }
});
