import { blotted, withoutComments, withoutWords } from '../../src/shared/capabilities/comments/threads.ts';
import { withoutProposals } from '../../src/shared/capabilities/proposals/reducers.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import { type Body, encodeBody, readBody } from '../../src/shared/session/table.ts';
import type { Blanking, Reindex } from '../log/log.ts';
import { tombstoneOf } from '../log/tombstone.ts';
import type { SessionCore } from '../session/session-core.ts';
import { packKeptState, unpackKeptState } from '../session/session-start.ts';
import type { StateCheckpoints } from '../session/state-checkpoints.ts';
import type { Stretch } from './cutting.ts';
import { withoutNotes } from './entry-notes.ts';

type Said = Body<'comment.started'> | Body<'comment.replied'> | Body<'comment.edited'>;

/** Words of which nothing is to be kept, though their entries were no content of a ref that leaves. */
class Gone {
  readonly threads = new Set<string>();
  readonly comments = new Set<string>();
  readonly proposals = new Set<string>();
  /** Words that stand no more, by the comments of threads that do. */
  readonly words = new Map<string, Set<string>>();
  /** Seqs of the words by which everybody was gathered at a line. */
  readonly gatherings = new Set<number>();
  /** Entries in the place of theirs, by their ref. */
  readonly instead = new Map<string | null, Entry[]>();

  put(ref: string | null, entry: Entry): void {
    this.instead.set(ref, [...(this.instead.get(ref) ?? []), entry]);
  }

  /** Makes a kept state anew without them. */
  redacted(bytes: Uint8Array): Uint8Array | null {
    const kept = unpackKeptState({ seq: 0, bytes });
    if (!kept) return null;
    const { gathering } = kept.state;
    const isGone = gathering !== null && this.gatherings.has(gathering.seq);
    const state = withoutProposals(withoutWords(withoutComments(kept.state, this), this.words), this.proposals);
    return packKeptState(0, isGone ? { ...state, gathering: null } : state, kept.facts);
  }
}

/**
 * Takes out of a stretch, of one ref or of all, what was said in it and stands no more: threads that are deleted, words of
 * comments that are deleted or have others by now, suggestions of agents that are forgotten, and lines to which everybody
 * was brought. Of threads that are there, the entries stay, with as many other signs, since replies depend on them.
 */
export async function blankGoneWords(
  session: SessionCore,
  stateCheckpoints: StateCheckpoints,
  { after, upTo }: Stretch,
  only: string | null,
): Promise<void> {
  const { log, id, state } = session;
  const entries = await log.readRecorded(id, null, after, upTo, Number.MAX_SAFE_INTEGER);
  const gone = goneIn(entries, state, only);
  if (gone.instead.size === 0) return;
  // A start reads on from there, and the state before it may have them.
  await stateCheckpoints.write();
  const redact: Blanking['redact'] = (bytes) => gone.redacted(bytes);
  for (const [ref, instead] of gone.instead) {
    const reindex: Reindex = (index, blanked) => withoutNotes(index, blanked, instead);
    await log.blank(id, { ref, instead, reindex, redact });
  }
}

function goneIn(entries: readonly Entry[], state: SessionState, only: string | null): Gone {
  const gone = new Gone();
  for (const entry of entries) {
    if (entry.kind === 'people.gathered') {
      // It is no content of a file: it stays where that alone is cut, as the file's name does.
      if (only !== null) continue;
      gone.gatherings.add(entry.seq);
      gone.put(null, tombstoneOf(entry));
    } else if (entry.kind === 'proposal.made') proposal(entry, state, gone, only);
    else if (entry.ref !== null && (only === null || entry.ref === only)) comment(entry, state, gone);
  }
  return gone;
}

function proposal(entry: Entry, { proposals }: SessionState, gone: Gone, only: string | null): void {
  const id = readBody('proposal.made', entry.body)?.proposal;
  if (id === undefined || Object.hasOwn(proposals, id) || (only !== null && entry.ref !== only)) return;
  gone.proposals.add(id);
  gone.put(entry.ref, tombstoneOf(entry));
}

function comment(entry: Entry, { comments: { threads } }: SessionState, gone: Gone): void {
  const { kind, ref, body } = entry;
  const hasWords = kind === 'comment.started' || kind === 'comment.replied' || kind === 'comment.edited';
  const said: Said | null = hasWords ? readBody(kind, body) : null;
  if (!hasWords || !said) return;
  if (!Object.hasOwn(threads, said.thread)) {
    if (kind === 'comment.started') gone.threads.add(said.thread);
    gone.comments.add(said.comment);
    return gone.put(ref, tombstoneOf(entry));
  }
  const now = threads[said.thread]!.comments.find(({ id }) => id === said.comment);
  if (now?.words === said.words) return;
  gone.words.set(said.comment, (gone.words.get(said.comment) ?? new Set()).add(said.words));
  const other = { ...said, words: blotted(said.words), mentions: [] };
  gone.put(ref, { ...entry, body: encodeBody(kind, other as never) });
}
