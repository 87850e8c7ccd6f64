import { describe, expect, it } from 'vitest';
import { findConflicts, hunkName, linesOfSide, takingSide } from '../../../../src/shared/text/conflict-markers.ts';
import { applyEdits } from '../../../../src/shared/text/edits.ts';

const plain = 'a\n<<<<<<< HEAD\nours\n=======\ntheirs 1\ntheirs 2\n>>>>>>> topic\nz\n';
const withBase = 'a\n<<<<<<< ours\nA\n||||||| 1234567\nbase\n=======\n>>>>>>> theirs\n';

const taken = (text: string, side: Parameters<typeof takingSide>[2]) =>
  applyEdits(text, takingSide(text, findConflicts(text.split('\n')), side));

describe('conflicts', () => {
  it('are found with their sides, their base and their names', () => {
    expect(findConflicts(plain.split('\n'))).toEqual([
      {
        from: 1,
        to: 7,
        current: { from: 2, to: 3 },
        incoming: { from: 4, to: 6 },
        base: null,
        currentName: 'HEAD',
        incomingName: 'topic',
      },
    ]);
    const [found] = findConflicts(withBase.split('\n'));
    expect(found).toMatchObject({
      base: { from: 4, to: 5 },
      current: { from: 2, to: 3 },
      incoming: { from: 6, to: 6 },
    });
  });

  it.each([
    ['a heading underlined', 'Title\n=======\ntext\n'],
    ['a beginning without an end', '<<<<<<< HEAD\na\n=======\nb\n'],
    ['an end without a middle', '<<<<<<< HEAD\na\n>>>>>>> b\n'],
    ['more signs than seven', '<<<<<<<< HEAD\na\n=======\nb\n>>>>>>>> b\n'],
    ['an indented one', ' <<<<<<< HEAD\na\n =======\nb\n >>>>>>> b\n'],
  ])('are none in %s', (_what, text) => {
    expect(findConflicts(text.split('\n'))).toEqual([]);
  });

  it('begin anew where one stands in another', () => {
    const text = `<<<<<<< lost\n${plain}`;
    expect(findConflicts(text.split('\n'))).toMatchObject([{ from: 2, to: 8 }]);
  });
});

describe('a side', () => {
  it('takes the place of each conflict', () => {
    expect(taken(plain, 'current')).toBe('a\nours\nz\n');
    expect(taken(plain, 'incoming')).toBe('a\ntheirs 1\ntheirs 2\nz\n');
    expect(taken(plain, 'both')).toBe('a\nours\ntheirs 1\ntheirs 2\nz\n');
    expect(taken(plain, 'neither')).toBe('a\nz\n');
    expect(taken(withBase, 'neither')).toBe('a\nbase\n');
    expect(taken(withBase, 'incoming')).toBe('a\n');
    expect(taken(plain + plain, 'current')).toBe('a\nours\nz\na\nours\nz\n');
  });

  it('takes the place of one that ends the text without a line end', () => {
    const text = 'a\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> topic';
    expect(taken(text, 'incoming')).toBe('a\ntheirs');
  });
});

it('a hunk has the name of both its sides', () => {
  const lines = plain.split('\n');
  const [conflict] = findConflicts(lines);
  const [current, incoming] = (['current', 'incoming'] as const).map((side) => linesOfSide(lines, conflict!, side));
  expect(hunkName(current!, incoming!)).toBe(hunkName(['ours'], ['theirs 1', 'theirs 2']));
  expect(hunkName(current!, incoming!)).not.toBe(hunkName(incoming!, current!));
});
