import { expect, it } from 'vitest';
import { SpeakingWatch } from '../../../../../src/renderer/features/calls/speaking.ts';

const note = (watch: SpeakingWatch, level: number | null, nowMs: number) => [
  ...watch.note(new Map([['ada', level]]), nowMs),
];

it('keeps the ring between two words, and takes it away in a pause', () => {
  const watch = new SpeakingWatch();
  expect(note(watch, 0, 0)).toEqual([]);
  expect(note(watch, 0.2, 200)).toEqual(['ada']);
  expect(note(watch, 0, 600)).toEqual(['ada']);
  expect(note(watch, 0.2, 700)).toEqual(['ada']);
  expect(note(watch, 0, 1299)).toEqual(['ada']);
  expect(note(watch, 0, 1300)).toEqual([]);
});

it('has no ring for somebody who is muted, or has gone, from that moment on', () => {
  const watch = new SpeakingWatch();
  note(watch, 0.2, 0);
  expect(note(watch, null, 1)).toEqual([]);
  note(watch, 0.2, 2);
  expect([...watch.note(new Map(), 3)]).toEqual([]);
});
