import { describe, expect, it } from 'vitest';
import { LinkMeter } from '../../../src/client/link-meter.ts';
import { Credits, CreditWindow, costOf } from '../../../src/shared/core/streams/credits.ts';
import { limits } from '../../../src/shared/core/version.ts';

interface Line {
  bytesPerMs: number;
  roundTripMs: number;
}

/** Plays answers of `sizeBytes` each over one line, at once, in steps of a ms, with pieces as the host cuts them. */
function play({ bytesPerMs, roundTripMs }: Line, count: number, sizeBytes: number) {
  let nowMs = 0;
  const meter = new LinkMeter(() => nowMs);
  const measured = meter.roundTrip();
  nowMs += roundTripMs;
  measured();
  const beganMs = nowMs;
  const queue: { to: Answer; part: Uint8Array; leftBytes: number }[] = [];
  const events: { atMs: number; run: () => void }[] = [];
  const later = (run: () => void) => events.push({ atMs: nowMs + roundTripMs / 2, run });
  class Answer {
    readonly credits = new Credits(limits.answerCreditBytes);
    #window: CreditWindow | null = null;
    #leftBytes = sizeBytes;
    isWhole = false;
    fill(): void {
      while (this.#leftBytes > 0 && this.credits.bytes > 0) {
        const wanted = Math.min(48 * 1024, Math.max(8 * 1024, Math.floor(this.credits.bytes / 2)));
        const part = new Uint8Array(Math.min(wanted, this.#leftBytes));
        this.credits.take(costOf(part));
        this.#leftBytes -= part.length;
        queue.push({ to: this, part, leftBytes: costOf(part) });
      }
    }
    take(part: Uint8Array): void {
      const credit = limits.answerCreditBytes;
      this.#window ??= new CreditWindow(meter.startBytes, credit, meter.pace(credit));
      expect(this.#window.receive(costOf(part))).toBe(true);
      const bytes = this.#window.consume(costOf(part));
      if (bytes > 0)
        later(() => {
          this.credits.grant(bytes);
          this.fill();
        });
      this.isWhole ||= this.#leftBytes === 0 && !queue.some(({ to }) => to === this);
    }
  }
  const answers = Array.from({ length: count }, () => new Answer());
  for (const answer of answers) answer.fill();
  const waits: number[] = [];
  while (answers.some(({ isWhole }) => !isWhole)) {
    // An edit that is sent now is behind everything in the queue.
    waits.push(queue.reduce((sum, { leftBytes }) => sum + leftBytes, 0) / bytesPerMs);
    nowMs++;
    let free = bytesPerMs;
    while (free > 0 && queue[0]) {
      const [first] = queue;
      const sent = Math.min(free, first.leftBytes);
      first.leftBytes -= sent;
      free -= sent;
      if (first.leftBytes > 0) break;
      queue.shift();
      later(() => first.to.take(first.part));
    }
    for (const event of events.filter(({ atMs }) => atMs <= nowMs)) {
      events.splice(events.indexOf(event), 1);
      event.run();
    }
  }
  const idealMs = (count * sizeBytes) / bytesPerMs;
  const late = waits.slice(Math.floor(waits.length / 2));
  return { waitMs: Math.max(...waits), lateWaitMs: Math.max(...late), share: idealMs / (nowMs - beganMs) };
}

const megabyte = 1024 * 1024;

describe('the room for answers', () => {
  it('keeps what waits on a slow line short, and the line full', () => {
    const { waitMs, share } = play({ bytesPerMs: 125, roundTripMs: 40 }, 1, megabyte);
    expect(waitMs).toBeLessThan(260);
    expect(share).toBeGreaterThan(0.9);
  });

  it('is shared by many answers', () => {
    const { lateWaitMs, share } = play({ bytesPerMs: 125, roundTripMs: 40 }, 4, megabyte);
    expect(lateWaitMs).toBeLessThan(300);
    expect(share).toBeGreaterThan(0.9);
  });

  it('fills a fast line', () => {
    const { share } = play({ bytesPerMs: 12_500, roundTripMs: 10 }, 1, 16 * megabyte);
    expect(share).toBeGreaterThan(0.7);
  });

  it('grows as far as a distant line wants', () => {
    const { share } = play({ bytesPerMs: 1_250, roundTripMs: 300 }, 1, 16 * megabyte);
    expect(share).toBeGreaterThan(0.5);
  });
});
