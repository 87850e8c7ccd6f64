import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnsembleError } from '../../../../src/shared/core/errors.ts';
import { decodeClientFrame, decodeServerFrame, encodeFrame } from '../../../../src/shared/core/frames.ts';
import { checkPacked, pack, storedLimits, unpack, wireLimits } from '../../../../src/shared/core/message-pack.ts';
import { decodeBody, encodeBody } from '../../../../src/shared/session/table.ts';
import { leastCpuMs } from '../../../lib/cpu-time.ts';
import { idOf } from '../session/sample-of.ts';

const many = (head: readonly number[], times: number, tail: readonly number[] = []) =>
  Uint8Array.from([...Array.from({ length: times }, () => head).flat(), ...tail]);

const plainValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('value'), { maxLength: 40 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 40 },
    ),
  ),
})).value;

describe('what we pack', () => {
  it('is let in and comes back, whatever it is', () => {
    fc.assert(
      fc.property(plainValue, (value) => {
        const bytes = pack(value);
        checkPacked(bytes, storedLimits);
        const back = unpack(bytes, storedLimits);
        expect(pack(back)).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, unknown]>([
    ['a long text', 'x'.repeat(70_000)],
    ['many bytes', new Uint8Array(70_000)],
    ['a long array', Array.from({ length: 70_000 }, (_, index) => index)],
    ['a large map', Object.fromEntries(Array.from({ length: 70_000 }, (_, index) => [`key ${index}`, index]))],
    [
      'numbers of every size',
      [0, 127, 128, 255, 256, 65_536, 2 ** 40, -1, -33, -129, -40_000, -(2 ** 40), 0.5, Number.NaN],
    ],
  ])('%s is let in', (_name, value) => {
    expect(unpack(pack(value), storedLimits)).toEqual(value);
  });
});

describe('what we did not pack', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /cut short/],
    ['the type that is never used', Uint8Array.of(0xc1), /not used/],
    ['48 arrays of 33 million', many([0xdd, 0x01, 0xff, 0xff, 0xff], 48), /cut short/],
    ['16 headers in each other', many([0xdd, 0x00, 0x00, 0x00, 0x01], 17, [0xc0]), /too deep/],
    ['268 million bytes that are not there', Uint8Array.of(0xc6, 0x10, 0, 0, 0), /cut short/],
    ['an extension of 268 million bytes', Uint8Array.of(0xc9, 0x10, 0, 0, 0, 1), /not used/],
    ['an extension of one byte', Uint8Array.of(0xd4, 1, 0), /not used/],
    ['a time', Uint8Array.of(0xd6, 0xff, 0, 0, 0, 0), /not used/],
    ['a text that is not there', Uint8Array.of(0xdb, 0xff, 0xff, 0xff, 0xff), /cut short/],
    ['a header cut short', Uint8Array.of(0xdd, 0, 0), /cut short/],
    ['a map of two thousand million', Uint8Array.of(0xdf, 0x7f, 0xff, 0xff, 0xff), /cut short/],
    [
      'a map of 1,001 keys',
      pack(Object.fromEntries(Array.from({ length: 1001 }, (_, key) => [`k${key}`, 0]))),
      /too many keys/,
    ],
    ['a key that is a number', Uint8Array.of(0x81, 1, 1), /a key is no text/],
    ['a key that is a map', Uint8Array.of(0x81, 0x80, 1), /a key is no text/],
    ['the key __proto__', Uint8Array.of(0x81, 0xa9, ...new TextEncoder().encode('__proto__'), 0xc0), /malformed/],
    ['two values', Uint8Array.of(1, 2), /after the end/],
    ['100,000 arrays in each other', many([0x91], 100_000, [0xc0]), /too deep/],
    ['100,000 maps in each other', many([0x81, 0xa0], 100_000, [0xc0]), /too deep/],
  ])('%s is turned down, soon and without memory', (_name, bytes, message) => {
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapTotal;
    let thrown: unknown;
    const tookMs = leastCpuMs(() => {
      try {
        unpack(bytes);
      } catch (error) {
        thrown = error;
      }
    });
    expect(thrown).toMatchObject({ code: 'bad-request', message: expect.stringMatching(message) });
    expect(tookMs).toBeLessThan(50);
    expect(process.memoryUsage().arrayBuffers + process.memoryUsage().heapTotal - before).toBeLessThan(
      16 * 1024 * 1024,
    );
  });

  it('is turned down for its number of values', () => {
    const limits = { ...wireLimits, items: 1000 };
    expect(() => unpack(pack(Array.from({ length: 999 }, () => 0)), limits)).not.toThrow();
    expect(() => unpack(pack(Array.from({ length: 1000 }, () => 0)), limits)).toThrow(/too many values/);
  });

  it('throws nothing but bad-request, whatever it is', () => {
    const headers = [0x80, 0x81, 0x8f, 0x90, 0x91, 0x9f, 0xa1, 0xc4, 0xc6, 0xd9, 0xdb, 0xdc, 0xdd, 0xde, 0xdf];
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 2000 }),
      fc
        .array(fc.oneof(fc.constantFrom(...headers), fc.nat(255)), { maxLength: 2000 })
        .map((all) => Uint8Array.from(all)),
    );
    fc.assert(
      fc.property(noise, (bytes) => {
        try {
          unpack(bytes);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(EnsembleError);
          expect((thrown as EnsembleError).code).toBe('bad-request');
        }
      }),
      { numRuns: 5000 },
    );
  });
});

it('costs a fraction of what decoding costs', () => {
  const body = encodeBody('doc.updated', { update: new Uint8Array(60) });
  const tuple = [900, Date.now(), idOf('a'), 7, 3, 'doc.updated', 1, idOf('doc'), null, body, null] as never;
  const frame = encodeFrame({ t: 'entries', after: 900, upTo: 901, entries: [tuple] });
  const times = 20_000;
  const repeat = (run: () => unknown) => () => {
    for (let i = 0; i < times; i++) run();
  };
  const checkingMs = leastCpuMs(repeat(() => checkPacked(frame)));
  expect(checkingMs).toBeLessThan(leastCpuMs(repeat(() => decodeServerFrame(frame))) / 2);
});

describe('a list that is wrong in every part', () => {
  const wrong = Array.from({ length: 9_000 }, () => []);
  const deep = Array.from({ length: 3_500 }, () => Array.from({ length: 11 }, () => ({})));
  it.each<[string, () => unknown, RegExp]>([
    ['of entries', () => decodeClientFrame(pack({ t: 'entries', entries: wrong })), /^malformed frame: entries\.0/],
    [
      'of odd entries',
      () => decodeClientFrame(pack({ t: 'entries', entries: deep })),
      /^malformed frame: entries\.0\.0 /,
    ],
    [
      'in a body',
      () =>
        decodeBody(
          'doc.updated',
          pack({ update: new Uint8Array(1), restores: Array.from({ length: 50_000 }, () => ({})) }),
        ),
      /^malformed doc\.updated: restores\.0 /,
    ],
  ])('%s is turned down at the first', (_name, decode, message) => {
    expect(leastCpuMs(() => expect(decode).toThrow(message))).toBeLessThan(100);
  });
});
