import { stripVTControlCharacters } from 'node:util';
import * as Y from 'yjs';
import type { CommentThread } from '../../src/shared/capabilities/comments/comment-state.ts';
import { TextCopy, textChangeOf } from '../../src/shared/capabilities/documents/text-copy.ts';
import { unitsOf } from '../../src/shared/capabilities/proposals/objections.ts';
import { decodeScreenCheckpoint } from '../../src/shared/capabilities/terminals/screen-checkpoint.ts';
import { readBody } from '../../src/shared/session/table.ts';
import { IdRanges } from '../../src/shared/text/id-ranges.ts';
import { itemsOf } from '../../src/shared/text/items.ts';
import type { Log } from '../log/log.ts';
import type { Start } from '../session/session-start.ts';
import { foldedPast, type GetBlob, wholeEntry } from './folded-past.ts';

/** Text from a stretch that stands at its end, by its file. */
export interface Standing {
  path: string;
  characters: number;
}

/** Stretch of a log, as (after, upTo]. */
export interface Stretch {
  after: number;
  upTo: number;
}

/** A log with the state of now. */
interface Source extends Pick<Start, 'state'> {
  log: Pick<Log, 'readRecorded' | 'checkpointUpTo'>;
  id: string;
  facts: Pick<Start['facts'], 'boundOf'>;
  getBlob: GetBlob;
}

/**
 * Finds the text that was written in a stretch, of one ref or of all, and still stands at its end: a cut leaves it. Of a
 * terminal that is still shared, everything stands that its screen and scrollback have; of threads of comments that
 * are there now, their words and the lines that they quote; of agents' suggestions that are known now, both texts.
 */
export async function standingFrom(
  source: Source,
  { after, upTo }: Stretch,
  only: string | null = null,
): Promise<Standing[]> {
  const { log, id, state, facts, getBlob } = source;
  const written = new Map<string, IdRanges<boolean>>();
  const terminals = new Set<string>();
  const threads = new Set<string>();
  const suggested = new Map<string, number>();
  for (const entry of await log.readRecorded(id, only, after, upTo, Number.MAX_SAFE_INTEGER)) {
    const { ref } = entry;
    if (ref !== null && entry.kind === 'terminal.output') terminals.add(ref);
    // Each kind of comments names its thread.
    if (entry.kind.startsWith('comment.')) threads.add(readBody('comment.deleted', entry.body)?.thread ?? '');
    if (entry.kind === 'proposal.made') {
      // The state keeps the texts of open ones alone.
      const made = readBody(entry.kind, entry.body);
      if (made) suggested.set(made.proposal, unitsOf(made.parts));
    }
    if (ref === null || !isOfText(entry.kind)) continue;
    const change = textChangeOf(await wholeEntry(entry, getBlob));
    const ids = written.get(ref) ?? new IdRanges<boolean>();
    written.set(ref, ids);
    if (change?.is === 'updated') note(ids, change.body.update, true);
    if (change?.is !== 'cut' || change.outcome === null) continue;
    // The outcome of an earlier cut has text from before the stretch too.
    const before = await foldedPast(log, id, ref, { seq: after, state, facts, getBlob });
    if (before) note(ids, updateIn(before.bytes), false);
    note(ids, updateIn(change.outcome), true);
  }
  const standing: Standing[] = [];
  for (const [ref, ids] of written) {
    const document = state.documents[ref];
    const past = document && (await foldedPast(log, id, ref, { seq: upTo, state, facts, getBlob }));
    if (!past) continue;
    const copy = new TextCopy();
    copy.load(past.bytes);
    const characters = countIn(copy.text, ids);
    copy.document.destroy();
    if (characters > 0) standing.push({ path: document.path ?? document.title, characters });
  }
  for (const ref of terminals) {
    const terminal = state.terminals[ref];
    const past = terminal && (await foldedPast(log, id, ref, { seq: upTo, state, facts, getBlob }));
    const characters = past ? shownIn(past.bytes) : 0;
    if (characters > 0) standing.push({ path: `terminal ${terminal!.title}`, characters });
  }
  for (const thread of threads) {
    const begun = state.comments.threads[thread];
    const document = begun && state.documents[begun.ref];
    if (!document) continue;
    standing.push({ path: `comments on ${document.path ?? document.title}`, characters: lengthOf(begun) });
  }
  for (const [id, characters] of suggested) {
    const proposal = state.proposals[id];
    const document = proposal && state.documents[proposal.ref];
    if (!document) continue;
    standing.push({ path: `suggestions for ${document.path ?? document.title}`, characters });
  }
  return standing.sort((a, b) => b.characters - a.characters);
}

/** Counts the characters of a thread's words and quoted lines. */
function lengthOf({ comments, place: { quote } }: CommentThread): number {
  const words = comments.reduce((sum, comment) => sum + comment.words.length, 0);
  return [...quote.before, ...quote.lines, ...quote.after].reduce((sum, { length }) => sum + length, words);
}

/** Counts the characters of a terminal's screen and scrollback. */
function shownIn(checkpoint: Uint8Array): number {
  const { screen, after } = decodeScreenCheckpoint(checkpoint);
  return stripVTControlCharacters(screen + new TextDecoder().decode(after)).replace(/\s/g, '').length;
}

const isOfText = (kind: string) => kind === 'doc.updated' || kind === 'doc.cut';

function note(ids: IdRanges<boolean>, update: Uint8Array, isOfStretch: boolean): void {
  for (const struct of Y.decodeUpdate(update).structs)
    if (struct instanceof Y.Item) ids.add(struct.id.client, struct.id.clock, struct.length, isOfStretch);
}

function updateIn(checkpoint: Uint8Array): Uint8Array {
  const copy = new TextCopy();
  copy.load(checkpoint);
  const update = Y.encodeStateAsUpdate(copy.document);
  copy.document.destroy();
  return update;
}

function countIn(text: Y.Text, ids: IdRanges<boolean>): number {
  let count = 0;
  for (const item of itemsOf(text)) {
    if (item.deleted || !item.countable) continue;
    for (const { value, length } of ids.pieces(item.id.client, item.id.clock, item.length)) if (value) count += length;
  }
  return count;
}
