import { namesOfGivers } from '../../shared/capabilities/people/givers.ts';
import type { Participant } from '../../shared/capabilities/people/people-state.ts';
import {
  type GrantableRight,
  grantable,
  type Holder,
  isGrantable,
  mayDo,
  type Right,
} from '../../shared/core/rights.ts';
import type { SessionState } from '../../shared/session/state.ts';
import { abilitiesOf, listNames } from './words.ts';

/** Words of each right, as the end of "asks to …" and "can …". */
export const rightWords: Readonly<Record<GrantableRight, string>> = {
  edit: 'edit files',
  save: 'save files',
  'files.write': 'create, move and delete files',
  chat: 'chat',
  annotate: 'comment',
  call: 'take part in calls',
  'terminal.write': 'type into terminals',
  run: 'run programs',
  debug: 'debug',
  git: 'use Git',
  'git.push': 'fetch, pull and push',
  record: 'record the session',
  'admit.guests': 'let people in who ask',
};

/** Rights by which a program of their holder's choice runs on the host's machine. */
const reachingFar: readonly Right[] = ['terminal.write', 'run', 'debug', 'git', 'git.push'];

/** Consequence of giving a right; null for one that goes no further than its words. */
export function farReach(right: Right): string | null {
  return reachingFar.includes(right) ? 'Who has this can read what the host can, beyond this folder too' : null;
}

/** Names of the people who can give rights and are here; of all who can where nobody is. */
export function giversInWords(state: SessionState): string {
  const names = namesOfGivers(state);
  return names.length === 0 ? 'the host' : listNames(names).replace(/ and (?=[^ ]+$)/, ' or ');
}

/** Rights for which somebody may ask. */
export function lackedBy(holder: Holder, all: readonly Right[]): GrantableRight[] {
  return all.filter(isGrantable).filter((right) => !mayDo(holder, right));
}

/** Lists rights in words: `edit files and save files`. */
export function listRights(rights: readonly GrantableRight[]): string {
  return listNames(
    rights.map((right) => rightWords[right]),
    rights.length,
  );
}

/** Request of a person for rights: `asks to edit files`. */
export function asksInWords({ asks = [] }: Pick<Participant, 'asks'>): string {
  return asks.length === 0 ? '' : `asks to ${listRights(asks)}`;
}

/** Difference of two sets of rights. */
export function changesOf(before: Holder, after: Holder, all: readonly Right[]) {
  const lost = all.filter(isGrantable).filter((right) => mayDo(before, right) && !mayDo(after, right));
  return { given: lackedBy(before, all).filter((right) => mayDo(after, right)), taken: lost };
}

/** Abilities of a person, as the end of "You can …": their role's, and what differs for them. */
export function abilitiesOfPerson({ role, grants = {} }: Holder): string {
  const of = (given: boolean) => grantable.filter((right) => grants[right] === given);
  const [given, taken] = [of(true), of(false)];
  const more = given.length > 0 ? `; beyond that ${listRights(given)}` : '';
  const less = taken.length > 0 ? `; but not ${listRights(taken)}` : '';
  return `${abilitiesOf(role)}${more}${less}`;
}
