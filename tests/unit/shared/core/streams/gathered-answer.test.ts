import { expect, it } from 'vitest';
import { LinkMeter } from '../../../../../src/client/link-meter.ts';
import { Credits, costOf, windowBytes } from '../../../../../src/shared/core/streams/credits.ts';
import { GatheredAnswer } from '../../../../../src/shared/core/streams/gathered-answer.ts';
import { limits } from '../../../../../src/shared/core/version.ts';

const part = new Uint8Array(8 * 1024).fill(7);

it('takes an answer of any size, part after part', () => {
  const meter = new LinkMeter(() => 0);
  const paced = { windowBytes: meter.startBytes, pace: meter.pace(limits.answerCreditBytes) };
  for (const options of [{ windowBytes }, paced]) {
    const answer = new GatheredAnswer(options);
    const credits = new Credits(limits.answerCreditBytes);
    for (let count = 0; count < 300; count++) {
      expect(credits.take(costOf(part))).toBe(true);
      credits.grant(answer.take(part));
    }
    const whole = answer.whole();
    expect([whole.length, whole.every((byte) => byte === 7)]).toEqual([300 * part.length, true]);
  }
});

it('turns down more than anything may have, or its asker takes', () => {
  for (const mostBytes of [undefined, 1024 * 1024]) {
    const answer = new GatheredAnswer({ windowBytes, ...(mostBytes && { mostBytes }) });
    const large = new Uint8Array((mostBytes ?? limits.blobBytes) / 4);
    for (let count = 0; count < 4; count++) answer.take(large);
    expect(() => answer.take(part)).toThrow(/too large to be taken/);
  }
});
