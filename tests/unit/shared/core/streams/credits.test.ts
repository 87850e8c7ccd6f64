import { describe, expect, it } from 'vitest';
import {
  Credits,
  CreditWindow,
  costOf,
  longestPartBytes,
  windowBytes,
} from '../../../../../src/shared/core/streams/credits.ts';
import { limits } from '../../../../../src/shared/core/version.ts';

const largest = costOf(new Uint8Array(longestPartBytes));

describe('credit', () => {
  it('is spent by parts, of which the last may go beyond it', () => {
    const credits = new Credits(1_000);
    expect([credits.take(600), credits.take(600), credits.take(1)]).toEqual([true, true, false]);
    credits.grant(200);
    expect([credits.bytes, credits.take(1)]).toEqual([0, false]);
    credits.grant(1);
    expect(credits.take(largest)).toBe(true);
  });

  it('grows no further than anybody may have', () => {
    const credits = new Credits(0);
    for (let count = 0; count < 10; count++) credits.grant(limits.streamCreditBytes);
    expect(credits.bytes).toBe(limits.streamCreditBytes);
  });

  it('is used by an empty part as well', () => {
    expect(costOf(new Uint8Array(0))).toBeGreaterThan(0);
  });
});

describe('a receiver', () => {
  it('notices what it has no room for', () => {
    const window = new CreditWindow(1_000);
    expect([window.receive(600), window.receive(600), window.receive(1)]).toEqual([true, true, false]);
  });

  it('gives one grant for many small parts, and room for the largest part at any time', () => {
    const window = new CreditWindow();
    const credits = new Credits(windowBytes);
    let grants = 0;
    for (let count = 0; count < 10_000; count++) {
      expect(credits.take(100)).toBe(true);
      expect(window.receive(100)).toBe(true);
      const bytes = window.consume(100);
      if (bytes > 0) grants++;
      credits.grant(bytes);
    }
    expect(grants).toBeLessThan(60);
    expect(credits.take(largest)).toBe(true);
  });

  it.each([windowBytes, 8 * 1024])('of %i bytes lets a sender of the largest parts go on for ever', (bytes) => {
    const window = new CreditWindow(bytes);
    const credits = new Credits(bytes);
    for (let count = 0; count < 1_000; count++) {
      expect(credits.take(largest)).toBe(true);
      expect(window.receive(largest)).toBe(true);
      credits.grant(window.consume(largest));
    }
  });

  it('grants nothing for what nobody has consumed', () => {
    const window = new CreditWindow();
    const credits = new Credits(windowBytes);
    let sent = 0;
    while (credits.take(1_000)) {
      expect(window.receive(1_000)).toBe(true);
      sent += 1_000;
    }
    expect(sent).toBeLessThan(windowBytes + costOf(new Uint8Array(1_000)));
  });
});
