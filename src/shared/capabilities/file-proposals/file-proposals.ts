import { capability, on } from '../../core/capability.ts';
import { type Content, sliceFrom } from '../../core/sight.ts';
import { followingHolders } from '../locks/holdings.ts';
import { peopleKinds } from '../people/kinds.ts';
import { type FileProposalsState, type FileProposalsView, noFileProposals } from './file-proposal-state.ts';
import { type FileProposalBody, fileProposalKinds, pathsOfAct } from './kinds.ts';
import { objectionToFileProposal } from './objections.ts';
import { judged, made, settled, withdrawn, withoutLostAccepting, withoutThoseSentOut } from './reducers.ts';

/** New files, moves and deletions that agents propose, and people accept or reject. */
export const fileProposals = capability({
  name: 'file-proposals',
  kinds: fileProposalKinds,
  slice: noFileProposals,
  narrowing: {
    // They name no file: only a proposal, by its id.
    open: ['fileProposal.judged', 'fileProposal.withdrawn'],
    told: {
      'fileProposal.made': (content: Content<FileProposalBody<'fileProposal.made'>>, { sees }) =>
        pathsOfAct(content.body.act).every((path) => sees(path)) ? content : null,
    },
    slices: {
      fileProposals: sliceFrom<FileProposalsState>(['fileProposals'], (state, { sees }) =>
        Object.fromEntries(
          Object.entries(state.fileProposals).filter(([, { act }]) => pathsOfAct(act).every((path) => sees(path))),
        ),
      ),
    },
  },
  reducers: [
    on(fileProposalKinds, {
      'fileProposal.made': made,
      'fileProposal.judged': judged,
      'fileProposal.withdrawn': withdrawn,
    }),
    on(peopleKinds, { 'participant.removed': (state: FileProposalsView) => withoutThoseSentOut(state) }),
    followingHolders({ rightsChanged: withoutLostAccepting, presenceChanged: withoutLostAccepting }),
  ],
  settle: settled,
  objection: objectionToFileProposal,
});
