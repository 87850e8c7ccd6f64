import type { Asking } from '../../core/asking.ts';
import { EnsembleError } from '../../core/errors.ts';
import { ownerOf } from '../people/agents.ts';
import type { ProposalBody, ProposedPart } from './kinds.ts';
import { proposalLimits } from './limits.ts';
import { isOpen, type Proposal, type ProposalsView } from './proposal-state.ts';

/** A word about proposals: its person and document. */
interface Said {
  person: string;
  ref: string | null;
}

const refuse = (code: EnsembleError['code'], words: string) => new EnsembleError(code, words);
const gone = () => refuse('not-found', 'This suggestion is gone: its agent has taken it back, or its file has left.');

/** Length of the texts of some parts. */
export function unitsOf(parts: readonly Pick<ProposedPart, 'before' | 'after'>[]): number {
  return parts.reduce((sum, { before, after }) => sum + before.length + after.length, 0);
}

/** Size of some parts in the state, in UTF-16 units: texts, and runs of ids. */
function sizeOf(parts: readonly ProposedPart[]): number {
  const runs = parts.reduce((sum, { reads }) => sum + reads.ids.length, 0);
  return unitsOf(parts) + runs * proposalLimits.unitsOfRun;
}

/** Finds a proposal about a document; undefined where it is not there. */
export function proposalOf({ proposals }: ProposalsView, id: string, ref: string | null): Proposal | undefined {
  const found = Object.hasOwn(proposals, id) ? proposals[id] : undefined;
  return found?.ref === ref ? found : undefined;
}

const isAgent = ({ participants }: ProposalsView, person: string) => participants[person]?.agentOf !== undefined;

/** Reason for which something may not be proposed. */
export function objectionToMaking(
  state: ProposalsView,
  { person, ref }: Said,
  { proposal, parts }: ProposalBody<'proposal.made'>,
): EnsembleError | null {
  if (!isAgent(state, person)) return refuse('not-permitted', 'Agents suggest edits; a person edits, or comments.');
  if (ref === null || !Object.hasOwn(state.documents, ref))
    return refuse('not-found', 'A suggestion is about a document: this one is not in the session (any more).');
  if (Object.hasOwn(state.proposals, proposal)) return refuse('exists', 'There is such a suggestion already.');
  const open = Object.values(state.proposals).filter(isOpen);
  // All agents of one person share their bounds: those of others would find no room.
  const own = open.filter(({ agent }) => ownerOf(state, agent) === ownerOf(state, person));
  if (
    open.length >= proposalLimits.open ||
    own.length >= proposalLimits.openOfOne ||
    open.filter((each) => each.ref === ref).length >= proposalLimits.openOfDocument
  )
    return refuse('too-fast', 'So many suggestions wait to be judged: wait, or take some of yours back.');
  const unitsWith = (others: readonly Proposal[]) =>
    others.reduce((sum, each) => sum + sizeOf(each.parts), sizeOf(parts));
  if (unitsWith(own) > proposalLimits.unitsOfOne)
    return refuse(
      'too-large',
      'Your open suggestions hold too much text: wait until they are judged, or take some back.',
    );
  if (unitsWith(open) <= proposalLimits.unitsOfAll) return null;
  return refuse('too-large', 'The open suggestions of all agents hold too much text: wait until people judge some.');
}

/** Finds the parts of a proposal that a judgement reaches: open ones, or with null those that the person has judged. */
export function partsJudged(
  { parts }: Proposal,
  person: string,
  { parts: meant, verdict }: ProposalBody<'proposal.judged'>,
): ReadonlySet<number> {
  const reached = meant.filter((index) => {
    const part = parts[index];
    return part !== undefined && (verdict === null ? part.judged?.person === person : part.judged === null);
  });
  return new Set(reached);
}

/** Reason for which parts of a proposal may not be judged. */
export function objectionToJudging(
  state: ProposalsView,
  { person, ref }: Said,
  body: ProposalBody<'proposal.judged'>,
): EnsembleError | null {
  const proposal = proposalOf(state, body.proposal, ref);
  if (!proposal) return gone();
  if (isAgent(state, person)) return refuse('not-permitted', 'A person accepts and rejects suggestions, not an agent.');
  if (body.verdict === null && proposal.isBare)
    return refuse('not-found', 'This suggestion was judged a while ago, and its texts are gone: ask for a new one.');
  if (partsJudged(proposal, person, body).size > 0) return null;
  return refuse('exists', 'Somebody else has judged this suggestion already: nothing is done twice.');
}

/** Reason for which a proposal may not be taken back. */
export function objectionToWithdrawing(
  state: ProposalsView,
  { person, ref }: Said,
  { proposal }: ProposalBody<'proposal.withdrawn'>,
): EnsembleError | null {
  const found = proposalOf(state, proposal, ref);
  if (!found) return gone();
  return found.agent === person ? null : refuse('not-permitted', 'An agent takes back its own suggestions only.');
}

/** Reason for which something may not be said about proposals. */
export function objectionToProposal(
  state: ProposalsView,
  { person, saying: { kind, ref, body } }: Asking,
): EnsembleError | null {
  const said = { person, ref };
  if (kind === 'proposal.made') return objectionToMaking(state, said, body as ProposalBody<typeof kind>);
  if (kind === 'proposal.judged') return objectionToJudging(state, said, body as ProposalBody<typeof kind>);
  if (kind === 'proposal.withdrawn') return objectionToWithdrawing(state, said, body as ProposalBody<typeof kind>);
  return null;
}
