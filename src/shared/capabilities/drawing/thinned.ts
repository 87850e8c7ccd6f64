/** Thins the points of a stroke out until they are few enough; its ends stay. */
export function thinned<P>(points: readonly P[], most: number): readonly P[] {
  let few = points;
  while (few.length > most) few = few.filter((_, index) => index % 2 === 0 || index === few.length - 1);
  return few;
}
