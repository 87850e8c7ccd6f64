import { newId } from '../../../src/shared/core/ids.ts';
import type { Simulation } from '../simulation.ts';
import { type Operation, someone } from './common.ts';

/** Begins a recording, or has the one that runs rest, go on, or end. */
function record(simulation: Simulation): void {
  const { host, random, world } = simulation;
  if (!simulation.hostAlive || !host?.hasClaimed) return simulation.idle();
  const { recording } = host.host.state;
  const say = () => {
    if (recording === null)
      return host.host.publish('recording.started', { title: 'course' }, newId(world.environment()));
    const kinds = ['recording.stopped', 'recording.paused', 'recording.resumed', 'recording.resumed'] as const;
    return host.host.publish(random.pick(kinds), {}, recording.ref);
  };
  // Another word may have come before, such as that of another host.
  void say().catch(() => undefined);
}

/** Objects to the recording, agrees to it, or marks a moment of it, as anybody may. */
function answerRecording(simulation: Simulation): void {
  const actor = someone(simulation);
  const recording = actor?.client.state.recording;
  if (!actor || !recording || actor.client.person === null) return simulation.idle();
  const { client } = actor;
  const say = () => {
    if (simulation.random.chance(0.4)) return client.publish('recording.marked', { words: 'here' }, recording.ref);
    const objects = recording.objectors.includes(client.person!);
    return client.publish(objects ? 'recording.agreed' : 'recording.objected', {}, recording.ref);
  };
  void say().catch(() => undefined);
}

const hourMs = 3_600_000;

/** Has the history from before some time leave the log, as after its retention. */
function prune(simulation: Simulation): void {
  const { session, random, world } = simulation;
  if (!session) return simulation.idle();
  void session.prune(world.nowMs - random.pick([0, 0, 1_000, hourMs]));
}

/** Has the owner cut a stretch out of everything that was said, recorded or not. */
function cut(simulation: Simulation): void {
  const { session, random, cuts } = simulation;
  if (!session || session.head < 10) return simulation.idle();
  const after = random.below(session.head - 1);
  const upTo = Math.min(session.head, after + 1 + random.below(20));
  cuts.push([after, upTo]);
  // It cannot be while somebody has not heard it all.
  void session.cut({ after, upTo }).catch(() => undefined);
}

/** Has the owner cut the content of one file or terminal out of a stretch. */
function cutOut(simulation: Simulation): void {
  const { session, random, cutsOut } = simulation;
  if (!session || session.head < 10) return simulation.idle();
  const { documents, terminals } = session.state;
  const refs = [...Object.keys(documents), ...Object.keys(terminals)];
  if (refs.length === 0) return simulation.idle();
  const ref = random.pick(refs);
  const after = random.below(session.head - 1);
  const upTo = Math.min(session.head, after + 1 + random.below(60));
  cutsOut.push({ ref, after, upTo });
  void session.cut({ after, upTo }, ref).catch(() => undefined);
}

/** Recordings, the objections to them, and history that is kept no longer. */
export const recordings: Operation[] = [
  { name: 'record', weight: 1.5, run: record },
  { name: 'answer a recording', weight: 1, run: answerRecording },
  { name: 'prune the history', weight: 1, run: prune },
  { name: 'cut a stretch', weight: 0.5, run: cut },
  { name: 'cut out of a stretch', weight: 0.7, run: cutOut },
];
