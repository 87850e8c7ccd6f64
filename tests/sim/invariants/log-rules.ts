import * as Y from 'yjs';
import { isBlocked } from '../../../src/shared/capabilities/documents/rebase.ts';
import { TextCopy, writerOf } from '../../../src/shared/capabilities/documents/text-copy.ts';
import { replicaMay, roleOfReplica } from '../../../src/shared/capabilities/people/participants.ts';
import type { Entry } from '../../../src/shared/core/entry.ts';
import { serverReplica } from '../../../src/shared/core/ids.ts';
import { fold } from '../../../src/shared/session/fold.ts';
import { emptyState, type SessionState } from '../../../src/shared/session/state.ts';
import { decodeBody, lookUp } from '../../../src/shared/session/table.ts';
import type { Simulation } from '../simulation.ts';
import { AdvanceRules } from './advances.ts';
import { checkAgentsEdit } from './agents.ts';
import { ApprovalRules } from './approvals.ts';
import { ClaimRules } from './claims.ts';
import { FileSuggestionRules } from './file-suggestions.ts';
import { JudgementRules } from './judgements.ts';
import { checkBound } from './locks.ts';
import { checkEnded } from './passed-time.ts';
import { SuggestionRules } from './suggestions.ts';
import { checkToldEdit } from './told-texts.ts';
import { LeaseRules } from './tree-leases.ts';

/** Outcome of the log alone. */
export interface Folded {
  state: SessionState;
  texts: Map<string, string>;
}

/** Folds a simulation's log, and complains of every entry that should not be in it, or is missing. */
export async function foldLog(simulation: Simulation): Promise<Folded> {
  const { log, id } = simulation;
  const folded = new Map<string, Folding>();
  const lastN = new Map<string, number>();
  const entries = await log.whole(id);
  const [claims, judgements] = [new ClaimRules(simulation), new JudgementRules(simulation)];
  const [leases, advances] = [new LeaseRules(simulation), new AdvanceRules(simulation)];
  const approvals = new ApprovalRules(simulation);
  const [suggestions, fileSuggestions] = [new SuggestionRules(simulation), new FileSuggestionRules(simulation)];
  let state = emptyState;
  let lastSeq = 0;
  for (const entry of entries) {
    if (entry.seq <= lastSeq) simulation.problem(`seq ${entry.seq} after ${lastSeq}`);
    lastSeq = entry.seq;
    checkNumber(simulation, lastN, entry);
    checkRight(simulation, state, entry);
    const before = state;
    state = fold(state, entry);
    claims.follow(before, state, entry);
    judgements.follow(before, entry);
    leases.follow(before, state, entry);
    suggestions.follow(before, state, entry);
    fileSuggestions.follow(before, state, entry);
    approvals.follow(before, state, entry);
    checkEnded(simulation, state, entry);
    // The rest of a document that was taken out of the session is no text any more.
    const isThere = entry.ref !== null && simulation.session?.state.documents[entry.ref] !== undefined;
    if (isThere && (entry.kind === 'doc.updated' || entry.kind === 'doc.bound'))
      await applyTo(await textAt(simulation, folded, entry.ref!), simulation, state, entry);
    const { copy = null, from = 0 } = (entry.ref !== null && folded.get(entry.ref)) || {};
    advances.follow(before, entry, entry.seq > from ? copy : null);
  }
  claims.end(state);
  judgements.end(state);
  leases.end(state);
  fileSuggestions.end(state);
  for (const part of Object.keys(state))
    if (!(part in emptyState)) simulation.problem(`no keyframe carries “${part}”: the empty state lacks it`);
  const head = await log.head(id);
  const usedUp = await log.lastNs(id);
  if (head < lastSeq) simulation.problem(`the log is at ${head}, and has ${lastSeq}`);
  for (const [by, n] of lastN) if ((usedUp.get(by) ?? 0) < n) simulation.problem(`the log forgot n ${n} of ${by}`);
  // Where everything was trimmed only the checkpoint is left.
  for (const ref of Object.keys(state.documents)) await textAt(simulation, folded, ref);
  const texts = new Map([...folded].map(([ref, { copy }]) => [ref, copy.text.toString()]));
  suggestions.end(texts);
  for (const [ref, text] of texts) {
    if (/\r/.test(text) || !text.isWellFormed()) simulation.problem(`the text of ${ref} is not normal`);
  }
  return { state, texts };
}

/** Checks that every history entry is there once, in the order of its making. */
function checkNumber(simulation: Simulation, lastN: Map<string, number>, { by, n, kind, seq }: Entry): void {
  if (kind === 'entry.buried') return void lastN.set(by, Math.max(n, lastN.get(by) ?? 0));
  if (lookUp(kind)?.keep !== 'history') {
    if (n !== 0) simulation.problem(`${kind} (seq ${seq}) has an n`);
    return;
  }
  const last = lastN.get(by) ?? 0;
  if (n <= last) simulation.problem(`n ${n} of ${by} after ${last} (${kind}, seq ${seq})`);
  lastN.set(by, n);
}

/** Checks that no entry is without its right, at the moment of its place in the order. */
function checkRight(simulation: Simulation, state: SessionState, entry: Entry): void {
  const { kind, by, ref, seq } = entry;
  if (kind === 'entry.buried') return;
  const right = lookUp(kind)?.right;
  if (right === undefined) return simulation.problem(`${kind} (seq ${seq}) is no kind`);
  // A tombstone stands in the name of the entry's sender.
  if (by === serverReplica || kind === 'entry.buried') return;
  const role = roleOfReplica(state, by);
  if (right === 'server') simulation.problem(`${kind} (seq ${seq}) is not the server's`);
  else if (!replicaMay(state, by, right)) simulation.problem(`${kind} of a ${role} is in the log (seq ${seq})`);
  else if (kind === 'review.opened' || kind === 'review.closed') checkReviewer(simulation, state, entry);
  else if (kind !== 'doc.updated') return;
  else if (ref === null || !state.documents[ref]) simulation.problem(`an edit of no document (seq ${seq})`);
  else if (isBlocked(state, by, ref)) simulation.problem(`an edit of a copy that has ended (seq ${seq})`);
}

/** Checks that a review is ended, or replaced, by the person who opened it or one who lets people in. */
function checkReviewer(simulation: Simulation, state: SessionState, { kind, by, seq }: Entry): void {
  const { review, replicas } = state;
  if (review === null || replicas[by]?.person === review.person || replicaMay(state, by, 'admit')) return;
  simulation.problem(`${kind} (seq ${seq}) of somebody else's review`);
}

interface Folding {
  copy: TextCopy;
  /** Seq up to which a checkpoint stands for the entries. */
  from: number;
}

async function textAt(simulation: Simulation, texts: Map<string, Folding>, ref: string): Promise<Folding> {
  let folding = texts.get(ref);
  if (!folding) {
    const checkpoint = await simulation.log.checkpoint(simulation.id, ref);
    folding = { copy: new TextCopy(), from: checkpoint?.seq ?? 0 };
    if (checkpoint) folding.copy.load(checkpoint.bytes);
    texts.set(ref, folding);
  }
  return folding;
}

function hasForged({ forged }: Simulation, update: Uint8Array): boolean {
  return Y.decodeUpdate(update).structs.some(
    (struct) => struct instanceof Y.Item && struct.content instanceof Y.ContentString && forged.has(struct.content.str),
  );
}

async function applyTo(
  { copy, from }: Folding,
  simulation: Simulation,
  state: SessionState,
  entry: Entry,
): Promise<void> {
  if (entry.seq <= from) return;
  const body = entry.blob === null ? entry.body : await simulation.blobs.get(entry.blob);
  const writer = writerOf(state, entry.by);
  if (writer.isAgent && entry.kind === 'doc.updated') {
    checkBound(simulation, state, entry);
    return checkAgentsEdit(simulation, { ...entry, body }, copy, () => copy.fold({ ...entry, body }, writer));
  }
  const isForged = entry.kind === 'doc.updated' && hasForged(simulation, decodeBody(entry.kind, body).update);
  const whole = { ...entry, body };
  const fold = () => copy.fold(whole, writer);
  const isTold = writer.isDisk && entry.kind === 'doc.updated';
  if (!(isTold ? checkToldEdit(simulation, whole, copy, fold) : fold()) && !isForged)
    simulation.problem(`an honest edit (seq ${entry.seq}) is against the rules`);
}
