import { holds } from '../../../src/shared/capabilities/people/agents.ts';
import { leaseEndsMs } from '../../../src/shared/capabilities/values/leases.ts';
import type { SessionState } from '../../../src/shared/session/state.ts';
import { tallyKey, tallyOf } from '../operations/sharing-values.ts';
import type { Simulation } from '../simulation.ts';

/** Checks shared values: no winner of comparing and setting is lost, nobody else is in, and totals are true. */
export function checkValues(simulation: Simulation, state: SessionState): void {
  const tally = tallyOf(simulation);
  const tokens = JSON.parse(state.values[tallyKey]?.json ?? '[]') as number[];
  for (const token of tally.in) if (!tokens.includes(token)) simulation.problem(`the token ${token} is lost`);
  for (const token of tally.out)
    if (tokens.includes(token)) simulation.problem(`the token ${token} came in all the same`);
  const length = Object.entries(state.values).reduce((sum, [key, { json }]) => sum + key.length + json.length, 0);
  if (length !== state.valueTotals.length)
    simulation.problem(`values count as ${state.valueTotals.length}, not ${length}`);
  for (const [key, lease] of Object.entries(state.leases)) {
    if (simulation.world.nowMs >= leaseEndsMs(lease)) continue;
    const holder = state.participants[lease.person];
    if (!holder || !holds(state, holder, 'edit'))
      simulation.problem(`the lease on ${key} is held by ${lease.person}, who may not`);
  }
}
