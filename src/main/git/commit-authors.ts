import { noReplyAddress } from '../../shared/capabilities/git/co-author.ts';
import { ownerOf } from '../../shared/capabilities/people/agents.ts';
import { shownName } from '../../shared/capabilities/people/names.ts';
import type { PeopleState } from '../../shared/capabilities/people/people-state.ts';

/** Author of a commit other than the host's person. */
export interface Author {
  name: string;
  email: string;
}

/** Person who answers for a commit, and the agent that makes it for them. */
export interface CommitAuthors {
  /** Null for the host's person, whom Git's configuration names. */
  author: Author | null;
  /** Id of the person; never an agent. */
  person: string;
  /** Name of the agent; null where the person commits. Its commits are not signed with the person's key. */
  agent: string | null;
}

/** Gives the authors of a commit that somebody makes: of an agent's, its owner is the author. `host` is the host's person. */
export function commitAuthorsOf(state: PeopleState, by: string, host: string): CommitAuthors {
  const person = ownerOf(state, by);
  const name = shownName(state, person) ?? 'Somebody';
  // The address leads nowhere: nothing can be sent to a guest.
  const author = person === host ? null : { name, email: noReplyAddress(name) };
  return { author, person, agent: person === by ? null : (shownName(state, by) ?? 'Agent') };
}
