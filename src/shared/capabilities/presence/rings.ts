import type { PeopleState } from '../people/people-state.ts';

/**
 * Says whether somebody who follows another stays where they are: each who is on the way back from the followed to them
 * follows the next, and theirs is the least id among all of these. In every ring exactly that one rests, and the others
 * come to them; a chain has no such way. All windows of a person count, since each may be what the others see of them.
 */
export function restsInRing({ replicas }: Pick<PeopleState, 'replicas'>, person: string, followed: string): boolean {
  const edges = new Map<string, Set<string>>();
  for (const { person: follower, follows, connected } of Object.values(replicas))
    if (connected && follows !== undefined) edges.set(follower, (edges.get(follower) ?? new Set()).add(follows));
  const reached = new Set([followed]);
  for (const one of reached) {
    if (one === person) return true;
    if (one > person) for (const next of edges.get(one) ?? []) reached.add(next);
  }
  return false;
}
