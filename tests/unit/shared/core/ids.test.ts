import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../../../src/shared/core/environment.ts';
import { randomUint32 } from '../../../../src/shared/core/environment.ts';
import { id, newId, newSecret, serverReplica, toBase64Url } from '../../../../src/shared/core/ids.ts';

const environmentOf = (byteAt: (index: number) => number): Environment => ({
  nowMs: () => 0,
  elapsedMs: () => 0,
  randomBytes: (length) => Uint8Array.from({ length }, (_, index) => byteAt(index)),
  setTimer: () => 0,
  clearTimer: () => undefined,
});

describe('ids', () => {
  it('encodes bytes as base64url does, whatever their number', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
      }),
    );
  });

  it('begins an id with a letter, so that no command takes it for an option', () => {
    for (let byte = 0; byte < 256; byte++) expect(newId(environmentOf(() => byte))).toMatch(/^[A-Za-z]/);
  });

  it('makes ids of 127 bits and secrets of 256, from the randomness it is given', () => {
    const environment = environmentOf((index) => index * 7);
    expect(id.safeParse(newId(environment)).success).toBe(true);
    expect(newId(environment)).toBe(Buffer.from(environment.randomBytes(16)).toString('base64url'));
    expect(newSecret(environment)).toHaveLength(43);
  });

  it('takes only 22 characters of the alphabet for an id', () => {
    expect(id.safeParse(serverReplica).success).toBe(true);
    for (const other of ['', 'a'.repeat(21), 'a'.repeat(23), `${'a'.repeat(21)}+`, `${'a'.repeat(22)}\n`, 7, null]) {
      expect(id.safeParse(other).success).toBe(false);
    }
  });

  it('reads an unsigned number of four random bytes', () => {
    expect(randomUint32(environmentOf(() => 0xff))).toBe(0xffffffff);
    expect(randomUint32(environmentOf((index) => index))).toBe(0x00010203);
  });
});
