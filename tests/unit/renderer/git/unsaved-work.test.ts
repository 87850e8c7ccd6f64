import { expect, it } from 'vitest';
import { metWork } from '../../../../src/renderer/features/git/unsaved-work.ts';

it('says whose work an act on all files meets, each file once, and the count of all', () => {
  const changes = [
    { path: 'a.txt', is: '.M' },
    { path: 'b.txt', is: 'M.' },
    { path: 'new.txt', is: '??' },
  ];
  const met = metWork(
    { changes, rest: 3 } as never,
    [{ path: 'a.txt', names: ['Ada', 'you'] }],
    [
      { path: 'a.txt', names: ['Ada'] },
      { path: 'b.txt', names: ['Bo'] },
      { path: 'c.txt', names: [] },
    ],
  );
  expect(met).toEqual([
    'a.txt has unsaved work of Ada and you.',
    'b.txt has uncommitted work of Bo.',
    '5 files have changes that are not committed.',
  ]);
  expect(metWork({ changes: [changes[2]], rest: 0 } as never, [], [])).toEqual([]);
});
