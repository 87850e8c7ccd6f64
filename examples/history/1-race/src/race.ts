import type { Boat } from './fleet.ts';

export interface Place {
  rank: number;
  name: string;
  seconds: number;
}

/** Seconds that a boat needs for a course. */
export function secondsFor(boat: Boat, metres: number, wind: number): number {
  return metres / (boat.speed * wind);
}

/** Places of a race, the winner's first. */
export function places(boats: Boat[], metres: number, wind: number): Place[] {
  const times = boats.map((boat) => ({ name: boat.name, seconds: secondsFor(boat, metres, wind) }));
  times.sort((a, b) => a.seconds - b.seconds);
  return times.map((time, index) => ({ rank: index + 1, ...time }));
}
