import { expect, it } from 'vitest';
import {
  advanced,
  groupedMarks,
  movedTo,
  playerOf,
  shownMarks,
  speedBeside,
  spokenTime,
  timeWords,
  toggled,
} from '../../../../src/renderer/features/replay/player.ts';
import type { Timeline } from '../../../../src/shared/core/timeline.ts';

const mark = (atMs: number) => ({ seq: atMs, atMs, kind: 'doc.saved', person: null, words: 'saved a.txt' });
const timeline: Timeline = {
  first: { seq: 1, atMs: 1_000 },
  last: { seq: 9, atMs: 101_000 },
  marks: [mark(1_000), mark(20_000), mark(90_000)],
  rests: [[30_000, 80_000]],
  gaps: [],
  people: [],
  cuts: [],
  density: [],
};
const playing = { ...playerOf(timeline), isPlaying: true };

it('plays at its speed, and stops at the end', () => {
  expect(advanced(playing, 500, timeline).atMs).toBe(1_500);
  expect(advanced({ ...playing, speed: 16 }, 500, timeline).atMs).toBe(9_000);
  const atEnd = advanced({ ...playing, atMs: 100_900 }, 500, timeline);
  expect(atEnd).toMatchObject({ atMs: 101_000, isPlaying: false });
  expect(advanced({ ...playing, isPlaying: false }, 500, timeline).atMs).toBe(1_000);
});

it('passes over a rest but for its first and last second, unless told otherwise', () => {
  const inRest = { ...playing, atMs: 31_500 };
  expect(advanced(inRest, 100, timeline).atMs).toBe(79_100);
  expect(advanced({ ...inRest, skipsRests: false }, 100, timeline).atMs).toBe(31_600);
  expect(advanced({ ...playing, atMs: 30_200 }, 100, timeline).atMs).toBe(30_300);
  expect(advanced({ ...playing, atMs: 79_500 }, 100, timeline).atMs).toBe(79_600);
});

it('begins anew when it is started at the end', () => {
  expect(toggled({ ...playing, isPlaying: false, atMs: 101_000 }, timeline)).toMatchObject({
    atMs: 1_000,
    isPlaying: true,
  });
  expect(toggled(playing, timeline).isPlaying).toBe(false);
});

it('stays within its recording', () => {
  expect(movedTo(playing, 0, timeline).atMs).toBe(1_000);
  expect(movedTo(playing, 1e9, timeline).atMs).toBe(101_000);
});

it('has the events of the wished sorts and people alone, with one icon for those beside each other', () => {
  const joined = { ...mark(20_500), kind: 'participant.admitted', person: 'ada' };
  const all = { ...timeline, marks: [mark(1_000), mark(20_000), joined, mark(90_000)] };
  expect(shownMarks(all, { names: ['Saves'], people: [] })).toEqual([joined]);
  expect(shownMarks(all, { names: [], people: ['ada'] })).toEqual(timeline.marks);
  const groups = groupedMarks(all, all.marks, 50);
  expect(groups.map(({ place, marks }) => [place, marks.length])).toEqual([
    [0, 1],
    [0.19, 2],
    [0.89, 1],
  ]);
});

it('goes faster and slower step by step, and no further than it can', () => {
  expect([speedBeside(1, 1), speedBeside(1, -1), speedBeside(16, 1), speedBeside(0.25, -1)]).toEqual([
    2, 0.5, 16, 0.25,
  ]);
});

it('says a time as words for a listener', () => {
  expect([spokenTime(0), spokenTime(61_000), spokenTime(3_602_000)]).toEqual([
    '0 seconds',
    '1 minute 1 second',
    '1 hour 2 seconds',
  ]);
});

it.each([
  [0, '0:00'],
  [7_400, '0:07'],
  [754_000, '12:34'],
  [3_723_000, '1:02:03'],
])('says %i ms as %s', (ms, words) => {
  expect(timeWords(ms)).toBe(words);
});
