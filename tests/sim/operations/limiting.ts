import type { Simulation } from '../simulation.ts';
import { type Operation, someone } from './common.ts';

const files = ['one.txt', 'two.txt', 'three.txt'];

/** Limits the session for somebody to some files, or ends that, as the host. */
function limit(simulation: Simulation): void {
  const { host, random } = simulation;
  const actor = someone(simulation);
  const person = actor?.client.person;
  if (!host || !simulation.hostAlive || !person || !actor) return simulation.idle();
  const seen = files.filter(() => random.chance(0.5));
  const paths = seen.length === 0 || random.chance(0.2) ? null : seen;
  simulation.limited(actor);
  void host.host.publish('paths.limited', { person, paths }).catch(() => undefined);
}

/** Path rules of people. */
export const limiting: Operation[] = [{ name: 'limit to files', weight: 1.2, run: limit }];
