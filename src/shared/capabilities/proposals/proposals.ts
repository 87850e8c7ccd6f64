import { capability, on } from '../../core/capability.ts';
import { sliceFrom } from '../../core/sight.ts';
import { documentKinds } from '../documents/kinds.ts';
import { peopleKinds } from '../people/kinds.ts';
import { proposalKinds } from './kinds.ts';
import { objectionToProposal } from './objections.ts';
import { noProposals, type ProposalsState, type ProposalsView } from './proposal-state.ts';
import { judged, made, sealed, settled, withdrawn, withoutThoseSentOut } from './reducers.ts';

/** Edits that agents propose, and people accept or reject part by part. */
export const proposals = capability({
  name: 'proposals',
  kinds: proposalKinds,
  slice: noProposals,
  narrowing: {
    slices: {
      proposals: sliceFrom<ProposalsView>(['proposals', 'documents'], ({ proposals }, { seesDocument }) =>
        Object.fromEntries(Object.entries(proposals).filter(([, { ref }]) => seesDocument(ref))),
      ),
    },
  },
  reducers: [
    on(proposalKinds, {
      'proposal.made': made,
      'proposal.judged': judged,
      'proposal.withdrawn': withdrawn,
    }),
    on(peopleKinds, { 'participant.removed': (state: ProposalsView) => withoutThoseSentOut(state) }),
    on(documentKinds, {
      'doc.sealed': (state: ProposalsState, { ref, body }) => (ref === null || !body ? state : sealed(state, ref)),
    }),
  ],
  settle: settled,
  objection: objectionToProposal,
});
