import { expect, it } from 'vitest';
import { GatheredAnswer } from '../../../src/client/gathered-answer.ts';
import { LinkMeter } from '../../../src/client/link-meter.ts';
import { Credits, costOf } from '../../../src/shared/core/streams/credits.ts';
import { limits } from '../../../src/shared/core/version.ts';

const part = new Uint8Array(8 * 1024).fill(7);

it('takes an answer of any size, part after part', () => {
  for (const meter of [null, new LinkMeter(() => 0)]) {
    const answer = new GatheredAnswer(meter);
    const credits = new Credits(limits.answerCreditBytes);
    for (let count = 0; count < 300; count++) {
      expect(credits.take(costOf(part))).toBe(true);
      credits.grant(answer.take(part));
    }
    const whole = answer.whole();
    expect([whole.length, whole.every((byte) => byte === 7)]).toEqual([300 * part.length, true]);
  }
});

it('turns down more than anything may have', () => {
  const answer = new GatheredAnswer(null);
  const large = new Uint8Array(limits.blobBytes / 4);
  for (let count = 0; count < 4; count++) answer.take(large);
  expect(() => answer.take(part)).toThrow(/more than was asked for/);
});
