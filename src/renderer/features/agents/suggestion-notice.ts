import { waitingFileProposals } from '../../../shared/capabilities/file-proposals/file-proposal-state.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { SessionState } from '../../../shared/session/state.ts';
import type { App } from '../../session/app.ts';

/** Time for which further suggestions are told of together with the first. */
const togetherMs = 1500;

/** Counts the changes of an agent that wait: parts of edits, and acts on files. */
function waitingOf(state: SessionState, agent: string): { suggestions: number; changes: number } {
  const parts = Object.values(state.proposals)
    .filter((each) => each.agent === agent)
    .map((each) => each.parts.filter(({ judged }) => judged === null).length)
    .filter((open) => open > 0);
  const acts = waitingFileProposals(state).filter((each) => each.agent === agent).length;
  return { suggestions: parts.length + acts, changes: parts.reduce((sum, open) => sum + open, acts) };
}

/** Tells those who may judge that an agent suggests something, where nothing of it waited; not beside what they see. */
export function tellFirstSuggestions(
  { workbench, session }: App,
  { show, isShown }: { show: () => Promise<unknown>; isShown: () => boolean },
): void {
  const soon = new Set<string>();
  const tell = async (agent: string) => {
    soon.delete(agent);
    const { changes } = waitingOf(session.state, agent);
    if (changes === 0 || isShown()) return;
    const name = shownName(session.state, agent) ?? 'An agent';
    const words = `${name} suggests ${changes === 1 ? 'a change' : `${changes} changes`}.`;
    const ending = new AbortController();
    const stop = session.events.on('state', (state) => {
      if (waitingOf(state, agent).changes === 0) ending.abort();
    });
    const silent = workbench.context.get('ensemble.doNotDisturb') === true;
    const options = { buttons: ['Show'], silent, signal: ending.signal } as const;
    try {
      if ((await workbench.notifications.show('info', words, options)) === 'Show') await show();
    } finally {
      stop();
    }
  };
  session.events.on('entry', ({ kind, by }) => {
    if (kind !== 'proposal.made' && kind !== 'fileProposal.made') return;
    const { state, replica } = session;
    const agent = state.replicas[by]?.person;
    const mayJudge = replicaMay(state, replica, kind === 'proposal.made' ? 'edit' : 'files.write');
    if (agent === undefined || !mayJudge || soon.has(agent) || waitingOf(state, agent).suggestions !== 1) return;
    soon.add(agent);
    setTimeout(() => void tell(agent), togetherMs);
  });
}
