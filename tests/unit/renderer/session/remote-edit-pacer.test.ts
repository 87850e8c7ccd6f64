import { expect, test } from 'vitest';
import { RemoteEditPacer } from '../../../../src/renderer/session/remote-edit-pacer.ts';

const frameMs = 1000 / 60;

test('what somebody types now and then is shown with the next frame', () => {
  const showings = new RemoteEditPacer();
  for (let key = 0; key < 200; key++) expect(showings.framesAfter(key * 120)).toBe(1);
});

test('a stream of edits is shown with every second frame once it goes on, and with every one again after a pause', () => {
  const showings = new RemoteEditPacer();
  const waits: number[] = [];
  let nowMs = 0;
  for (let showing = 0; showing < 60; showing++) {
    const frames = showings.framesAfter(nowMs);
    waits.push(frames);
    nowMs += frames * frameMs;
  }
  expect(waits.slice(0, 30)).toEqual(Array(30).fill(1));
  expect(waits.slice(30)).toEqual(Array(30).fill(2));
  expect(showings.framesAfter(nowMs + 100)).toBe(1);
});

test('the places of a crowd are shown ten times a second, and edits among them with the next frames', () => {
  const showings = new RemoteEditPacer();
  let nowMs = 0;
  for (let showing = 0; showing < 30; showing++) {
    expect(showings.framesAfter(nowMs, true)).toBe(1);
    nowMs += frameMs;
  }
  for (let showing = 0; showing < 20; showing++) {
    expect(showings.framesAfter(nowMs, true)).toBe(6);
    nowMs += 110;
  }
  expect(showings.framesAfter(nowMs, false)).toBe(2);
  expect(showings.framesAfter(nowMs + 500, true)).toBe(1);
});

test('a showing gives way to a key in the frame that shows it, and in no other', () => {
  const showings = new RemoteEditPacer();
  expect(showings.givesWay(1000)).toBe(false);
  showings.noteKey(1000);
  expect([1000, 1010, 1000 + 2 * frameMs].map((nowMs) => showings.givesWay(nowMs))).toEqual([true, true, false]);
});
