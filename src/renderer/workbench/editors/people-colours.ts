/** Number of people who can be told apart by colour. */
export const peopleColourCount = 12;

function wrap(colorIndex: number): number {
  return ((Math.trunc(colorIndex) % peopleColourCount) + peopleColourCount) % peopleColourCount;
}

/** Gives the class that sets `--ensemble-person` to the person's colour inside an element. */
export function personClass(colorIndex: number): string {
  return `ensemble-person-${wrap(colorIndex)}`;
}

/** Gives the person's colour as a CSS value that follows the theme; text upon it is `var(--ensemble-person-text)`. */
export function personColour(colorIndex: number): string {
  return `var(--ensemble-person-${wrap(colorIndex)})`;
}
