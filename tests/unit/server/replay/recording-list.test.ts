import { expect, test } from 'vitest';
import { allRecordingsIn, recordingsIn } from '../../../../server/replay/recordings.ts';
import type { Entry } from '../../../../src/shared/core/entry.ts';
import { type Body, encodeBody, type KindName } from '../../../../src/shared/session/table.ts';
import { idOf } from '../../shared/session/sample-of.ts';

const entry = <K extends KindName>(seq: number, kind: K, body: Body<K>, ref: string) =>
  ({ seq, n: seq, by: 'host', kind, v: 1, ref, at: seq, blob: null, body: encodeBody(kind, body) }) as unknown as Entry;

test('a list has the newest thousand; what is looked through for those whose days are over has all', () => {
  const entries = Array.from({ length: 1_005 }, (_, index) => idOf(`r${index}`)).flatMap((ref, index) => [
    entry(2 * index + 1, 'recording.started', { title: `title ${index}` }, ref),
    entry(2 * index + 2, 'recording.stopped', {}, ref),
  ]);
  entries.push(entry(3_000, 'recording.limited', { days: 3 }, idOf('r0')));
  const nobody = () => null;
  expect(recordingsIn(entries, nobody, nobody)).toHaveLength(1_000);
  const all = allRecordingsIn(entries, nobody, nobody);
  expect(all).toHaveLength(1_005);
  expect(all.at(-1)).toMatchObject({ title: 'title 0', keptDays: 3, endedMs: 2 });
});
