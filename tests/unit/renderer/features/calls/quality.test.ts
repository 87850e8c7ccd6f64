import { expect, it } from 'vitest';
import {
  Lowering,
  mostCameras,
  qualityOf,
  tierFor,
  wayWords,
} from '../../../../../src/renderer/features/calls/quality.ts';
import { WayStats } from '../../../../../src/renderer/features/calls/way-stats.ts';

const good = { roundTripMs: 40, loss: 0, jitterMs: 5 };

it('calls a way good, fair or poor by the worst of delay, loss and jitter', () => {
  expect(qualityOf(good)).toBe('good');
  expect(qualityOf({ ...good, roundTripMs: 250 })).toBe('fair');
  expect(qualityOf({ ...good, loss: 0.03 })).toBe('fair');
  expect(qualityOf({ ...good, jitterMs: 80 })).toBe('poor');
  expect(qualityOf({ ...good, loss: 0.2 })).toBe('poor');
});

it('sends smaller pictures the more people there are, and at last none', () => {
  const bits = Array.from({ length: 12 }, (_, others) => (tierFor(others).camera?.bitsPerSecond ?? 0) * others);
  expect(Math.max(...bits)).toBeLessThan(2_000_000);
  expect(tierFor(1).camera?.height).toBe(720);
  expect(tierFor(mostCameras - 1).camera).toMatchObject({ width: 160, frameRate: 10 });
  expect(tierFor(mostCameras).camera).toBeNull();
  expect(tierFor(1).screen.frameRate).toBe(30);
});

it('lowers pictures at once on a poor way, and raises them only after it was good for a while', () => {
  const lowering = new Lowering();
  expect(lowering.note('poor')).toBe(true);
  expect(lowering.note('poor')).toBe(true);
  expect(lowering.note('poor')).toBe(false);
  expect(lowering.step).toBe(2);
  for (let at = 0; at < 7; at++) expect(lowering.note('good')).toBe(false);
  expect(lowering.note('fair')).toBe(false);
  for (let at = 0; at < 7; at++) expect(lowering.note('good')).toBe(false);
  expect(lowering.note('good')).toBe(true);
  expect(lowering.step).toBe(1);
});

it('says what was measured, beside the quality', () => {
  const measured = { ...good, loss: 0.034, bitsPerSecond: 1_234_567 };
  expect(wayWords('fair', measured)).toBe(
    'Fair connection: 40 ms there and back, 3 % lost, 5 ms jitter, 1.2 Mbit/s received',
  );
  expect(wayWords('poor', { ...measured, bitsPerSecond: 64_400 })).toMatch(/^Poor .* smaller .* 64 kbit\/s received$/);
  expect(wayWords('good', null)).toBe('Good connection');
});

it('measures some lines of a connection by themselves', () => {
  const stats = new WayStats();
  const reading = (packets: number) =>
    new Map(
      ['one', 'two'].map((mid, at) => [
        mid,
        { type: 'inbound-rtp', mid, packetsReceived: packets, packetsLost: packets * at, bytesReceived: packets * 100 },
      ]),
    );
  stats.read(reading(10), new Set(['one']));
  expect(stats.read(reading(20), new Set(['one']))?.loss).toBe(0);
  const others = new WayStats();
  others.read(reading(10), new Set(['two']));
  expect(others.read(reading(20), new Set(['two']))?.loss).toBe(0.5);
});

it('measures by the difference of two readings, and nothing where no packet came', () => {
  const stats = new WayStats();
  const reading = (packetsReceived: number, packetsLost: number) =>
    new Map<string, Record<string, unknown>>([
      [
        'a',
        {
          type: 'inbound-rtp',
          kind: 'audio',
          packetsReceived,
          packetsLost,
          jitter: 0.004,
          bytesReceived: packetsReceived * 1_000,
          timestamp: packetsReceived * 20,
        },
      ],
      ['b', { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.05 }],
    ]);
  expect(stats.read(reading(100, 50))).toBeNull();
  expect(stats.read(reading(190, 60))).toEqual({ roundTripMs: 50, jitterMs: 4, loss: 0.1, bitsPerSecond: 400_000 });
  expect(stats.read(reading(190, 60))).toBeNull();
});
