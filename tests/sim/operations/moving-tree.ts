import { TreeLeases } from '../../../src/main/git/tree-leases.ts';
import { treeOf } from '../../../src/main/host/tree-of.ts';
import { treeActs } from '../../../src/shared/capabilities/locks/tree-lease.ts';
import { EnsembleError } from '../../../src/shared/core/errors.ts';
import type { HostActor } from '../cast.ts';
import type { Simulation } from '../simulation.ts';
import { type Operation, replace, someEditor, someone } from './common.ts';
import { put } from './git.ts';

const leases = new WeakMap<HostActor, TreeLeases>();

function leasesOf(simulation: Simulation, host: HostActor): TreeLeases {
  const term = () => host.host.state.host?.term ?? 0;
  const { leased, freed } = treeOf(host.host, host.keeper.unsavedEdits, term);
  const made = new TreeLeases({
    leased,
    freed,
    nameOf: (person) => person,
    // A host that died, or is not it any more, tells the end to nobody.
    report: (words) => {
      if (!host.isDead && simulation.host === host) simulation.problem(words);
    },
  });
  leases.set(host, leases.get(host) ?? made);
  return leases.get(host)!;
}

/** Has the host move the tree for somebody: all files become others, under texts that people are in the middle of. */
function begin(simulation: Simulation, pausesMs: readonly [number, number]): boolean {
  const { host, random, world } = simulation;
  const asker = someone(simulation)?.client.person;
  if (!host?.hasClaimed || !simulation.hostAlive || !asker) return false;
  const environment = world.environment(() => !host.isDead);
  const pause = (ms: number) => new Promise<void>((resolve) => void environment.setTimer(resolve, ms));
  const leaves = random.below(3);
  const act = random.pick(treeActs);
  const move = async () =>
    leasesOf(simulation, host).during(asker, act, async (told) => {
      await told();
      await pause(pausesMs[0]);
      if (simulation.host === host && !host.isDead) moveFiles(simulation, leaves);
      await pause(pausesMs[1]);
    });
  // Refused while another one moves it, and where the host is not it any more.
  void move().catch((thrown) => {
    if (!(thrown instanceof EnsembleError)) simulation.problem(`moving the tree failed: ${String(thrown)}`);
  });
  return true;
}

/** Takes a line out of some files, and puts another one into each, as a switch of branches does. */
function moveFiles(simulation: Simulation, leaves: number): void {
  const { disk, world } = simulation;
  for (const [index, path] of [...disk.files.keys()].entries()) {
    if (index % 3 === leaves) continue;
    const [, ...kept] = disk.text(path)!.split('\n');
    put(simulation, path, [`moved to at ${world.nowMs}`, ...kept].join('\n'));
  }
}

async function moveTree(simulation: Simulation): Promise<void> {
  const { random } = simulation;
  const pausesMs = [random.below(400), random.below(1_500)] as const;
  if (begin(simulation, pausesMs)) await simulation.world.run(random.below(300));
  else simulation.idle();
}

/** Moves the tree while people type, and while agents edit what they have just read: the agents are refused. */
async function moveUnderEdits(simulation: Simulation): Promise<void> {
  const { agents, random, world } = simulation;
  const path = random.pick(['one.txt', 'two.txt']);
  const here = agents.filter(({ client }) => client.status.is === 'online');
  for (const agent of here) void agent.read(path).catch(() => undefined);
  await world.run(400);
  if (!begin(simulation, [random.below(100), random.below(1_000)])) return simulation.idle();
  await world.run(random.below(60));
  for (const agent of here) {
    const known = agent.reads.at(-1);
    if (!known) continue;
    const word = simulation.outsideWord(null);
    agent.words.add(word);
    const turn = `turn-${simulation.intended.size + 1}`;
    simulation.intended.set(turn, { read: known.text });
    const change = { offset: 0, deleteLength: 0, insertText: `${word}\n` };
    void agent.texts.edit(known.path, known.version, [change], { turn }).catch(() => undefined);
  }
  const chosen = someEditor(simulation);
  if (chosen)
    replace(simulation, chosen.editor, [{ offset: 0, deleteLength: 0, insertText: simulation.word(chosen.actor) }]);
}

/** Has the host die between the lease and its end; the next one ends it by its claim. */
async function dieMovingTree(simulation: Simulation): Promise<void> {
  const { random, world } = simulation;
  if (!begin(simulation, [random.below(300), 60_000])) return simulation.idle();
  await world.run(random.below(500));
  simulation.crashHost();
  await world.run(random.below(2_000));
  await simulation.startHost();
}

/** Acts on the whole tree, under a lease of it. */
export const movingTree: Operation[] = [
  { name: 'move the tree', weight: 1.5, run: moveTree },
  { name: 'move the tree under edits', weight: 1.5, run: moveUnderEdits },
  { name: 'die moving the tree', weight: 0.5, run: dieMovingTree },
];
