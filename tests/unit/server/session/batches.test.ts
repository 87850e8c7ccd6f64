import { expect, it } from 'vitest';
import { takeBatch } from '../../../../server/session/batches.ts';
import type { Entry } from '../../../../src/shared/core/entry.ts';

function waiting(...told: [by: string, kind: string, bytes?: number][]) {
  return told.map(([by, kind, bytes = 10], n) => ({ entry: { by, kind, n, body: new Uint8Array(bytes) } as Entry }));
}

const named = (batch: readonly { entry: Entry }[]) => batch.map(({ entry }) => `${entry.by}${entry.n}`);

it('takes keys before output, and only so much output that they never wait long', () => {
  const output: [string, string, number] = ['t', 'terminal.output', 60_000];
  const pending = waiting(...Array.from({ length: 8 }, () => output), ['a', 'doc.updated'], ['b', 'cursor.moved']);
  expect(named(takeBatch(pending))).toEqual(['a8', 'b9', 't0', 't1', 't2', 't3', 't4']);
  expect(named(pending)).toEqual(['t5', 't6', 't7']);
  expect(named(takeBatch(pending))).toEqual(['t5', 't6', 't7']);
  expect(pending).toEqual([]);
});

it('keeps the order of a replica that says other things too', () => {
  const pending = waiting(
    ['h', 'terminal.output'],
    ['h', 'terminal.resized'],
    ['h', 'terminal.output'],
    ['a', 'doc.updated'],
  );
  expect(named(takeBatch(pending))).toEqual(['h0', 'h1', 'h2', 'a3']);
});

it('takes a bounded number of entries', () => {
  const pending = waiting(...Array.from({ length: 700 }, (): [string, string] => ['a', 'doc.updated']), [
    't',
    'terminal.output',
  ]);
  expect(takeBatch(pending)).toHaveLength(501);
  expect(named(takeBatch(pending))).toHaveLength(200);
});
