import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { FileMakers } from '../../../../src/main/documents/file-makers.ts';

function scene() {
  const database = new DatabaseSync(':memory:');
  onTestFinished(() => database.close());
  return new FileMakers(database);
}

const nothing = () => false;

it('an act on a whole file ends once its file is as it is committed', () => {
  const makers = scene();
  makers.note('made', 'a.txt', 'Ada');
  makers.note('made', 'sub', 'Bo');
  makers.note('gone', 'old', 'Cleo');
  for (let look = 0; look < 3; look++) makers.settle(['a.txt', 'sub/deep/b.txt', 'old/c.txt'], nothing);
  expect([makers.of('made', 'a.txt'), makers.of('made', 'sub/deep/b.txt')]).toEqual(['Ada', 'Bo']);
  makers.settle(['sub/deep/b.txt'], nothing);
  expect([makers.of('made', 'a.txt'), makers.of('made', 'sub/x'), makers.of('gone', 'old/c.txt')]).toEqual([
    null,
    'Bo',
    null,
  ]);
});

it('an act since the last look stays for the next, which may have begun before it', () => {
  const makers = scene();
  makers.settle([], nothing);
  makers.note('made', 'new.txt', 'Ada');
  makers.settle([], nothing);
  expect(makers.of('made', 'new.txt')).toBe('Ada');
  makers.settle([], nothing);
  expect(makers.of('made', 'new.txt')).toBeNull();
});

it('an act in a folder that Git names as a whole stays, and so does one on what no status tells of', () => {
  const makers = scene();
  makers.note('made', 'nested/a.txt', 'Ada');
  makers.note('made', '.env', 'Ada');
  for (let look = 0; look < 3; look++) makers.settle(['nested/'], (path) => path === '.env');
  expect([makers.of('made', 'nested/a.txt'), makers.of('made', '.env')]).toEqual(['Ada', 'Ada']);
});
