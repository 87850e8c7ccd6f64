import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { decodeLog, type Expected, outcomeOf } from '../../../sim/recorded-log.ts';

const root = join(import.meta.dirname, '../../../fixtures/logs');
const logs = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.msgpack'));

it('has recordings of every version so far', () => {
  expect(new Set(logs.map((name) => name.split(/[\\/]/)[0]))).toContain('v1');
  expect(logs.length).toBeGreaterThanOrEqual(3);
});

it.each(logs)('folds %s to what it came to when it was recorded', (name) => {
  const expected = JSON.parse(
    readFileSync(join(root, name, '..', `${basename(name, '.msgpack')}.json`), 'utf8'),
  ) as Expected;
  expect(outcomeOf(decodeLog(readFileSync(join(root, name))))).toEqual(expected);
});
