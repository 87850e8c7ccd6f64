import { documentAt } from '../../../src/shared/capabilities/documents/paths.ts';
import { newId } from '../../../src/shared/core/ids.ts';
import { MemoryDisk } from '../memory-disk.ts';
import type { Simulation } from '../simulation.ts';
import { wordPattern } from '../words.ts';
import type { Operation } from './common.ts';

const hourMs = 3_600_000;

/** Notes that text on a disk that hosts no more may never have come into the session. */
function leaveBehind(simulation: Simulation): void {
  for (const path of simulation.disk.files.keys())
    for (const [word] of (simulation.disk.text(path) ?? '').matchAll(wordPattern))
      if (simulation.typed.get(word) === 'another program') simulation.touched.add(word);
}

/**
 * Notes the words in files at other paths than the log has for their documents, as after a move that it never heard of:
 * to the next machine they are files of their own, as after a rename by another program.
 */
function setApart(simulation: Simulation, files: MemoryDisk): void {
  for (const path of files.files.keys()) {
    const ref = documentAt(simulation.session!.state, path);
    for (const [word] of (files.text(path) ?? '').matchAll(wordPattern)) {
      const typedIn = simulation.typedIn.get(word);
      if (typedIn !== undefined && typedIn !== ref) simulation.apart.add(word);
    }
  }
}

/** Makes another machine with a checkout the host: of now, or of the beginning. The former one is dead, or asleep. */
async function takeOver(simulation: Simulation): Promise<void> {
  const { random, host, disk } = simulation;
  if (!host || !simulation.session) return simulation.idle();
  leaveBehind(simulation);
  const files = random.chance(0.5) ? disk.files : simulation.firstFiles;
  if (random.chance(0.5) || !simulation.hostAlive) simulation.crashHost();
  else simulation.sleepHost();
  const next = new MemoryDisk();
  next.written = simulation.disk.written;
  for (const [path, bytes] of files) next.files.set(path, bytes.slice());
  for (const path of disk.hidden) next.hidden.add(path);
  setApart(simulation, next);
  await simulation.startHost({ person: newId(simulation.world.environment()), disk: next });
}

/** Wakes the former host, with another branch's files on its disk: nothing of it may come into the session. */
async function wakeFormer(simulation: Simulation): Promise<void> {
  const { former, world, session, host } = simulation;
  // It is the host until the log has the claim of the next.
  if (!former?.host.hasClaimed || session?.state.host?.replica !== host?.host.replica) return simulation.idle();
  for (const path of former.disk.files.keys()) {
    const word = simulation.outsideWord();
    simulation.touched.add(word);
    simulation.foreign.add(word);
    former.disk.setText(path, `${word}\n`);
    void former.host.keeper.diskChanged(path).catch(() => undefined);
  }
  await world.run(500);
  former.host.crash();
  simulation.former = null;
}

/** Takes the host away for an hour. */
async function awayForAnHour(simulation: Simulation): Promise<void> {
  if (simulation.hostAlive) simulation.crashHost();
  await simulation.world.run(hourMs);
  await simulation.startHost();
}

/** The session outlives its host, and goes to another. */
export const hosting: Operation[] = [
  { name: 'take over', weight: 1, run: takeOver },
  { name: 'the former host wakes', weight: 1, run: wakeFormer },
  { name: 'host away for an hour', weight: 0.2, run: awayForAnHour },
];
