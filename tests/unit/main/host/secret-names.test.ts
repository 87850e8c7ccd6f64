import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SecretNames } from '../../../../src/main/host/secret-names.ts';

it('knows names that only hidden files have, also of those that come later', async () => {
  const root = mkdtempSync(join(tmpdir(), 'ensemble-names-'));
  const write = (path: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), '');
  };
  for (const path of [
    'private/key.ts',
    'private/deep/plan.d.ts',
    'private/both.ts',
    'src/both.ts',
    'node_modules/a/x.ts',
  ])
    write(path);
  let hidden = 'private';
  const names = new SecretNames(root, (path) => path.split('/')[0] !== hidden);
  const secret = async (...all: string[]) => {
    const is = await names.look();
    return all.filter(is);
  };
  const all = ['key', 'key.js', 'plan', 'deep', 'private', 'both', 'src', 'x', 'of-nobody', 'late', 'later'];
  expect(await secret(...all)).toEqual(['key', 'key.js', 'plan', 'deep', 'private']);

  write('private/late.ts');
  names.note([{ path: 'private/late.ts', type: 'created' }]);
  expect(await secret('late')).toEqual(['late']);
  write('private/more/later.ts');
  names.note([{ path: 'private/more', type: 'created' }]);
  expect(await secret('later')).toEqual(['later']);
  hidden = 'src';
  names.forget();
  expect(await secret(...all)).toEqual(['src']);
});
