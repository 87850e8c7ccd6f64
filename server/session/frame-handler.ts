import { everybodysCall } from '../../src/shared/capabilities/calls/calls-state.ts';
import { hostAwayWords } from '../../src/shared/capabilities/hosting/known-host.ts';
import { type Entry, type EntryTuple, fromTuple } from '../../src/shared/core/entry.ts';
import { EnsembleError, toWireError } from '../../src/shared/core/errors.ts';
import { type ClientFrame, decodeClientFrame, decodeEarlyFrame } from '../../src/shared/core/frames.ts';
import { serverReplica } from '../../src/shared/core/ids.ts';
import type { Kind } from '../../src/shared/core/kind.ts';
import { checkPacked } from '../../src/shared/core/message-pack.ts';
import { requestIdOf } from '../../src/shared/core/request-id.ts';
import { authorize } from '../../src/shared/session/authorize.ts';
import { isWorkspaceMethod } from '../../src/shared/session/contract.ts';
import { isNumbered, isOfStream } from '../../src/shared/session/numbered.ts';
import { type Body, decodeBody, encodeBody, type KindName, lookUp } from '../../src/shared/session/table.ts';
import { overTenSeconds } from '../../src/shared/token-buckets.ts';
import type { Forwarding } from '../calls/forwarding.ts';
import type { Admission } from './admission.ts';
import type { JudgingSession } from './blob-judge.ts';
import { judgeBlob } from './blob-judge.ts';
import type { Connection } from './connection.ts';
import type { DeliveringSession } from './delivery.ts';
import { backfill, tellSkipped } from './delivery.ts';
import type { PassingTime } from './passing-time.ts';
import { tellPage } from './past-pages.ts';
import { objectionBySections, type SectionSession, sectionsFor } from './section-judge.ts';

/** Parts of a session that frames reach. */
export type FramedSession = JudgingSession &
  SectionSession &
  DeliveringSession & {
    readonly admission: Admission;
    readonly forwarding: Pick<Forwarding, 'hear'>;
    readonly passing: Pick<PassingTime, 'pass'>;
  };

/** Without settings, no server of anybody is asked. */
const relaysOfNobody = (): Body<'call.relaysTold'> => ({ servers: [], relayOnly: false, validMs: null });

/** Entries of one frame that are taken at once; then others have their turn. */
const entriesPerTurn = 200;

/**
 * Handles one frame of a connection. Any fault in it concerns its sender alone. Where it takes longer, the promise
 * resolves when the next frame may be handled.
 */
export function receive(session: FramedSession, connection: Connection, data: Uint8Array): Promise<void> | undefined {
  if (connection.phase === 'closed') return;
  try {
    const rest = handle(session, connection, data);
    return rest?.catch((thrown) => tell(session, connection, thrown));
  } catch (thrown) {
    tell(session, connection, thrown);
  }
}

function tell(session: FramedSession, connection: Connection, thrown: unknown): void {
  if (thrown instanceof EnsembleError) connection.end(thrown, true);
  else session.trouble(connection, thrown);
}

function handle(session: FramedSession, connection: Connection, data: Uint8Array): Promise<void> | undefined {
  const isIn = connection.phase === 'joined' || connection.phase === 'draining';
  // A connection that is not in yet may send no more than that, and no more is decoded.
  const frame = isIn ? decodeClientFrame(data) : decodeEarlyFrame(data);
  if (frame.t === 'hello') session.admission.greet(connection, frame.hello);
  else if (frame.t === 'ping') {
    tellSkipped(connection);
    connection.send({ t: 'pong', sent: connection.cursor });
  } else if (frame.t === 'leave') session.admission.leave(connection);
  else if (frame.t === 'entries') return takeAll(session, connection, frame.entries, 0);
  else if (frame.t === 'subscribe') subscribe(session, connection, frame);
  else if (frame.t === 'page') tellPage(session, connection, frame);
  else if (frame.t === 'resume') resume(session, connection, frame);
  else if (frame.t === 'unsubscribe') unsubscribe(connection, frame.ref);
  else throw new EnsembleError('bad-request', 'Only a recording can be shown at another moment.');
}

/** Takes entries one after another. An entry that must wait lets others have their turn meanwhile. */
function takeAll(
  session: FramedSession,
  connection: Connection,
  entries: readonly EntryTuple[],
  from: number,
): Promise<void> | undefined {
  for (let i = from; i < entries.length; i++) {
    if (connection.phase === 'closed') return;
    if (i - from === entriesPerTurn) return session.turns.next().then(() => takeAll(session, connection, entries, i));
    const judged = take(session, connection, fromTuple(entries[i]!));
    if (judged) return judged.then(() => takeAll(session, connection, entries, i + 1));
  }
}

/** Rate of subscriptions of one connection. */
const subscriptionRate = overTenSeconds(500);
/** Most backfills for which a guest may wait at once. */
const mostBackfills = 10_000;

function subscribe(
  session: FramedSession,
  connection: Connection,
  frame: Extract<ClientFrame, { t: 'subscribe' }>,
): void {
  const { ref, subscription, newest: inPages = false } = frame;
  if (!connection.rates.take('subscribe', subscriptionRate, session.environment.nowMs())) {
    throw new EnsembleError('too-fast', 'Too many subscriptions at once; the connection was closed.');
  }
  const isTooMany = connection.identity.is === 'guest' && connection.backfills.waitingCount >= mostBackfills;
  const error = isTooMany
    ? new EnsembleError('too-fast', 'Too many texts are asked for at once: open this one again in a moment.')
    : authorize(session.entryRules.staged, connection.who, 'hear', ref);
  if (error) return connection.send({ t: 'refused', kind: 'subscribe', ref, subscription, ...toWireError(error) });
  connection.refs.add(ref);
  const isNewest = connection.skipped.delete(ref);
  connection.backfills.ask(ref, connection.cursor, (upTo, isWanted) =>
    backfill(connection, session, { ref, subscription, isNewest, inPages }, upTo, isWanted),
  );
}

/** Rate of frames with resumed subscriptions. */
const resumeRate = overTenSeconds(10);

function resume(
  session: FramedSession,
  connection: Connection,
  { subscription, held }: Extract<ClientFrame, { t: 'resume' }>,
): void {
  if (!connection.rates.take('resume', resumeRate, session.environment.nowMs()))
    throw new EnsembleError('too-fast', 'Too many subscriptions at once; the connection was closed.');
  const behind: string[] = [];
  for (const [ref, seq] of held) {
    const mayHear = authorize(session.entryRules.staged, connection.who, 'hear', ref) === null;
    if (mayHear && seq <= session.head && !session.facts.hasChangedSince(ref, seq)) connection.refs.add(ref);
    else behind.push(ref);
  }
  connection.send({ t: 'resumed', subscription, behind });
}

function unsubscribe(connection: Connection, ref: string): void {
  connection.refs.delete(ref);
  connection.skipped.delete(ref);
  connection.backfills.drop(ref);
}

/**
 * Says whether entries of a kind wait above their rate instead of being turned down: directed ones (requests to the
 * host, its answers), since an honest window that looks at a large folder sends floods of them, and all of the host's.
 */
function waitsAboveRate(session: FramedSession, { replica }: Connection, kind: Kind | undefined): kind is Kind {
  return kind?.audience === 'to' || (kind !== undefined && replica === session.entryRules.staged.host?.replica);
}

function waitMsOf(session: FramedSession, connection: Connection, name: string): number {
  const kind = lookUp(name);
  if (!waitsAboveRate(session, connection, kind)) return 0;
  return kind.audience === 'to'
    ? session.limits.directedWaitMs(connection, name, kind.perSecond)
    : session.limits.hostsWaitMs(connection, name, kind.perSecond);
}

/** Takes one entry, at once or after a wait. */
function take(session: FramedSession, connection: Connection, entry: Entry): Promise<void> | undefined {
  const waitMs = waitMsOf(session, connection, entry.kind);
  if (waitMs === 0) return judge(session, connection, entry);
  return new Promise<void>((resolve) => void session.environment.setTimer(resolve, waitMs)).then(() =>
    connection.phase === 'closed' ? undefined : judge(session, connection, entry),
  );
}

function judge(session: FramedSession, connection: Connection, entry: Entry): Promise<void> | undefined {
  const { entryRules } = session;
  let verdict = entryRules.judge(entry, connection.replica);
  // Time passes by entries: the refusal may be for something that is over by now.
  if (verdict.is === 'refused' && session.passing.pass()) verdict = entryRules.judge(entry, connection.replica);
  if (verdict.is === 'duplicate') return;
  if (verdict.is === 'fatal') {
    connection.end(verdict.error, verdict.error.code !== 'out-of-order');
    return;
  }
  let error = verdict.is === 'refused' ? verdict.error : null;
  const kind = lookUp(entry.kind);
  const perSecond = kind?.perSecond ?? 10;
  const rate = kind ? entry.kind : 'unknown';
  const isInTime = waitsAboveRate(session, connection, kind) || session.limits.takeRate(connection, rate, perSecond);
  if (!isInTime) {
    error = new EnsembleError('too-fast', `More than ${perSecond} entries of ${entry.kind} a second; slow down.`);
  }
  // The number under which a request is to be answered stands in its attachment.
  const mayBeAnswered = entry.blob !== null && isInTime && isWorkspaceMethod(entry.kind);
  if (error && !mayBeAnswered) return turnDown(session, connection, entry, error);
  if (entry.blob === null) return judgeInText(session, connection, entry);
  return judgeBlob(session, connection, entry).then(({ objection, request }) => {
    if (connection.phase === 'closed') return;
    if (error ?? objection) turnDown(session, connection, entry, (error ?? objection)!, request);
    else return judgeInText(session, connection, entry, request);
  });
}

/** Accepts an entry, once it is judged by its text where others have locked parts of that. */
function judgeInText(
  session: FramedSession,
  connection: Connection,
  entry: Entry,
  request?: number | null,
): Promise<void> | undefined {
  // Time passes by entries: a lock may be over by now.
  const isBound = () => sectionsFor(session, entry).length > 0;
  if (!isBound() || (session.passing.pass() && !isBound())) return accept(session, connection, entry, request);
  return objectionBySections(session, entry, () => connection.phase !== 'closed').then((objection) => {
    if (connection.phase === 'closed') return;
    // Rights and whole locks may be others by now.
    const verdict = session.entryRules.judge(entry, connection.replica);
    const error = objection ?? ('error' in verdict ? verdict.error : null);
    if (error) turnDown(session, connection, entry, error);
    else if (verdict.is === 'accepted') accept(session, connection, entry, request);
  });
}

function accept(session: FramedSession, connection: Connection, entry: Entry, request = idOf(entry)): undefined {
  if (entry.kind === 'participant.admitted') {
    const objection = session.admission.letIn(decodeBody(entry.kind, entry.body).person);
    if (objection) return turnDown(session, connection, entry, objection, request);
  }
  if (lookUp(entry.kind)!.keep === 'none') direct(session, connection, entry, request);
  else session.enqueue({ ...entry, seq: 0, at: 0, body: entry.body.slice() });
}

/** Rate of refusals that one connection may cause before it is closed. */
const refusalRate = overTenSeconds(20);

/** Turns an entry down. `request` is the number for the answer, where it is a request. */
function turnDown(
  session: FramedSession,
  connection: Connection,
  entry: Entry,
  error: EnsembleError,
  request = idOf(entry),
): undefined {
  const { code, message } = error;
  const isDirected = lookUp(entry.kind)?.audience === 'to';
  if (isDirected) session.limits.oweRefusedDirected(connection);
  else if (!connection.rates.take('refusals', refusalRate, session.environment.nowMs())) {
    connection.end(new EnsembleError('too-fast', 'Too many refused entries; the connection was closed.'), true);
    return;
  }
  if (entry.n > 0) {
    session.entryRules.spend(entry.by, entry.n);
    const body = { replica: entry.by, n: entry.n, kind: entry.kind, code, message };
    // Without a document there is no copy that could be blocked.
    const ref = entry.ref !== null && session.entryRules.staged.documents[entry.ref] ? entry.ref : null;
    session.write('entry.refused', body, ref, { by: entry.by, n: entry.n });
  } else if (['request.cancelled', 'stream.ended'].includes(entry.kind) && code === 'host-away') return;
  else if (request !== null) answerWithError(connection, entry, request, error);
  else connection.send({ t: 'refused', kind: entry.kind, ref: entry.ref, code, message });
}

function direct(session: FramedSession, connection: Connection, entry: Entry, request: number | null): void {
  if (entry.kind === 'call.relaysAsked') return tellRelays(session, connection);
  if (entry.kind === 'call.forwardSaid')
    return session.forwarding.hear(connection.replica, decodeBody(entry.kind, entry.body));
  // An entry of the host about a stream whose opener has gone needs no answer.
  if (connection.replica === session.entryRules.staged.host?.replica) return void session.relay(entry);
  if (request !== null && entry.to !== session.state.host?.replica) {
    const error = new EnsembleError('host-away', 'Another host has taken over; try again.');
    return answerWithError(connection, entry, request, error);
  }
  if (!session.relay(entry) && request !== null) {
    answerWithError(connection, entry, request, new EnsembleError('host-away', hostAwayWords(session.state)));
  }
}

/** Tells a window the relays of calls; the gate has found that it may join. */
function tellRelays({ options, environment }: FramedSession, connection: Connection): void {
  const { relays = relaysOfNobody } = options;
  try {
    sayDirectly(connection, 'call.relaysTold', relays(connection.person ?? '', environment.nowMs()));
  } catch (thrown) {
    if (!(thrown instanceof EnsembleError)) throw thrown;
    connection.send({ t: 'refused', kind: 'call.relaysAsked', ref: everybodysCall, ...toWireError(thrown) });
  }
}

/** Says something in the server's own name to one replica, which is not kept. */
function sayDirectly<K extends KindName>(connection: Connection, kind: K, body: Body<K>): void {
  const bytes = encodeBody(kind, body);
  connection.send({
    t: 'direct',
    entries: [[0, 0, serverReplica, 0, 0, kind, 1, null, connection.replica, bytes, null]],
  });
}

/** Finds the number under which an entry is answered, where it is a request or about a stream, and can be. */
function idOf({ kind, body, blob }: Entry): number | null {
  if (blob !== null || !isNumbered(kind) || kind === 'stream.ended') return null;
  try {
    checkPacked(body);
    return requestIdOf(body);
  } catch {
    return null;
  }
}

/** Answers a request, or ends a stream, in the host's place. */
function answerWithError(connection: Connection, entry: Entry, id: number, error: EnsembleError): void {
  const kind = isOfStream(entry.kind) ? 'stream.ended' : 'request.answered';
  sayDirectly(connection, kind, { id, error: toWireError(error) });
}
