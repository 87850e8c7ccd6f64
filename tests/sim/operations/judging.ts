import { judgements } from '../../../src/shared/capabilities/work/kinds.ts';
import type { Simulation } from '../simulation.ts';
import { type Operation, someEditor } from './common.ts';

/** Names of parts, few enough for several people to judge the same ones. */
const partNames = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(22));

/** Has all who have a text open judge some parts of it, or take that back, at the same moment. */
function judge(simulation: Simulation): void {
  const { random, people } = simulation;
  const chosen = someEditor(simulation);
  if (!chosen) return simulation.idle();
  const { ref } = chosen.editor.document;
  for (const { client, editors } of people) {
    if (!editors.has(ref) || random.chance(0.4)) continue;
    const parts = partNames.filter(() => random.chance(0.5));
    const is = random.chance(0.2) ? null : random.pick(judgements);
    if (parts.length > 0) void client.publish('work.judged', { parts, is }, ref).catch(() => undefined);
  }
}

/** Judgements of parts of people's work. */
export const judging: Operation[] = [{ name: 'judge part', weight: 1.5, run: judge }];
