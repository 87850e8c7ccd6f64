import { expect, it } from 'vitest';
import { GatheredAnswer } from '../../../src/client/gathered-answer.ts';
import { Credits, costOf } from '../../../src/shared/core/streams/credits.ts';
import { limits } from '../../../src/shared/core/version.ts';

const part = new Uint8Array(32 * 1024).fill(7);

/** Parts that a host can send of an answer before its asker takes any, once the first was taken. */
function onTheirWay(atOnce: number): number {
  const answer = new GatheredAnswer(atOnce);
  const credits = new Credits(limits.answerCreditBytes);
  expect(credits.take(costOf(part))).toBe(true);
  credits.grant(answer.take(part));
  let count = 0;
  while (credits.take(costOf(part))) count++;
  return count;
}

it('gives one answer much room, and many answers little each', () => {
  expect([1, 2, 4, 32].map(onTheirWay)).toEqual([6, 2, 1, 1]);
});

it('takes an answer of any size, part after part', () => {
  for (const atOnce of [1, 32]) {
    const answer = new GatheredAnswer(atOnce);
    const credits = new Credits(limits.answerCreditBytes);
    for (let count = 0; count < 300; count++) {
      expect(credits.take(costOf(part))).toBe(true);
      credits.grant(answer.take(part));
    }
    const whole = answer.whole();
    expect([whole.length, whole.every((byte) => byte === 7)]).toEqual([300 * part.length, true]);
  }
});

it('turns down more than it had room for', () => {
  const answer = new GatheredAnswer(32);
  const send = () => {
    for (let count = 0; count < 3; count++) answer.take(new Uint8Array(60_000));
    answer.take(new Uint8Array(64_000));
    answer.take(new Uint8Array(200_000));
  };
  expect(send).toThrow(/more than was asked for/);
});
