import { describe, expect, it } from 'vitest';
import { mostJudged } from '../../../../../src/shared/capabilities/work/kinds.ts';
import { ann, annsWindow, bob, bobsWindow, entryOf, foldAll, joined } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const ref = idOf('text');
const people = foldAll([joined(ann, annsWindow, 'owner'), joined(bob, bobsWindow, 'editor')]);
const partOf = (number: number) => number.toString(16).padStart(22, '0');
const judge = (by: string, parts: string[], is: 'kept' | 'rejected' | 'reviewed' | null) =>
  entryOf('work.judged', { parts, is }, { by, ref, at: 1_000 });

describe('the review of somebody’s work', () => {
  it('has the newest judgement of each part, for everybody, until that is taken back', () => {
    const [one, two] = [partOf(1), partOf(2)];
    const state = foldAll(
      [judge(annsWindow, [one, two], 'reviewed'), judge(bobsWindow, [one], 'kept'), judge(annsWindow, [two], null)],
      people,
    );
    expect(state.judged).toEqual({ [ref]: [{ part: one, is: 'kept', person: bob, atMs: 1_000 }] });
    expect(foldAll([judge(bobsWindow, [one], null)], state).judged).toEqual({});
  });

  it('keeps so many of one text, the last ones, and none of a text that has left the session', () => {
    const all = Array.from({ length: mostJudged + 10 }, (_, number) => partOf(number));
    const batches = Array.from({ length: Math.ceil(all.length / 100) }, (_, at) => all.slice(at * 100, at * 100 + 100));
    const state = foldAll(
      batches.map((parts) => judge(annsWindow, parts, 'kept')),
      people,
    );
    expect(state.judged[ref]!.map(({ part }) => part)).toEqual(all.slice(10));
  });
});
