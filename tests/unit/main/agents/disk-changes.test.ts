import { expect, it } from 'vitest';
import { DiskChanges } from '../../../../src/main/agents/disk-changes.ts';
import type { Entry } from '../../../../src/shared/core/entry.ts';
import { encodeBody } from '../../../../src/shared/session/table.ts';

type Change = { path: string; type: 'created' | 'changed' | 'deleted' };

const changed = (...changes: Change[]): Entry =>
  ({ kind: 'files.changed', ref: null, body: encodeBody('files.changed', { term: 1, changes }), blob: null }) as never;
const files = (count: number, type: Change['type']) =>
  Array.from({ length: count }, (_, at) => ({ path: `${type}-${at}`, type }));
const noDocument = () => false;

it('names a few files of each sort, whatever came before, and tells how many there were beside these', () => {
  const disk = new DiskChanges(() => false);
  disk.begin();
  expect(disk.rest()).toBeNull();
  expect(disk.hear(changed(...files(30, 'created')), noDocument)).toHaveLength(20);
  const [real] = disk.hear(changed({ path: 'real.ts', type: 'changed' }), noDocument);
  expect(real).toMatchObject({ path: 'real.ts', words: 'Changed on the disk while it was working, unverified' });
  expect(disk.rest()!.words).toBe('… and 10 more files on the disk while it was working, unverified');
});

it('does not take new files for such that were there, and counts each once', () => {
  const disk = new DiskChanges(() => false);
  disk.begin();
  disk.hear(changed(...files(21, 'created')), noDocument);
  expect(disk.hear(changed({ path: 'created-20', type: 'changed' }), noDocument)).toEqual([]);
  expect(disk.rest()!.words).toContain('1 more file on');
});

it('says that there may be more where nobody has counted, and forgets it all with the next turn', () => {
  const disk = new DiskChanges(() => false);
  disk.begin();
  disk.hear(changed({ path: '', type: 'changed' }), noDocument);
  expect(disk.rest()!.words).toContain('perhaps more files');
  disk.hear({ ...changed(), blob: 'x' } as never, noDocument);
  disk.hear(changed(...files(22, 'deleted')), noDocument);
  expect(disk.rest()!.words).toContain('at least 2 more files');
  disk.begin();
  expect(disk.rest()).toBeNull();
});
