import type { SessionState } from '../../src/shared/session/state.ts';

/** Number of colours by which people are told apart. */
export const colourCount = 12;

/** People who have a window, program or host here, or had one a moment ago. */
function peopleHere({ replicas }: SessionState): Set<string> {
  return new Set(Object.values(replicas).flatMap(({ person, purpose }) => (purpose === 'disk' ? [] : [person])));
}

/**
 * Chooses the colour of a person who comes in. Nobody's changes while they are here. People who are away keep theirs as
 * long as there are others: then those who were seen last give theirs first. Where all are here, the host's comes last.
 */
export function colourFor(state: SessionState, person: string): number {
  const here = peopleHere(state);
  const others = Object.values(state.participants).filter((one) => one.person !== person);
  const own = state.participants[person]?.colorIndex;
  const isTaken = (colour: number) => others.some((one) => one.colorIndex === colour && here.has(one.person));
  if (own !== undefined && (here.has(person) || !isTaken(own))) return own;
  const uses = Array.from({ length: colourCount }, (_, colour) => {
    const holders = others.filter(({ colorIndex, standing }) => colorIndex === colour && standing === 'admitted');
    return {
      colour,
      here: others.filter((one) => one.colorIndex === colour && here.has(one.person)).length,
      isHosts: Number(holders.some((one) => one.person === state.host?.person)),
      lastSeenMs: Math.max(0, ...holders.map(({ lastSeenMs }) => lastSeenMs)),
    };
  });
  uses.sort((a, b) => a.here - b.here || a.isHosts - b.isHosts || a.lastSeenMs - b.lastSeenMs || a.colour - b.colour);
  return uses[0]!.colour;
}
