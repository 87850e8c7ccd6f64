import type { Told } from '../../core/capability.ts';
import { withKey, withoutKey } from '../../core/record.ts';
import { holds, isAgentIn } from '../people/agents.ts';
import type { FileJudgement, FileProposal, FileProposalsState, FileProposalsView } from './file-proposal-state.ts';
import type { FileProposalBody } from './kinds.ts';
import { fileProposalLimits } from './limits.ts';
import { objectionToJudging, objectionToMaking, objectionToWithdrawing } from './objections.ts';

/** Adds a proposal. */
export function made(
  state: FileProposalsView,
  { by, at, ref, body }: Told<FileProposalBody<'fileProposal.made'>>,
): FileProposalsView {
  const agent = state.replicas[by]?.person;
  if (agent === undefined || ref !== null || objectionToMaking(state, agent, body)) return state;
  const { proposal: id, title, act, turn, call } = body;
  const work = { ...(turn !== undefined && { turn }), ...(call !== undefined && { call }) };
  const proposal: FileProposal = { id, agent, title, act, ...work, atMs: at, judged: null };
  return { ...state, fileProposals: withKey(state.fileProposals, id, proposal) };
}

/** Notes the first judgement of a proposal, or opens it again for the person who has judged it. */
export function judged(
  state: FileProposalsView,
  { by, at, ref, body }: Told<FileProposalBody<'fileProposal.judged'>>,
): FileProposalsView {
  const person = state.replicas[by]?.person;
  if (person === undefined || ref !== null || objectionToJudging(state, person, body)) return state;
  const { proposal: id, judgement, verdict } = body;
  const is = verdict === null ? null : { judgement, person, verdict, atMs: at, by };
  return {
    ...state,
    fileProposals: withKey(state.fileProposals, id, { ...state.fileProposals[id]!, judged: is }),
  };
}

/** Takes a proposal away. */
export function withdrawn(
  state: FileProposalsView,
  { by, ref, body }: Told<FileProposalBody<'fileProposal.withdrawn'>>,
): FileProposalsView {
  const person = state.replicas[by]?.person;
  if (person === undefined || ref !== null || objectionToWithdrawing(state, person, body)) return state;
  return { ...state, fileProposals: withoutKey(state.fileProposals, body.proposal) };
}

/** Moment at which a judgement lapses, or the text of a proposal leaves, or behind that itself; never while it is open. */
function leavesMs({ judged, act, isBare }: FileProposal): number {
  if (judged === null) return Number.POSITIVE_INFINITY;
  if (judged.verdict === 'accepting') return judged.atMs + fileProposalLimits.acceptingMs;
  const hasText = act.is === 'create' && !isBare;
  return judged.atMs + (hasText ? fileProposalLimits.doneTextMs : fileProposalLimits.doneMs);
}

/** Memo of the first such moment: every entry asks for it. */
const firstMoments = new WeakMap<FileProposalsState['fileProposals'], number>();

function firstLeavesMs(proposals: FileProposalsState['fileProposals']): number {
  const known = firstMoments.get(proposals);
  if (known !== undefined) return known;
  const first = Math.min(...Object.values(proposals).map(leavesMs));
  firstMoments.set(proposals, first);
  return first;
}

/** A proposal without the text of its new file. */
function bare(proposal: FileProposal): FileProposal {
  const { act } = proposal;
  return act.is === 'create' ? { ...proposal, act: { ...act, text: '' }, isBare: true } : proposal;
}

/**
 * Opens what somebody has been accepting for too long, and forgets the texts of proposals that were judged a while ago,
 * and later these; the very same state where none were.
 */
export function settled<State extends FileProposalsState>(state: State, atMs: number): State {
  if (atMs < firstLeavesMs(state.fileProposals)) return state;
  let { fileProposals } = state;
  for (const each of Object.values(fileProposals)) {
    if (atMs < leavesMs(each)) continue;
    if (each.judged?.verdict === 'accepting') {
      fileProposals = withKey(fileProposals, each.id, { ...each, judged: null });
      continue;
    }
    const isForgotten = atMs >= leavesMs({ ...each, isBare: true });
    fileProposals = isForgotten ? withoutKey(fileProposals, each.id) : withKey(fileProposals, each.id, bare(each));
  }
  return { ...state, fileProposals };
}

/** Forgets the proposals of agents that were sent out, by themselves or with their owner. */
export function withoutThoseSentOut(state: FileProposalsView): FileProposalsView {
  const gone = Object.values(state.fileProposals).filter(({ agent }) => !isAgentIn(state, agent));
  if (gone.length === 0) return state;
  let { fileProposals } = state;
  for (const { id } of gone) fileProposals = withoutKey(fileProposals, id);
  return { ...state, fileProposals };
}

/** Opens again what nobody does any more: whoever accepts it has lost their window, or the right to change files. */
export function withoutLostAccepting(state: FileProposalsView): FileProposalsView {
  const isLost = ({ verdict, by, person }: FileJudgement) => {
    const one = state.participants[person];
    return verdict === 'accepting' && !(one && state.replicas[by]?.connected && holds(state, one, 'files.write'));
  };
  let { fileProposals } = state;
  for (const each of Object.values(fileProposals))
    if (each.judged && isLost(each.judged)) fileProposals = withKey(fileProposals, each.id, { ...each, judged: null });
  return fileProposals === state.fileProposals ? state : { ...state, fileProposals };
}
