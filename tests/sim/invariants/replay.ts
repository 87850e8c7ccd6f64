import { ReplayHistory } from '../../../server/replay/replay-history.ts';
import { ReplaySession } from '../../../server/replay/replay-session.ts';
import { MemoryOutbox } from '../../../src/client/outbox.ts';
import { ReplayClient } from '../../../src/client/replay-client.ts';
import { isRecorded } from '../../../src/shared/capabilities/recording/recording-state.ts';
import { newId } from '../../../src/shared/core/ids.ts';
import type { Simulation } from '../simulation.ts';
import { calm, wire } from '../wire.ts';

/** Share of the courses that are watched again, where the log keeps all of them, and the moments of each. */
const watched = 2;
const mostMoments = 6;

const isWatched = ({ seed }: Simulation) => seed % watched === 0;

/**
 * Notes what somebody sees now, so that a replay can be compared with it: texts that the host has alike, with the same
 * entries applied. One alone may have edits that are still being gathered, and two people may have made the same.
 */
export function noteMoment(simulation: Simulation): void {
  const { host, hostAlive, people, moments } = simulation;
  if (!isWatched(simulation) || !hostAlive || !host || host.disk.unsentCount > 0) return;
  const seq = host.disk.applied;
  const actor = people.find(({ client }) => client.status.is === 'online' && client.applied === seq);
  if (!actor) return;
  const texts = [...actor.editors].flatMap(([ref, { document }]): [string, string][] => {
    const text = document.toString();
    return document.status === 'ready' && host.textOf(ref) === text ? [[ref, text]] : [];
  });
  const { state } = host.disk;
  const recording = isRecorded(state) ? state.recording!.ref : null;
  moments.push({ seq, texts: new Map(texts), recording });
}

/**
 * Checks the law of replay: the session's past, and each recording of it, shows at any moment of its own and in any order
 * the very texts that people saw then; and a recording never tells an entry from before it, or from a rest.
 */
export async function checkReplay(simulation: Simulation): Promise<void> {
  const { moments, log, id } = simulation;
  if (!isWatched(simulation) || simulation.hasTrimmed || moments.length === 0) return;
  await watch(simulation, null);
  for (const { ref, kind } of await log.recordings(id))
    if (ref !== null && kind === 'recording.started') await watch(simulation, ref);
}

async function watch(simulation: Simulation, recording: string | null): Promise<void> {
  const { world, random, log, id, session } = simulation;
  const getBlob = (hash: string) => simulation.blobs.get(hash);
  const history = await ReplayHistory.open(log, id, { recording, getBlob }).catch(() => null);
  // A start that came too late, while there was a recording, is void.
  if (history === null) return;
  const isCut = (seq: number) =>
    simulation.cuts.some(([after, upTo]) => seq > after && seq <= upTo) ||
    simulation.cutsOut.some(({ after, upTo }) => seq > after && seq <= upTo);
  const moments = simulation.moments.filter(({ seq }) => history.clamped(seq) === seq);
  for (const { seq, recording: then } of recording === null ? [] : simulation.moments)
    if (!isCut(seq) && (then === recording) !== (history.clamped(seq) === seq))
      simulation.problem(
        `the entry ${seq} is ${then === recording ? 'not in its recording' : 'in a recording of others'}`,
      );
  if (moments.length === 0) return;
  const replay = new ReplaySession(
    history,
    () => world.nowMs,
    (words) => simulation.problem(words),
  );
  const environment = world.environment();
  const client = new ReplayClient({
    dial: wire(
      world,
      () => calm,
      (server) => replay.connect(server, { is: 'owner', person: simulation.owner }),
      () => true,
    ),
    environment,
    outbox: new MemoryOutbox(),
    replica: newId(environment),
    name: 'Viewer',
    purpose: 'window',
  });
  client.events.on('entry', ({ seq, kind }) => {
    if (seq > 0 && history.clamped(seq) !== seq) simulation.problem(`the recording tells ${kind} at ${seq}`);
  });
  await client.start();
  await world.run(100);
  // Texts that have left the session are in no recording either.
  const isThere = (ref: string) => session!.state.documents[ref] !== undefined;
  const refs = [...new Set(moments.flatMap(({ texts }) => [...texts.keys()]))].filter(isThere);
  for (const ref of refs) void client.documents.open(ref).catch(() => undefined);
  await world.run(200);
  for (let look = 0; look < mostMoments; look++) {
    const { seq, texts } = random.pick(moments);
    client.show('seq', seq);
    await world.run(300);
    if (client.applied !== seq) simulation.problem(`the replay is at ${client.applied}, and was sent to ${seq}`);
    for (const [ref, text] of texts) {
      if (!isThere(ref)) continue;
      if (history.isCut(ref, seq)) {
        if (!simulation.cutsOut.some((each) => each.ref === ref && seq > each.after && seq < each.upTo))
          simulation.problem(`the text at ${seq} was cut out by nobody`);
        continue;
      }
      const shown = client.documents.get(ref)?.toString();
      if (shown !== text) simulation.problem(`the replay at ${seq} shows “${shown}”, and people saw “${text}”`);
    }
  }
  client.abandon();
}
