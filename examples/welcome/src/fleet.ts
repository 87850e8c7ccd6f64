export interface Boat {
  name: string;
  colour: string;
  speed: number;
}

export interface Position {
  x: number;
  y: number;
  tilt: number;
}

const waveHeight = 12;
const waveLength = 180;

/** Where a boat is after some seconds, on a sea of the given width. */
export function positionOf(boat: Boat, seconds: number, wind: number, seaWidth: number): Position {
  const x = (boat.speed * wind * 40 * seconds) % seaWidth;
  const phase = (x / waveLength) * 2 * Math.PI;
  return { x, y: waveHeight * Math.sin(phase), tilt: waveHeight * Math.cos(phase) };
}

/** The boat that is ahead, or undefined in an empty harbour. */
export function leader(boats: Boat[]): Boat | undefined {
  return boats.toSorted((a, b) => b.speed - a.speed)[0];
}
