import { expect, it } from 'vitest';
import { keptWords } from '../../../../../src/renderer/features/inbox/work-words.ts';
import { idOf } from '../../../shared/session/sample-of.ts';

it('promises no stash of files that the asker may not see', () => {
  const wish = { is: 'tree' as const, of: idOf('bo'), files: [{ path: 'a.txt', isSaved: true }] };
  expect(keptWords({ wish: { ...wish, more: 0 } }, 'Ada')).toBe(
    'If you go ahead, what the files hold is kept as a stash, and unsaved text stays in the texts.',
  );
  expect(keptWords({ wish: { ...wish, more: 1 } }, 'Ada')).toContain('other than files that Ada does not see');
  expect(keptWords({ wish: { is: 'push' } }, 'Ada')).toBeNull();
});
