import type { Asking } from '../../core/asking.ts';
import { EnsembleError } from '../../core/errors.ts';
import { isWithin } from '../../core/sight.ts';
import { isAgentIn, ownerOf, pathsOf } from '../people/agents.ts';
import { may } from '../people/participants.ts';
import type { FileProposal, FileProposalsView } from './file-proposal-state.ts';
import { type FileAct, type FileProposalBody, pathsOfAct } from './kinds.ts';
import { fileProposalLimits } from './limits.ts';

const refuse = (code: EnsembleError['code'], words: string) => new EnsembleError(code, words);
const gone = () =>
  refuse('not-found', 'This suggestion is gone: its agent has taken it back, or it was judged long ago.');

/** Size of a proposal in the state, in UTF-16 units. */
function sizeOf({ act, title }: { act: FileAct; title: string }): number {
  const text = act.is === 'create' ? act.text.length : 0;
  const names = pathsOfAct(act).reduce((sum, path) => sum + path.length, title.length);
  return fileProposalLimits.unitsOfEach + names + text;
}

const unitsOf = (all: readonly FileProposal[]) => all.reduce((sum, each) => sum + sizeOf(each), 0);

/** Finds a proposal, as far as a person sees the files that it names. */
function seenBy({ fileProposals, ...people }: FileProposalsView, person: string, id: string): FileProposal | undefined {
  const found = Object.hasOwn(fileProposals, id) ? fileProposals[id] : undefined;
  const limits = pathsOf(people, person);
  return found && (limits === null || pathsOfAct(found.act).every((path) => isWithin(limits, path)))
    ? found
    : undefined;
}

/** Reason for which a file act may not be proposed. */
export function objectionToMaking(
  state: FileProposalsView,
  person: string,
  body: FileProposalBody<'fileProposal.made'>,
): EnsembleError | null {
  if (!isAgentIn(state, person)) return refuse('not-permitted', 'Agents suggest acts on files; a person does them.');
  const { act, proposal } = body;
  if (Object.hasOwn(state.fileProposals, proposal)) return refuse('exists', 'There is such a suggestion already.');
  if (act.is === 'move' && (act.to === act.from || act.to.startsWith(`${act.from}/`)))
    return refuse('bad-request', 'Nothing is moved to its own place, or into itself: name another one.');
  const all = Object.values(state.fileProposals);
  // All agents of one person share their bounds: those of others would find no room.
  const own = all.filter(({ agent }) => ownerOf(state, agent) === ownerOf(state, person));
  const openIn = (some: readonly FileProposal[]) => some.filter(({ judged }) => judged === null).length;
  if (openIn(all) >= fileProposalLimits.open || openIn(own) >= fileProposalLimits.openOfOne)
    return refuse('too-fast', 'So many suggestions wait to be judged: wait, or take some of yours back.');
  if (unitsOf(own) + sizeOf(body) > fileProposalLimits.unitsOfOne)
    return refuse('too-large', 'Your suggestions hold too much text: wait until people judge them, or take some back.');
  if (unitsOf(all) + sizeOf(body) <= fileProposalLimits.unitsOfAll) return null;
  return refuse('too-large', 'The suggestions of all agents hold too much text: wait until people judge some.');
}

/** Reason for which a proposed file act may not be judged. */
export function objectionToJudging(
  state: FileProposalsView,
  person: string,
  { proposal, judgement, verdict }: FileProposalBody<'fileProposal.judged'>,
): EnsembleError | null {
  const found = seenBy(state, person, proposal);
  if (!found) return gone();
  if (ownerOf(state, person) !== person)
    return refuse('not-permitted', 'A person accepts and rejects suggestions, not an agent.');
  if (verdict === null && found.isBare)
    return refuse('not-found', 'This suggestion was judged a while ago: ask for a new one.');
  const isMine = found.judged?.person === person;
  const isUnderWay = isMine && found.judged?.verdict === 'accepting' && found.judged.judgement === judgement;
  if (verdict === 'accepted' && isUnderWay) return null;
  if (verdict === null ? isMine : found.judged === null) return null;
  return refuse('exists', 'Somebody has judged this suggestion already: nothing is done twice.');
}

/** Reason for which a proposed file act may not be taken back. */
export function objectionToWithdrawing(
  state: FileProposalsView,
  person: string,
  { proposal }: FileProposalBody<'fileProposal.withdrawn'>,
): EnsembleError | null {
  const found = seenBy(state, person, proposal);
  if (!found) return gone();
  // The host takes back those that name what it does not share.
  return found.agent === person || may(state, person, 'host')
    ? null
    : refuse('not-permitted', 'An agent takes back its own suggestions only.');
}

/** Reason for which something may not be said about proposed file acts. */
export function objectionToFileProposal(
  state: FileProposalsView,
  { person, saying: { kind, ref, body } }: Asking,
): EnsembleError | null {
  if (!kind.startsWith('fileProposal.')) return null;
  if (ref !== null) return refuse('bad-request', 'A suggestion about a file names it by its path: give no document.');
  if (kind === 'fileProposal.made') return objectionToMaking(state, person, body as FileProposalBody<typeof kind>);
  if (kind === 'fileProposal.judged') return objectionToJudging(state, person, body as FileProposalBody<typeof kind>);
  return objectionToWithdrawing(state, person, body as FileProposalBody<'fileProposal.withdrawn'>);
}
