import type { Simulation } from '../simulation.ts';

/** Checks that every stream has ended, that its parts came in order, each once, and all of them where it is whole. */
export function checkStreams(simulation: Simulation): void {
  for (const { opener, parts, heard, end, isKept } of simulation.flows) {
    if (!isKept) continue;
    if (end === null) simulation.problem(`a stream of ${opener} never ended: ${heard.length} of ${parts} parts came`);
    if (heard.some((part, index) => part !== index))
      simulation.problem(`parts of a stream of ${opener} came as ${heard.join(' ')}`);
    if (end === 'whole' && heard.length !== parts)
      simulation.problem(`${heard.length} of ${parts} parts of a whole stream came to ${opener}`);
  }
}
