import { describe, expect, it } from 'vitest';
import { joinedChanges, reviewedFileId } from '../../../../../src/renderer/features/reviews/reviewed-files.ts';
import { idPattern } from '../../../../../src/shared/core/ids.ts';

const found = (path: string, is: 'A' | 'M' | 'D' | 'R', was: string | null = null) => ({ path, was, is });

describe('the files of a review', () => {
  it('are those of the commits and those that are not committed, each once', () => {
    const committed = [found('a', 'M'), found('b', 'A'), found('c', 'R', 'old'), found('d', 'A')];
    const uncommitted = [
      { path: 'a', is: '.M' },
      { path: 'b', is: 'M.' },
      { path: 'd', is: '.D' },
      { path: 'e', is: '??' },
      { path: 'f', is: '.D' },
      { path: 'g', was: 'h', is: 'R.' },
    ];
    expect(joinedChanges(committed, uncommitted)).toEqual([
      found('a', 'M'),
      found('b', 'A'),
      found('c', 'R', 'old'),
      found('e', 'A'),
      found('f', 'D'),
      found('g', 'R', 'h'),
    ]);
  });

  it('are named by ids that differ by review and path, and tell neither', async () => {
    const ids = await Promise.all([
      reviewedFileId({ seq: 1 }, 'a'),
      reviewedFileId({ seq: 2 }, 'a'),
      reviewedFileId({ seq: 1 }, 'b'),
    ]);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(idPattern);
    expect(await reviewedFileId({ seq: 1 }, 'a')).toBe(ids[0]);
  });
});
