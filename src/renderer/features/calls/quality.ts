/** Quality of the way to one person, as it is shown. */
export type Quality = 'good' | 'fair' | 'poor';

/** Measurements of a way over the last seconds. */
export interface Measured {
  roundTripMs: number;
  /** Part of the packets that were lost, from 0 to 1. */
  loss: number;
  jitterMs: number;
  /** Sound and pictures that come. */
  bitsPerSecond: number;
}

/** Describes a way: its quality, and what was measured of it. */
export function wayWords(quality: Quality, measured: Measured | null): string {
  const name = `${quality[0]?.toUpperCase()}${quality.slice(1)} connection`;
  const words = quality === 'poor' ? `${name}, pictures are smaller for now` : name;
  if (measured === null) return words;
  const { roundTripMs, loss, jitterMs, bitsPerSecond } = measured;
  const rate =
    bitsPerSecond < 1_000_000
      ? `${Math.round(bitsPerSecond / 1_000)} kbit/s`
      : `${(bitsPerSecond / 1_000_000).toFixed(1)} Mbit/s`;
  const parts = [`${Math.round(roundTripMs)} ms there and back`, `${Math.round(loss * 100)} % lost`];
  return `${words}: ${[...parts, `${Math.round(jitterMs)} ms jitter`, `${rate} received`].join(', ')}`;
}

/** Judges a way by its delay, losses and jitter; the limits are where people begin to notice, and to mind. */
export function qualityOf({ roundTripMs, loss, jitterMs }: Omit<Measured, 'bitsPerSecond'>): Quality {
  if (loss > 0.08 || roundTripMs > 400 || jitterMs > 60) return 'poor';
  return loss > 0.02 || roundTripMs > 200 || jitterMs > 30 ? 'fair' : 'good';
}

/** Bounds on one person's pictures, so that a mesh of this size still carries everybody's voice. */
export interface Tier {
  camera: { width: number; height: number; frameRate: number; bitsPerSecond: number } | null;
  screen: { frameRate: number; bitsPerSecond: number };
}

/** Most windows in a call whose cameras are all shown: each sends its pictures to each of the others. */
export const mostCameras = 8;

/** Gives the bounds for a number of others: a picture is encoded once for each of them. */
export function tierFor(others: number): Tier {
  const screen = { frameRate: others <= 2 ? 30 : 5, bitsPerSecond: others <= 2 ? 4_000_000 : 800_000 };
  const camera = (width: number, height: number, frameRate: number, bitsPerSecond: number): Tier => ({
    camera: { width, height, frameRate, bitsPerSecond },
    screen,
  });
  if (others <= 1) return camera(1280, 720, 30, 1_700_000);
  if (others <= 3) return camera(640, 360, 24, 600_000);
  if (others <= 5) return camera(320, 180, 15, 200_000);
  return others < mostCameras ? camera(160, 120, 10, 90_000) : { camera: null, screen };
}

/** Gives the bounds where a server forwards: a picture is encoded once, and only received for each of the others. */
export function forwardedTierFor(others: number): Tier {
  const camera =
    others < mostCameras
      ? { width: 640, height: 360, frameRate: 24, bitsPerSecond: 600_000 }
      : { width: 320, height: 180, frameRate: 15, bitsPerSecond: 200_000 };
  return { camera, screen: { frameRate: 30, bitsPerSecond: 4_000_000 } };
}

/** Steps by which pictures to one person get smaller, from none. */
const mostSteps = 2;
/** Measurements that must be good before a step is taken back. */
const patience = 8;

/** Lowering of the pictures for one person while the way to them is poor, and slow raising after. */
export class Lowering {
  step = 0;
  #goodInRow = 0;

  /** Takes the newest judgement; says whether the step has changed. */
  note(quality: Quality): boolean {
    this.#goodInRow = quality === 'good' ? this.#goodInRow + 1 : 0;
    const raises = this.#goodInRow >= patience && this.step > 0;
    const lowers = quality === 'poor' && this.step < mostSteps;
    if (!raises && !lowers) return false;
    this.step += lowers ? 1 : -1;
    this.#goodInRow = 0;
    return true;
  }
}
