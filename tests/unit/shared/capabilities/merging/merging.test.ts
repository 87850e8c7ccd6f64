import { expect, it } from 'vitest';
import { merging } from '../../../../../src/shared/capabilities/merging/merging.ts';
import { mergingLimits } from '../../../../../src/shared/capabilities/merging/merging-state.ts';
import type { Role } from '../../../../../src/shared/core/rights.ts';
import type { SessionState } from '../../../../../src/shared/session/state.ts';
import type { Body } from '../../../../../src/shared/session/table.ts';
import { ann, annsWindow, bob, bobsWindow, document, entryOf, foldAll, joined, opened } from '../../session/entries.ts';

const hunk = (at: number) => at.toString(16).padStart(64, '0');
const here = foldAll([joined(ann, annsWindow), joined(bob, bobsWindow), opened()]);

const take = (at: number, side: Body<'merge.taken'>['side'], by = annsWindow) =>
  entryOf('merge.taken', { hunk: hunk(at), side }, { ref: document, by });
const did = (act: Body<'git.done'>['act'], repository = '') =>
  entryOf('git.done', { term: 1, person: ann, act, repository, what: '', commit: null });
const taken = ({ taken: all }: SessionState) => all[document];

it('a hunk has the side that was taken last, and by whom', () => {
  const state = foldAll([take(1, 'current'), take(2, 'both'), take(1, 'incoming', bobsWindow)], here);
  expect(taken(state)).toEqual({
    [hunk(1)]: { person: bob, side: 'incoming' },
    [hunk(2)]: { person: ann, side: 'both' },
  });
});

it('what was taken is forgotten with the document, and once the conflicts of its repository are others', () => {
  const one = foldAll([take(1, 'current')], here);
  for (const act of ['committed', 'aborted', 'continued', 'merged', 'unstashed'] as const)
    expect([act, foldAll([did(act)], one).taken]).toEqual([act, {}]);
  for (const act of ['staged', 'fetched', 'tagged', 'resolved'] as const)
    expect(taken(foldAll([did(act)], one))).toBeDefined();
  expect(taken(foldAll([did('committed', 'elsewhere')], one))).toBeDefined();
  expect(foldAll([entryOf('doc.sealed', { term: 1 }, { ref: document })], one).taken).toEqual({});
});

it('counts for nothing without a document, and beyond a bound', () => {
  const nowhere = entryOf('merge.taken', { hunk: hunk(1), side: 'both' }, { ref: hunk(1), by: annsWindow });
  expect(foldAll([nowhere], here).taken).toEqual({});
  const many = Array.from({ length: mergingLimits.hunks + 5 }, (_, at) => take(at, 'both'));
  const full = foldAll(many, here);
  expect(Object.keys(taken(full)!)).toHaveLength(mergingLimits.hunks);
  expect(taken(foldAll([take(0, 'current')], full))![hunk(0)]!.side).toBe('current');
});

it('is filled by nobody: the oldest goes of the person who has the most', () => {
  const flood = Array.from({ length: mergingLimits.hunks }, (_, at) => take(at, 'both', bobsWindow));
  const state = foldAll(
    [take(1_000, 'current'), ...flood, take(1_001, 'incoming'), take(5_000, 'both', bobsWindow)],
    here,
  );
  const all = taken(state)!;
  expect(Object.keys(all)).toHaveLength(mergingLimits.hunks);
  const [first, second, last, gone] = [1_000, 1_001, 5_000, 0].map((at) => all[hunk(at)]?.person);
  expect([first, second, last, gone]).toEqual([ann, ann, bob, undefined]);
});

it('is refused of a text that its person may not change', () => {
  const { objection } = merging;
  const readOnly = foldAll([entryOf('doc.guarded', { term: 1, readOnly: true }, { ref: document })], here);
  const ask = (state: SessionState, role: Role, ref: string | null = document) =>
    objection!(state, {
      person: ann,
      role,
      replica: annsWindow,
      saying: { kind: 'merge.taken', ref, to: null, body: {} },
      kind: merging.kinds['merge.taken'],
    })?.code;
  expect([ask(here, 'editor'), ask(readOnly, 'editor'), ask(readOnly, 'owner')]).toEqual([
    undefined,
    'not-permitted',
    undefined,
  ]);
  expect([ask(here, 'editor', null), ask(here, 'editor', hunk(1))]).toEqual(['not-found', 'not-found']);
});
