import { fold } from '../../../src/shared/session/fold.ts';
import { emptyState } from '../../../src/shared/session/state.ts';
import { decodeBody } from '../../../src/shared/session/table.ts';
import { hashText } from '../../../src/shared/text/hash.ts';
import type { Simulation } from '../simulation.ts';

/** Checks that the log has the disk's text of every conflict, and no choice without a conflict. */
export async function checkConflicts(simulation: Simulation): Promise<void> {
  const { log, id, blobs } = simulation;
  const kept = new Set<string>();
  const documents = new Set<string | null>();
  let state = emptyState;
  for (const entry of await log.whole(id)) {
    const { kind, ref, seq } = entry;
    if (kind === 'doc.kept') {
      const { hash, text, of } = decodeBody(kind, entry.blob === null ? entry.body : await blobs.get(entry.blob));
      if (hashText(text) !== hash) simulation.problem(`what was kept (seq ${seq}) is another text`);
      kept.add(`${ref} ${of} ${hash}`);
      if (of === 'document') documents.add(ref);
    } else if (kind === 'doc.conflicted') {
      const { hash } = decodeBody(kind, entry.body);
      if (!kept.has(`${ref} disk ${hash}`))
        simulation.problem(`the disk's text of a conflict (seq ${seq}) is not in the log`);
    } else if (kind === 'doc.resolved' && decodeBody(kind, entry.body).choice === 'theirs' && !documents.delete(ref))
      simulation.problem(`what was here before the disk's text was taken (seq ${seq}) is not in the log`);
    state = fold(state, entry);
  }
  for (const { path, conflict } of Object.values(state.documents))
    if (conflict) simulation.problem(`the conflict of ${path} still stands`);
}
