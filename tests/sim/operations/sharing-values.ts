import { SharedValues } from '../../../src/client/values/shared-values.ts';
import type { Actor } from '../cast.ts';
import type { Simulation } from '../simulation.ts';
import { type Operation, someone } from './common.ts';

/** Key to which tokens are added only by comparing and setting: none of them may be lost. */
export const tallyKey = 'tally';

/** Most characters of a tally: one that grows for ever is refused some time. */
const mostTallyLength = 12_000;

const clients = new WeakMap<Actor, SharedValues>();

function valuesOf(actor: Actor): SharedValues {
  const known = clients.get(actor) ?? new SharedValues(actor.client);
  clients.set(actor, known);
  return known;
}

/** Tokens whose senders were told that they are in the tally, or that they are not. */
export interface Tally {
  in: Set<number>;
  out: Set<number>;
  next: number;
}

const tallies = new WeakMap<Simulation, Tally>();

/** Gives the tokens of a simulation. */
export function tallyOf(simulation: Simulation): Tally {
  const known = tallies.get(simulation) ?? { in: new Set(), out: new Set(), next: 0 };
  tallies.set(simulation, known);
  return known;
}

/** Has everybody add a token to the tally at the same moment, by comparing and setting. */
async function compareAndSet(simulation: Simulation): Promise<void> {
  const { people, random } = simulation;
  const tally = tallyOf(simulation);
  for (const actor of people) {
    if (random.chance(0.3)) continue;
    const values = valuesOf(actor);
    const known = values.get(tallyKey);
    const others = (known?.value ?? []) as number[];
    if (JSON.stringify(others).length > mostTallyLength) continue;
    const token = tally.next++;
    values
      .change([{ key: tallyKey, set: [...others, token], seen: known?.version ?? 0 }])
      .then(({ is }) => void (is === 'applied' ? tally.in : tally.out).add(token))
      .catch(() => undefined);
  }
  await simulation.world.run(random.below(40));
}

/** Has somebody set, merge or delete some values, with or without their versions. */
function changeValues(simulation: Simulation): void {
  const actor = someone(simulation);
  if (!actor) return simulation.idle();
  const { random } = simulation;
  const values = valuesOf(actor);
  const keys = ['a', 'b', 'c'].filter(() => random.chance(0.5));
  const wishes = keys.map((key) => {
    const seen = random.chance(0.4) ? { seen: values.get(key)?.version ?? 0 } : {};
    const kind = random.below(6);
    if (kind === 0) return { key, delete: true as const, ...seen };
    if (kind < 3) return { key, set: random.below(100), ...seen };
    return { key, merge: { [`part${random.below(3)}`]: random.chance(0.3) ? null : random.below(100) }, ...seen };
  });
  if (wishes.length === 0) return simulation.idle();
  void values.change(wishes).catch(() => undefined);
}

/** Has somebody take, renew or release a lease. */
function leaseValue(simulation: Simulation): void {
  const actor = someone(simulation);
  if (!actor) return simulation.idle();
  const { random } = simulation;
  const key = random.pick(['a', 'b']);
  const values = valuesOf(actor);
  const said = random.chance(0.3) ? values.release(key) : values.lease(key, 1_000 + random.below(100_000));
  void said.catch(() => undefined);
}

/** Shared values: changes, comparing and setting, and leases. */
export const sharingValues: Operation[] = [
  { name: 'compare and set', weight: 1.5, run: compareAndSet },
  { name: 'change values', weight: 1.5, run: changeValues },
  { name: 'lease a value', weight: 0.7, run: leaseValue },
];
