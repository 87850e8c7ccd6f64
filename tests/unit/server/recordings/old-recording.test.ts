import { expect, it } from 'vitest';
import { MemoryLog } from '../../../../server/log/memory-log.ts';
import { type LibraryParts, RecordingLibrary } from '../../../../server/recordings/recording-library.ts';
import type { Entry } from '../../../../src/shared/core/entry.ts';
import { encodeBody, type KindName } from '../../../../src/shared/session/table.ts';
import { idOf } from '../../shared/session/sample-of.ts';

const recordings = 5_000;

it('a recording is found by its id however many are newer, in a time that grows with their number alone', async () => {
  const log = new MemoryLog(() => 1);
  const said = (index: number, kind: KindName, n: number): Entry => {
    const body = encodeBody(kind, (kind === 'recording.started' ? { title: `title ${index}` } : {}) as never);
    const where = { seq: 0, at: 0, by: idOf('host'), ageMs: 0, v: 1, to: null, blob: null };
    return { ...where, n, kind, ref: idOf(`r${index}`), body };
  };
  const entries = Array.from({ length: recordings }, (_, index) => [
    said(index, 'recording.started', 2 * index + 1),
    said(index, 'recording.stopped', 2 * index + 2),
  ]).flat();
  await log.append('s', await log.claim('s'), entries);
  const session = { state: { participants: {} }, facts: { boundOf: () => null } };
  const library = new RecordingLibrary({ log, find: async () => session } as unknown as LibraryParts);
  expect(await library.list('s')).toHaveLength(1_000);
  const began = performance.now();
  expect(await library.recording('s', idOf('r0'))).toMatchObject({ title: 'title 0' });
  expect(await library.recording('s', idOf(`r${recordings - 1}`))).toMatchObject({ title: `title ${recordings - 1}` });
  expect(performance.now() - began).toBeLessThan(5_000);
  await expect(library.recording('s', idOf('none'))).rejects.toMatchObject({ code: 'not-found' });
});
