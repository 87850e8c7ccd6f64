import { sizeOf } from '../../../src/shared/core/record.ts';
import type { SessionState } from '../../../src/shared/session/state.ts';
import { placesOf } from '../operations/comments.ts';
import type { Simulation } from '../simulation.ts';

/** Checks comments: everybody finds each thread at the same place, and none is without words or of a text that is gone. */
export function checkComments(simulation: Simulation, state: SessionState): void {
  for (const { id, ref, comments } of Object.values(state.comments.threads)) {
    if (state.documents[ref] === undefined) simulation.problem(`the thread ${id} is about a text that is gone`);
    if (comments.length === 0) simulation.problem(`the thread ${id} has no comment`);
  }
  const shares = Object.values(state.comments.shares).reduce((sum, { threads }) => sum + threads, 0);
  if (shares !== sizeOf(state.comments.threads)) simulation.problem('the shares of people miss a thread');
  for (const ref of Object.keys(state.documents)) {
    const places = new Set(simulation.people.map((actor) => placesOf(actor, ref)).filter((each) => each !== ''));
    if (places.size > 1) simulation.problem(`comments are in several places: ${[...places].join(' / ')}`);
  }
}
