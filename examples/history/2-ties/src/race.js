/** @typedef {import('./fleet.ts').Boat} Boat */
/** @typedef {{ rank: number, name: string, seconds: number }} Place */

/**
 * Seconds that a boat needs for a course.
 * @param {Boat} boat
 * @param {number} metres
 * @param {number} wind
 */
export function secondsFor(boat, metres, wind) {
  return metres / (boat.speed * wind);
}

/**
 * Places of a race, the winner's first.
 * @param {Boat[]} boats
 * @param {number} metres
 * @param {number} wind
 * @returns {Place[]}
 */
export function places(boats, metres, wind) {
  const times = boats.map((boat) => ({ name: boat.name, seconds: secondsFor(boat, metres, wind) }));
  times.sort((a, b) => a.seconds - b.seconds);
  // Boats with the same time share a place: this is begun, and not done.
  return times.map((time, index) => ({ rank: `${index + 1}.`, ...time }));
}
