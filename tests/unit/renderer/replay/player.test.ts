import { expect, it } from 'vitest';
import {
  advanced,
  markBeside,
  movedTo,
  playerOf,
  timeWords,
  toggled,
} from '../../../../src/renderer/features/replay/player.ts';
import type { Timeline } from '../../../../src/shared/core/timeline.ts';

const mark = (atMs: number) => ({ seq: atMs, atMs, kind: 'doc.saved', person: null });
const timeline: Timeline = {
  first: { seq: 1, atMs: 1_000 },
  last: { seq: 9, atMs: 101_000 },
  marks: [mark(1_000), mark(20_000), mark(90_000)],
  rests: [[30_000, 80_000]],
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

it('stays within its recording, and finds the events beside a moment', () => {
  expect(movedTo(playing, 0, timeline).atMs).toBe(1_000);
  expect(movedTo(playing, 1e9, timeline).atMs).toBe(101_000);
  expect(markBeside(timeline, 20_000, 1)?.atMs).toBe(90_000);
  expect(markBeside(timeline, 20_000, -1)?.atMs).toBe(1_000);
  expect(markBeside(timeline, 95_000, 1)).toBeUndefined();
});

it.each([
  [0, '0:00'],
  [7_400, '0:07'],
  [754_000, '12:34'],
  [3_723_000, '1:02:03'],
])('says %i ms as %s', (ms, words) => {
  expect(timeWords(ms)).toBe(words);
});
