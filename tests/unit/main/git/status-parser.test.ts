import { expect, it } from 'vitest';
import { markOf, parseStatus } from '../../../../src/main/git/status-parser.ts';

const oid = 'a'.repeat(40);
const other = 'b'.repeat(40);

it('takes apart branch, upstream, files of all sorts and stashes', () => {
  const lines = [
    `# branch.oid ${oid}`,
    '# branch.head feature/a b',
    '# branch.upstream origin/main',
    '# branch.ab +2 -13',
    '# stash 3',
    `1 .M N... 100644 100644 100644 ${oid} ${oid} with space.txt`,
    `1 A. N... 000000 100644 100644 ${oid} ${oid} -rf`,
    `2 R. N... 100644 100644 100644 ${oid} ${oid} R100 new name.txt`,
    'old name.txt',
    `u UU N... 100644 100644 100644 100644 ${oid} ${oid} ${oid} both.txt`,
    '? new\nline.txt',
    '! ignored.txt',
    '',
  ];
  expect(parseStatus(lines.join('\0'))).toMatchObject({
    branch: 'feature/a b',
    head: oid,
    upstream: 'origin/main',
    ahead: 2,
    behind: 13,
    stashes: 3,
    files: [
      { path: 'with space.txt', is: '.M' },
      { path: '-rf', is: 'A.' },
      { path: 'new name.txt', is: 'R.', was: 'old name.txt' },
      { path: 'both.txt', is: 'UU' },
      { path: 'new\nline.txt', is: '??' },
    ],
  });
});

it('knows a repository before its first commit, and a detached head', () => {
  expect(parseStatus('# branch.oid (initial)\0# branch.head main\0')).toMatchObject({ head: null, branch: 'main' });
  expect(parseStatus(`# branch.oid ${oid}\0# branch.head (detached)\0`)).toMatchObject({ head: oid, branch: null });
});

it('takes nothing from lines that it does not know, or that are cut', () => {
  expect(parseStatus('# branch.ab nonsense\0x\0?\0').files).toEqual([]);
  expect(parseStatus('').files).toEqual([]);
});

it('has another mark where the index holds another content, and the same for the same', () => {
  const line = (id: string) => ({ path: 'a', is: 'MM', line: `1 MM N... 100644 100644 100644 ${oid} ${id} a` });
  expect(markOf(oid, [line(oid)])).toBe(markOf(oid, [line(oid)]));
  expect(markOf(oid, [line(oid)])).not.toBe(markOf(oid, [line(other)]));
  expect(markOf(oid, [])).not.toBe(markOf(other, []));
});
