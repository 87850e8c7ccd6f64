import type { TextCopy } from '../../../src/shared/capabilities/documents/text-copy.ts';
import { may } from '../../../src/shared/capabilities/people/participants.ts';
import type { Entry } from '../../../src/shared/core/entry.ts';
import type { SessionState } from '../../../src/shared/session/state.ts';
import { decodeBody } from '../../../src/shared/session/table.ts';
import { transcriptsOf } from '../operations/agent-work.ts';
import type { Simulation } from '../simulation.ts';

/** Applies an agent's edit to a text, and complains where it replaced something that its agent had not read. */
export function checkAgentsEdit(simulation: Simulation, entry: Entry, copy: TextCopy, fold: () => boolean): void {
  const before = copy.text.toString();
  const isSound = fold();
  const after = copy.text.toString();
  if (!isSound) {
    if (before !== after) simulation.problem(`a void edit of an agent (seq ${entry.seq}) changed the text`);
    return;
  }
  const { turn } = decodeBody('doc.updated', entry.body);
  const intended = turn === undefined ? undefined : simulation.intended.get(turn);
  if (!intended) return simulation.problem(`an edit of an agent (seq ${entry.seq}) is of no turn`);
  const { read } = intended;
  if (read === null) return;
  const known = new Set(read.split('\n'));
  for (const line of linesGone(before, after))
    if (!known.has(line)) simulation.problem(`an agent replaced what it had not read: ${JSON.stringify(line)}`);
}

/** Lines of a text that are not in its new form, as one stretch: an agent here changes one line at a time. */
function linesGone(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  return old.slice(start, old.length - end);
}

/** Checks agents at rest: their texts are the log's, and none has a right that its owner lacks. */
export function checkAgents(
  simulation: Simulation,
  { state, texts }: { state: SessionState; texts: ReadonlyMap<string, string> },
): void {
  for (const { client } of simulation.agents) {
    if (client.status.is !== 'online') continue;
    if (client.unsentCount > 0) simulation.problem(`an agent still has ${client.unsentCount} unsent`);
    for (const ref of client.documents.refs) {
      const text = client.documents.get(ref)?.toString();
      if (text !== texts.get(ref)) simulation.problem("the text of an agent differs from the log's");
    }
  }
  checkTranscripts(simulation);
  for (const { person, agentOf } of Object.values(state.participants)) {
    if (agentOf === undefined) continue;
    for (const right of ['read', 'edit', 'git', 'admit'] as const)
      if (may(state, person, right) && !may(state, agentOf, right))
        simulation.problem(`an agent has the right ${right}, and its owner has not`);
  }
}

/** Checks transcripts: everybody who looks at one has the same of it, those who came late as well. */
function checkTranscripts(simulation: Simulation): void {
  const known = new Map<string, string>();
  for (const actor of simulation.people)
    for (const [ref, parts] of transcriptsOf(actor)) {
      const other = known.get(ref) ?? parts;
      known.set(ref, other);
      if (parts !== other) simulation.problem(`the transcript of ${actor.name} differs: ${parts} / ${other}`);
    }
}
