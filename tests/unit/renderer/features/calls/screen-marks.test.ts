import { expect, it } from 'vitest';
import {
  drawnOver,
  erasedOver,
  firstEndMs,
  mostStrokes,
  noMarks,
  pointedOver,
  restingMs,
  withoutOver,
} from '../../../../../src/renderer/features/calls/screen-marks.ts';
import { drawingMs } from '../../../../../src/shared/capabilities/drawing/drawing.ts';

const points: [number, number][] = [
  [0, 0],
  [10, 10],
];
const drawn = (stroke: number, screen = 'eve') => ({ screen, stroke, points });
const all = () => true;

it('takes back the strokes of who says so alone: one, or all over that screen', () => {
  let marks = drawnOver(noMarks, 'ada', drawn(1), 0);
  marks = drawnOver(marks, 'ada', drawn(2), 0);
  marks = drawnOver(marks, 'bob', drawn(1), 0);
  marks = drawnOver(marks, 'ada', drawn(3, 'zoe'), 0);
  const names = (of = marks) => of.strokes.map(({ by, stroke }) => `${by} ${stroke}`);
  expect(names(erasedOver(marks, 'ada', { screen: 'eve', stroke: 1 }))).toEqual(['ada 2', 'bob 1', 'ada 3']);
  expect(names(erasedOver(marks, 'ada', { screen: 'eve', stroke: null }))).toEqual(['bob 1', 'ada 3']);
  expect(names(erasedOver(marks, 'zoe', { screen: 'eve', stroke: null }))).toEqual(names());
});

it('keeps the newest strokes of each alone, however many one draws', () => {
  let marks = drawnOver(noMarks, 'bob', drawn(1), 0);
  for (let stroke = 1; stroke <= 100; stroke++) marks = drawnOver(marks, 'ada', drawn(stroke), 0);
  expect(marks.strokes).toHaveLength(mostStrokes + 1);
  expect(marks.strokes.at(-1)).toMatchObject({ by: 'ada', stroke: 100 });
  expect(marks.strokes).toContainEqual(expect.objectContaining({ by: 'bob' }));
});

it('has one pointer of each, until it leaves', () => {
  let marks = pointedOver(noMarks, 'ada', { screen: 'eve', at: [1, 2] }, 0);
  marks = pointedOver(marks, 'ada', { screen: 'eve', at: [3, 4] }, 0);
  expect(marks.pointers.map(({ at }) => at)).toEqual([[3, 4]]);
  expect(pointedOver(marks, 'ada', { screen: 'eve', at: null }, 0).pointers).toEqual([]);
});

it('ends strokes and resting pointers by time, and with the window or the screen that is gone', () => {
  const marks = pointedOver(drawnOver(noMarks, 'ada', drawn(1), 1_000), 'bob', { screen: 'eve', at: [0, 0] }, 1_000);
  expect(firstEndMs(marks)).toBe(1_000 + restingMs);
  expect(firstEndMs(noMarks)).toBeNull();
  expect(withoutOver(marks, 1_001, all)).toBe(marks);
  expect(withoutOver(marks, 1_000 + restingMs, all).pointers).toEqual([]);
  expect(withoutOver(marks, 1_000 + drawingMs, all)).toEqual(noMarks);
  expect(withoutOver(marks, 1_001, (replica) => replica !== 'ada').strokes).toEqual([]);
  expect(withoutOver(marks, 1_001, (replica) => replica !== 'eve')).toEqual(noMarks);
});
