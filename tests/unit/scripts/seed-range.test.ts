import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { firstSeed } from '../../../scripts/lib/seed-range.mjs';

it('gives a range of seeds, also outside of a checkout', () => {
  const outside = mkdtempSync(join(tmpdir(), 'no-checkout-'));
  try {
    for (const first of [firstSeed(1000), firstSeed(1000, outside)]) {
      expect(Number.isInteger(first)).toBe(true);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(first + 1000).toBeLessThanOrEqual(2 ** 32);
    }
  } finally {
    rmSync(outside, { recursive: true });
  }
});
