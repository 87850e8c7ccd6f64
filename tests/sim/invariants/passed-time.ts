import { isOver } from '../../../src/shared/capabilities/locks/holdings.ts';
import type { Entry } from '../../../src/shared/core/entry.ts';
import type { SessionState } from '../../../src/shared/session/state.ts';
import { lookUp } from '../../../src/shared/session/table.ts';
import type { Simulation } from '../simulation.ts';

/** Longest time for which a server that is at rest leaves unsaid that something is over. */
const mostUnsaidMs = 65_000;

/** Names what people hold in a state although its time was over at a moment. */
function overAt({ locks, leases, claims }: SessionState, atMs: number): string[] {
  const all = Object.entries({ lock: locks.held, lease: leases, claim: claims.held });
  return all.flatMap(([name, held]) =>
    Object.entries(held).flatMap(([key, holding]) => (isOver(holding, atMs) ? `the ${name} ${key}` : [])),
  );
}

/** Checks that an entry which everybody hears has ended what is over by its time. */
export function checkEnded(simulation: Simulation, after: SessionState, { kind, at, seq }: Entry): void {
  if (lookUp(kind)?.interest !== 'session') return;
  for (const held of overAt(after, at)) simulation.problem(`${held} is over, and still held (seq ${seq})`);
}

/** Checks at rest that an entry has ended whatever is over, also where nobody has said anything since. */
export function checkPassed(simulation: Simulation, { approvals, ...state }: SessionState): void {
  const thenMs = simulation.world.nowMs - mostUnsaidMs;
  for (const held of overAt(state as SessionState, thenMs)) simulation.problem(`${held} is over, and nobody was told`);
  for (const { id, answer, untilMs } of Object.values(approvals))
    if (answer === undefined && thenMs >= untilMs)
      simulation.problem(`the question ${id} is over, and nobody was told`);
}
