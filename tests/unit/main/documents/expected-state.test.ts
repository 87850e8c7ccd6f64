import { describe, expect, it } from 'vitest';
import { expectedState } from '../../../../src/main/documents/expected-state.ts';
import { documentAt } from '../../../../src/shared/capabilities/documents/paths.ts';
import type { Entry } from '../../../../src/shared/core/entry.ts';
import { fold } from '../../../../src/shared/session/fold.ts';
import { emptyState } from '../../../../src/shared/session/state.ts';
import { type Body, encodeBody, type KindName } from '../../../../src/shared/session/table.ts';

const [oldRef, newRef] = ['aaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbb'];
const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;

function entry<K extends KindName>(kind: K, body: Body<K>, ref: string): Entry {
  const bytes = encodeBody(kind, body);
  return {
    seq: 0,
    at: 0,
    by: 'cccccccccccccccccccccc',
    n: 0,
    ageMs: 0,
    kind,
    v: 1,
    ref,
    to: null,
    body: bytes,
    blob: null,
  };
}

const opened = (ref: string, path: string) =>
  entry('doc.opened', { term: 1, path, title: '', format, readOnly: false }, ref);
const unsent = (...entries: Entry[]) => entries.map((each) => ({ entry: each, madeMs: 0 }));

describe('the state that a host expects', () => {
  const state = [opened(oldRef, 'one.txt'), opened(newRef, 'two.txt')].reduce(fold, emptyState);

  it('is that of the log where nothing waits', () => {
    expect(expectedState({ state, unsent: [] })).toBe(state);
  });

  it('has what was said of files and the log has yet to hear', () => {
    const said = unsent(
      entry('doc.deleted', { term: 1 }, oldRef),
      entry('doc.moved', { term: 1, path: 'one.txt' }, newRef),
    );
    const expected = expectedState({ state, unsent: said });
    expect(documentAt(expected, 'one.txt')).toBe(newRef);
    expect(documentAt(expected, 'two.txt')).toBeNull();
    expect(documentAt(state, 'one.txt')).toBe(oldRef);
  });

  it('has no document that the log has yet to begin', () => {
    const begun = unsent(opened('dddddddddddddddddddddd', 'three.txt'));
    expect(documentAt(expectedState({ state, unsent: begun }), 'three.txt')).toBeNull();
  });
});
