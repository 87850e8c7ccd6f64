import { checkCleanCopies } from '../invariants/clean-copies.ts';
import type { Simulation } from '../simulation.ts';
import type { Operation } from './common.ts';

/** Looks into clean copies, in the middle of everybody's typing. */
async function lookIntoCopies(simulation: Simulation): Promise<void> {
  const { host, session } = simulation;
  const isHost = host !== null && session?.state.host?.replica === host.host.replica;
  if (!simulation.hostAlive || !host?.hasClaimed || !isHost) return simulation.idle();
  await checkCleanCopies(simulation);
}

/** Copies of the folder with one person's unsaved edits alone. */
export const cleanCopies: Operation[] = [{ name: 'look into clean copies', weight: 3, run: lookIntoCopies }];
