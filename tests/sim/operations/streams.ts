import type { EnsembleError } from '../../../src/shared/core/errors.ts';
import type { Flow } from '../flow.ts';
import type { Simulation } from '../simulation.ts';
import { keepsFrames } from '../wire.ts';
import { type Operation, someone } from './common.ts';

/** Opens a stream at the host, and reads it: at once, or so slowly that the host has to wait; to its end or not. */
function follow(simulation: Simulation): void {
  const { random, world, flows } = simulation;
  const actor = someone(simulation);
  if (!actor) return simulation.idle();
  const flow: Flow = {
    opener: actor.name,
    parts: 1 + random.below(40),
    heard: [],
    end: null,
    isKept: keepsFrames(simulation.weather),
  };
  flows.push(flow);
  const pauseMs = random.chance(0.5) ? 0 : random.below(400);
  const leaveAfter = random.chance(0.3) ? random.below(flow.parts) : Number.POSITIVE_INFINITY;
  const environment = world.environment();
  const read = async () => {
    const stream = actor.client.open('search.text', { pattern: `${flow.parts}` });
    for await (const { matches } of stream) {
      flow.heard.push(Number(matches[0]!.path));
      if (flow.heard.length > leaveAfter) {
        flow.end = 'left';
        return;
      }
      if (pauseMs > 0) await new Promise<void>((resolve) => environment.setTimer(resolve, pauseMs));
    }
    await stream.result;
    flow.end = 'whole';
  };
  read().catch((thrown: EnsembleError) => {
    flow.end = thrown.code;
  });
}

export const streaming: readonly Operation[] = [{ name: 'follow a stream', weight: 2, run: follow }];
