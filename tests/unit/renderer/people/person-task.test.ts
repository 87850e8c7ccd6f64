import { expect, test } from 'vitest';
import { personRows } from '../../../../src/renderer/ui/person-rows.ts';
import { accessibleName, placeNameFirst, whereInWords } from '../../../../src/renderer/ui/person-words.ts';
import { narrowed, sightOf } from '../../../../src/shared/session/narrowed.ts';
import type { SessionState } from '../../../../src/shared/session/state.ts';
import { wordsOfTaskFile } from '../../../../src/shared/tasks/task-words.ts';
import { ann, annsWindow, bob, bobsWindow, entryOf, foldAll, joined, opened } from '../../shared/session/entries.ts';
import { idOf } from '../../shared/session/sample-of.ts';

const [boat, mast, code] = [idOf('boat'), idOf('mast'), idOf('code')];
const here = foldAll([
  joined(ann, annsWindow, 'owner'),
  joined(bob, bobsWindow),
  opened(boat, '.tasks/abcdefgh-paint-the-boat.md'),
  opened(mast, '.tasks/abcdefgj-mast.md'),
  opened(code, 'src/boat.ts'),
]);
const claim = (ref: string, seq: number, untilMs: number | null = null) =>
  entryOf('task.claimed', { untilMs }, { ref, by: annsWindow, seq });
const looks = (ref: string, path: string) => entryOf('presence.focused', { path, line: 3 }, { ref, by: annsWindow });

function rowOf(state: SessionState, titles: [string, string][] = [], nowMs = 2_000) {
  return personRows(state, { me: bob, tasks: { titles: new Map(titles), nowMs } }).find((row) => row.person === ann)!;
}

test('whoever has claimed a task is at it, by the newest claim that holds, with its title as far as that is known', () => {
  expect(rowOf(here).task).toBeNull();
  const one = foldAll([claim(boat, 10)], here);
  expect(rowOf(one).task).toEqual({ path: '.tasks/abcdefgh-paint-the-boat.md', title: 'paint the boat' });
  const two = foldAll([claim(boat, 10), claim(mast, 11, 5_000), looks(code, 'src/boat.ts')], here);
  expect(whereInWords(rowOf(two, [[mast, 'Mend the mast']]))).toBe('task: Mend the mast, src/boat.ts, line 3');
  expect(whereInWords(rowOf(two, [], 6_000), placeNameFirst)).toBe('task: paint the boat, boat.ts, line 3 · src');
  expect(accessibleName(rowOf(one), 2_000)).toContain('task: paint the boat');
});

test('whoever looks at the text of a task is at that one, whatever they have claimed, and at no place beside it', () => {
  const state = foldAll([claim(boat, 10), looks(mast, '.tasks/abcdefgj-mast.md')], here);
  expect(whereInWords(rowOf(state, [[mast, 'Mend the mast']]))).toBe('task: Mend the mast');
});

test('people of a part of the folder hear of no task outside of it, by claim or by sight', () => {
  const limited = (paths: string[]) => entryOf('paths.limited', { person: bob, paths }, { by: annsWindow });
  const seen = (...entries: Parameters<typeof foldAll>[0][number][]) => {
    const state = foldAll(entries, here);
    return rowOf(narrowed(state, sightOf(state, bob)!).state);
  };
  for (const sign of [claim(boat, 10), looks(boat, '.tasks/abcdefgh-paint-the-boat.md')]) {
    expect(seen(limited(['src']), sign).task).toBeNull();
    expect(seen(limited(['.tasks/abcdefgh-paint-the-boat.md']), sign).task?.title).toBe('paint the boat');
  }
});

test('a long title is cut, characters that do not show are left out, and a name of a file stands in for one', () => {
  const state = foldAll([claim(boat, 10)], here);
  const words = whereInWords(rowOf(state, [[boat, `\u202e${'a'.repeat(80)}`]]));
  expect(words).toBe(`task: ${'a'.repeat(59)}…`);
  expect(wordsOfTaskFile('.tasks/abcdefgh.md')).toBe('abcdefgh');
  expect(wordsOfTaskFile('.tasks/By hand.md')).toBe('By hand');
});
