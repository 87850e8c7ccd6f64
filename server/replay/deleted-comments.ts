import { withoutComments } from '../../src/shared/capabilities/comments/threads.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { readBody } from '../../src/shared/session/table.ts';
import type { Reindex } from '../log/log.ts';
import { tombstoneOf } from '../log/tombstone.ts';
import type { SessionCore } from '../session/session-core.ts';
import { packKeptState, unpackKeptState } from '../session/session-start.ts';
import type { StateCheckpoints } from '../session/state-checkpoints.ts';
import type { Stretch } from './cutting.ts';
import { withoutNotes } from './entry-notes.ts';

/** Comments of which nothing is to be kept. */
interface Gone {
  threads: Set<string>;
  comments: Set<string>;
  /** Seqs of their entries, by their document. */
  seqs: Map<string, Set<number>>;
}

/**
 * Takes the words and quoted lines out of a stretch, of one ref or of all, whose threads are deleted by now. The entries
 * that say so stay: without their thread they count as nothing.
 */
export async function blankDeletedComments(
  session: SessionCore,
  stateCheckpoints: StateCheckpoints,
  { after, upTo }: Stretch,
  only: string | null,
): Promise<void> {
  const { log, id, state } = session;
  const entries = await log.readRecorded(id, only, after, upTo, Number.MAX_SAFE_INTEGER);
  const gone = goneIn(entries, state.comments.threads);
  if (gone.seqs.size === 0) return;
  // A start reads on from there, and the state before it may have them.
  await stateCheckpoints.write();
  const redact = (bytes: Uint8Array) => redacted(bytes, gone);
  const instead = entries.map(tombstoneOf);
  const reindex: Reindex = (index, blanked) => withoutNotes(index, blanked, instead);
  for (const [ref, seqs] of gone.seqs) await log.blank(id, { ref, seqs, reindex, redact });
}

function goneIn(entries: readonly Entry[], here: Readonly<Record<string, unknown>>): Gone {
  const gone: Gone = { threads: new Set(), comments: new Set(), seqs: new Map() };
  for (const { kind, ref, body, seq } of entries) {
    const hasWords = kind === 'comment.started' || kind === 'comment.replied' || kind === 'comment.edited';
    const said = ref !== null && hasWords ? readBody(kind, body) : null;
    if (ref === null || !said || Object.hasOwn(here, said.thread)) continue;
    if (kind === 'comment.started') gone.threads.add(said.thread);
    gone.comments.add(said.comment);
    gone.seqs.set(ref, (gone.seqs.get(ref) ?? new Set()).add(seq));
  }
  return gone;
}

function redacted(bytes: Uint8Array, gone: Gone): Uint8Array | null {
  const kept = unpackKeptState({ seq: 0, bytes });
  return kept && packKeptState(0, withoutComments(kept.state, gone), kept.facts);
}
