import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { wireHash } from '../../../../scripts/protocol/wire-hash.ts';
import { protocolVersion } from '../../../../src/shared/core/version.ts';

const file = new URL('../../../fixtures/wire-hash.json', import.meta.url);
const recorded = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;

const advice = `The wire has changed: raise protocolVersion (src/shared/core/version.ts) and record the new hash with
  npm run record-wire
(before the first release of protocol ${protocolVersion}, --unreleased replaces its hash).`;

it('has the hash that is recorded for its protocol version', () => {
  expect(wireHash(), advice).toBe(recorded[protocolVersion]);
});

it('never gives two versions of the protocol one hash', () => {
  const hashes = Object.values(recorded);
  expect(new Set(hashes).size).toBe(hashes.length);
});
