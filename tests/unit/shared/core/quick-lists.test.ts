import { describe, expect, it } from 'vitest';
import { restore } from '../../../../src/shared/capabilities/documents/kinds.ts';
import { mostRestores, restoresList } from '../../../../src/shared/capabilities/documents/restores-list.ts';
import { pack } from '../../../../src/shared/core/message-pack.ts';
import { withoutQuickList } from '../../../../src/shared/core/quick-lists.ts';
import { decodeBody } from '../../../../src/shared/session/table.ts';

const right = { client: 1, clock: 2, length: 3, copyClient: 4, copyClock: 5 };
const values = [0, 1, -1, 1.5, 2 ** 31, 2 ** 48 - 1, 2 ** 48, 2 ** 60, Number.NaN, Infinity, '1', null, true, [], {}];
const { client: _, ...incomplete } = right;
const parts: unknown[] = [
  right,
  { ...right, explicit: true },
  { ...right, explicit: false },
  { ...right, explicit: 'yes' },
  { ...right, explicit: null },
  { ...right, more: 'than is known' },
  incomplete,
  ...['a', 7, null, undefined, [], [1, 2, 3, 4, 5], {}],
  ...Object.keys(right).flatMap((field) => values.map((value) => ({ ...right, [field]: value }))),
];

const judged = (list: unknown[]) => withoutQuickList(restoresList, { restores: list })?.problem === null;

describe('a long list that is judged by hand', () => {
  it.each(parts.map((part) => [JSON.stringify(part), part]))('takes %s where its schema does', (_words, part) => {
    expect(judged([...Array(30).fill(right), part])).toBe(restore.safeParse(part).success);
  });

  it('is no longer than its schema lets it be', () => {
    expect(judged(Array(mostRestores).fill(right))).toBe(true);
    expect(judged(Array(mostRestores + 1).fill(right))).toBe(false);
  });

  it('is in the body as it was, and all else is for the schema', () => {
    const restores = Array.from({ length: 900 }, (_each, clock) => ({ ...right, clock }));
    const update = Uint8Array.of(0, 0);
    expect(decodeBody('doc.updated', pack({ update, restores, more: 1 }))).toEqual({ update, restores });
    for (const wrong of [{ restores }, { update, restores, manner: 'unknown' }, { update, restores: [...restores, 1] }])
      expect(() => decodeBody('doc.updated', pack(wrong))).toThrow(/malformed doc.updated/);
  });
});
