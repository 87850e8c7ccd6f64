import { z } from 'zod';
import type { FileProposal } from '../../shared/capabilities/file-proposals/file-proposal-state.ts';
import { isOpen, type JudgedPart, type Proposal } from '../../shared/capabilities/proposals/proposal-state.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { AgentSession } from './agent-session.ts';
import { edit, editsOf, staleAnswer, version } from './text-tools.ts';
import { path, pathIn, tool, words } from './tool.ts';

/** Own proposals of an agent, the oldest first. */
function ownOf({ client }: AgentSession): Proposal[] {
  return Object.values(client.state.proposals)
    .filter(({ agent }) => agent === client.person)
    .toSorted((a, b) => a.atMs - b.atMs);
}

/** Own proposals of an agent to make, move and delete files, the oldest first. */
function ownActsOf({ client }: AgentSession): FileProposal[] {
  return Object.values(client.state.fileProposals)
    .filter(({ agent }) => agent === client.person)
    .toSorted((a, b) => a.atMs - b.atMs);
}

/** A proposed act on a file and its verdict, as a model is told. */
function actFacts({ id, title, act, judged }: FileProposal, session: AgentSession): object {
  const where = act.is === 'move' ? { path: act.from, to: act.to } : { path: act.path };
  return { proposal: id, act: act.is, ...where, title, ...partFacts({ judged }, session) };
}

/** A part and its verdict, as a model is told. */
function partFacts({ judged }: Pick<JudgedPart | FileProposal, 'judged'>, session: AgentSession): object {
  return judged === null ? { is: 'open' } : { is: judged.verdict, by: session.nameOf(judged.person) };
}

/** Tools that propose edits to people in place of making them. */
export const proposalTools = [
  tool({
    name: 'propose',
    description:
      'Proposes edits of a text file to people in place of making them: they see both texts, and accept or reject each part. Nothing is changed until then. Use it where you were asked to suggest, or where the file is somebody else’s. Name the version that you have read; where the lines are others by now you get “stale” with the present text. my_proposals tells what became of it.',
    input: {
      path,
      version,
      title: words(200).default('').describe('In a few words, why'),
      edits: z.array(edit).min(1).max(200),
    },
    tells: ({ path, title }) => ({ title: `Propose edits of ${path}${title === '' ? '' : `: ${title}`}`, path }),
    run: async ({ path, version, title, edits }, session, work) => {
      const { known, now } = await session.textOf(pathIn(path), version);
      if (known === null) return staleAnswer(now);
      const outcome = await session.propose(known, editsOf(known.text, edits), { ...work, title });
      if (outcome.is === 'stale') return staleAnswer(outcome.now);
      const { is, proposal, parts } = outcome;
      return { facts: { is, proposal, parts, path: known.path } };
    },
  }),
  tool({
    name: 'my_proposals',
    description:
      'Lists your proposals and the verdict on each of their parts, and those to make, move or delete a file: such a one is “accepting” until what a person has accepted was done. Those that are all judged are forgotten after a while.',
    input: {},
    isReading: true,
    run: async (_, session) => {
      const { documents } = session.client.state;
      const proposals = ownOf(session).map((each) => ({
        proposal: each.id,
        path: documents[each.ref]?.path ?? documents[each.ref]?.title,
        title: each.title,
        isOpen: isOpen(each),
        parts: each.parts.map((part) => partFacts(part, session)),
      }));
      const files = ownActsOf(session).map((each) => actFacts(each, session));
      return { facts: { count: proposals.length + files.length, proposals, files } };
    },
  }),
  tool({
    name: 'withdraw_proposal',
    description: 'Takes one of your proposals back. Parts that people have accepted stay in the text.',
    input: { proposal: words(64) },
    tells: () => ({ title: 'Withdraw a proposal' }),
    run: async ({ proposal }, session) => {
      if (ownActsOf(session).some(({ id }) => id === proposal)) {
        await session.client.publish('fileProposal.withdrawn', { proposal });
        return { facts: { withdrawn: proposal } };
      }
      const found = ownOf(session).find(({ id }) => id === proposal);
      if (!found) throw new EnsembleError('not-found', 'You have no such proposal: my_proposals lists yours.');
      await session.client.publish('proposal.withdrawn', { proposal }, found.ref);
      return { facts: { withdrawn: proposal } };
    },
  }),
];
