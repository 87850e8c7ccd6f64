import type { Told } from '../../core/capability.ts';
import { withKey, withoutKey } from '../../core/record.ts';
import { isAgentIn } from '../people/agents.ts';
import type { ProposalBody } from './kinds.ts';
import { proposalLimits } from './limits.ts';
import {
  objectionToJudging,
  objectionToMaking,
  objectionToWithdrawing,
  partsJudged,
  proposalOf,
} from './objections.ts';
import { isOpen, type Proposal, type ProposalsState, type ProposalsView } from './proposal-state.ts';

const oldestFirst = (a: Proposal, b: Proposal) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1);

/** Forgets the oldest proposals about a document that are done, beyond those that are remembered. */
function withoutOld(state: ProposalsView, ref: string): ProposalsView {
  const done = Object.values(state.proposals)
    .filter((each) => each.ref === ref && !isOpen(each))
    .toSorted(oldestFirst);
  const old = done.slice(0, Math.max(0, done.length - proposalLimits.doneOfDocument));
  return withoutProposals(state, new Set(old.map(({ id }) => id)));
}

/** Adds a proposal. */
export function made(state: ProposalsView, { by, at, ref, body }: Told<ProposalBody<'proposal.made'>>): ProposalsView {
  const agent = state.replicas[by]?.person;
  if (agent === undefined || ref === null || objectionToMaking(state, { person: agent, ref }, body)) return state;
  const { proposal: id, title, turn, call } = body;
  const parts = body.parts.map((part) => ({ ...part, judged: null }));
  const proposal: Proposal = {
    id,
    ref,
    agent,
    title,
    atMs: at,
    parts,
    ...(turn !== undefined && { turn }),
    ...(call !== undefined && { call }),
  };
  return { ...state, proposals: withKey(state.proposals, id, proposal) };
}

/** Notes a judgement of those parts that have none yet, or opens those again that the same person has judged. */
export function judged(
  state: ProposalsView,
  { by, at, ref, body }: Told<ProposalBody<'proposal.judged'>>,
): ProposalsView {
  const person = state.replicas[by]?.person;
  if (person === undefined || objectionToJudging(state, { person, ref }, body)) return state;
  const proposal = proposalOf(state, body.proposal, ref)!;
  const { judgement, verdict } = body;
  const reached = partsJudged(proposal, person, body);
  const is = verdict === null ? null : { judgement, person, verdict, atMs: at };
  const parts = proposal.parts.map((part, index) => (reached.has(index) ? { ...part, judged: is } : part));
  const proposals = withKey(state.proposals, proposal.id, { ...proposal, parts });
  return withoutOld({ ...state, proposals }, proposal.ref);
}

/** Takes a proposal away. */
export function withdrawn(
  state: ProposalsView,
  { by, ref, body }: Told<ProposalBody<'proposal.withdrawn'>>,
): ProposalsView {
  const person = state.replicas[by]?.person;
  if (person === undefined || objectionToWithdrawing(state, { person, ref }, body)) return state;
  return { ...state, proposals: withoutKey(state.proposals, body.proposal) };
}

/** Moment at which the texts of a proposal leave; never while it is open, or where they have left. */
function textsLeaveMs(proposal: Proposal): number {
  if (proposal.isBare || isOpen(proposal)) return Number.POSITIVE_INFINITY;
  return Math.max(...proposal.parts.map(({ judged }) => judged!.atMs)) + proposalLimits.doneTextsMs;
}

/** Memo of the first such moment: every entry asks for it. */
const firstMoments = new WeakMap<ProposalsState['proposals'], number>();

function firstLeavesMs(proposals: ProposalsState['proposals']): number {
  const known = firstMoments.get(proposals);
  if (known !== undefined) return known;
  const first = Math.min(...Object.values(proposals).map(textsLeaveMs));
  firstMoments.set(proposals, first);
  return first;
}

/** Keeps only the verdicts of proposals that have been done for a while; the very same state where there are none. */
export function settled<State extends ProposalsState>(state: State, atMs: number): State {
  if (atMs < firstLeavesMs(state.proposals)) return state;
  let { proposals } = state;
  for (const each of Object.values(proposals)) {
    if (atMs < textsLeaveMs(each)) continue;
    const parts = each.parts.map(({ judged }) => ({ reads: { ids: [] }, before: '', after: '', judged }));
    proposals = withKey(proposals, each.id, { ...each, parts, isBare: true });
  }
  return { ...state, proposals };
}

/** Forgets the proposals about a document that leaves the session. */
export function sealed(state: ProposalsState, ref: string): ProposalsState {
  const gone = Object.values(state.proposals).filter((each) => each.ref === ref);
  return withoutProposals(state, new Set(gone.map(({ id }) => id)));
}

/** Forgets the proposals of agents that were sent out, by themselves or with their owner. */
export function withoutThoseSentOut(state: ProposalsView): ProposalsView {
  const gone = Object.values(state.proposals).filter(({ agent }) => !isAgentIn(state, agent));
  return withoutProposals(state, new Set(gone.map(({ id }) => id)));
}

/** Takes proposals away, whoever has made them. */
export function withoutProposals<State extends ProposalsState>(state: State, gone: ReadonlySet<string>): State {
  let { proposals } = state;
  for (const id of gone) if (Object.hasOwn(proposals, id)) proposals = withoutKey(proposals, id);
  return proposals === state.proposals ? state : { ...state, proposals };
}
