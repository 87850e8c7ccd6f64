import { EnsembleError } from '../../core/errors.ts';
import { type Role, roleRights } from '../../core/rights.ts';
import { holds, pathsOf } from './agents.ts';
import { may } from './participants.ts';
import type { Participant, PeopleState } from './people-state.ts';

const refuse = (words: string) => new EnsembleError('not-permitted', words);

/**
 * Reason for which somebody may not answer a request to join. Who lets in without being an owner answers first requests
 * only, and gives neither more than they have nor more than was asked for.
 */
export function objectionToAnswer(
  state: PeopleState,
  by: Participant,
  target: Participant,
  answer: { role: Role; name: string } | null,
): EnsembleError | null {
  if (holds(state, by, 'admit')) return null;
  if (target.standing !== 'asking') return refuse('Only who asks to join is answered: leave others to an owner.');
  if (target.removedMs !== undefined) return refuse('They were removed before: leave the answer to an owner.');
  if (pathsOf(state, by.person) !== null)
    return refuse('You see a part of the folder only: leave the answer to an owner.');
  if (answer === null) return null;
  if (answer.name !== target.name) return refuse('People come in by the name with which they asked.');
  for (const right of roleRights[answer.role]) {
    if (!holds(state, by, right))
      return refuse(`You cannot let somebody in as ${answer.role}: you do not have the right "${right}".`);
    if (!roleRights[target.role].has(right))
      return refuse(`They asked to come in as ${target.role}: only an owner gives more.`);
  }
  return null;
}

/** Says whether a person may let somebody in who waits, as they asked. */
export function mayLetIn(state: PeopleState, person: string | null, target: Participant): boolean {
  const by = person === null ? undefined : state.participants[person];
  if (by === undefined || !may(state, person, 'admit.guests')) return false;
  return objectionToAnswer(state, by, target, target) === null;
}
