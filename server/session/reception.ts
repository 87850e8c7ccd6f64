import { hostAwayWords } from '../../src/shared/model/hosting.ts';
import { type Entry, fromTuple } from '../../src/shared/protocol/entry.ts';
import { EnsembleError, toWireError } from '../../src/shared/protocol/errors.ts';
import { decodeClientFrame, decodeEarlyFrame } from '../../src/shared/protocol/frames.ts';
import { serverReplica } from '../../src/shared/protocol/ids.ts';
import { unpack } from '../../src/shared/protocol/message-pack.ts';
import { encodeBody, type KindName, lookUp } from '../../src/shared/protocol/table.ts';
import { isWorkspaceMethod } from '../../src/shared/workspace/contract.ts';
import type { Connection } from './connection.ts';
import { backfill } from './delivery.ts';
import type { Session } from './session.ts';

/** Handles one frame of a connection. Whatever is wrong with it reaches its sender alone. */
export async function receive(session: Session, connection: Connection, data: Uint8Array): Promise<void> {
  if (connection.phase === 'closed') return;
  try {
    const isIn = connection.phase === 'joined' || connection.phase === 'draining';
    const frame = isIn ? decodeClientFrame(data) : decodeEarlyFrame(data);
    if (frame.t === 'hello') return await session.doorkeeper.greet(connection, frame.hello);
    if (frame.t === 'ping') return connection.send({ t: 'pong', sent: connection.cursor });
    if (frame.t === 'leave') return session.doorkeeper.leave(connection);
    if (connection.phase !== 'joined' && connection.phase !== 'draining') {
      throw new EnsembleError('bad-request', 'Say hello first.');
    }
    if (frame.t === 'entries') for (const tuple of frame.entries) take(session, connection, fromTuple(tuple));
    else if (frame.t === 'subscribe') await subscribe(session, connection, frame.ref);
    else connection.refs.delete(frame.ref);
  } catch (thrown) {
    if (thrown instanceof EnsembleError) connection.end(thrown, true);
    else session.trouble(connection, thrown);
  }
}

/** Refs a second, over ten seconds, that one connection may ask for. */
const subscriptionsPerSecond = 500;

function subscribe(session: Session, connection: Connection, ref: string): Promise<void> {
  if (!connection.rateLimit.take('subscribe', subscriptionsPerSecond, session.environment.nowMs())) {
    throw new EnsembleError('too-fast', 'Too many subscriptions at once; the connection was closed.');
  }
  connection.refs.add(ref);
  const upTo = connection.cursor;
  connection.backfilling = connection.backfilling.then(() =>
    backfill(connection, session.log, session.id, ref, upTo, session.options.putBlob),
  );
  return connection.backfilling;
}

function take(session: Session, connection: Connection, entry: Entry): void {
  const { gate, environment } = session;
  if (connection.phase === 'closed') return;
  const verdict = gate.judge(entry, connection.replica);
  if (verdict.is === 'duplicate') return;
  if (verdict.is === 'fatal') return connection.end(verdict.error, verdict.error.code !== 'out-of-order');
  let error = verdict.is === 'refused' ? verdict.error : null;
  const perSecond = lookUp(entry.kind)?.perSecond ?? 10;
  if (!connection.rateLimit.take(entry.kind, perSecond, environment.nowMs())) {
    error = new EnsembleError('too-fast', `More than ${perSecond} entries of ${entry.kind} a second; slow down.`);
  }
  if (entry.blob !== null && !session.options.hasBlob?.(entry.blob)) {
    error ??= new EnsembleError('not-found', 'The attachment of this entry has not arrived.');
  }
  if (error) return turnDown(session, connection, entry, error);
  if (lookUp(entry.kind)!.keep === 'none') return direct(session, connection, entry);
  session.enqueue({ ...entry, seq: 0, at: 0, body: entry.body.slice() });
}

/** Refusals a second, over ten seconds, that one connection may cause before it is closed. */
const refusalsPerSecond = 20;

function turnDown(session: Session, connection: Connection, entry: Entry, error: EnsembleError): void {
  const { code, message } = error;
  if (!connection.rateLimit.take('refusals', refusalsPerSecond, session.environment.nowMs())) {
    return connection.end(new EnsembleError('too-fast', 'Too many refused entries; the connection was closed.'), true);
  }
  if (entry.n > 0) {
    session.gate.spend(entry.by, entry.n);
    const body = { replica: entry.by, n: entry.n, kind: entry.kind, code, message };
    // Of what is no document there is no copy that could be ended.
    const ref = entry.ref !== null && session.gate.staged.documents[entry.ref] ? entry.ref : null;
    session.write('entry.refused', body, ref, { by: entry.by, n: entry.n });
  } else if (entry.kind === 'request.cancelled' && code === 'host-away') return;
  else if (isWorkspaceMethod(entry.kind)) answerWithError(connection, entry, error);
  else connection.send({ t: 'refused', kind: entry.kind, code, message });
}

function direct(session: Session, connection: Connection, entry: Entry): void {
  const isRequest = isWorkspaceMethod(entry.kind);
  if (isRequest && entry.to !== session.state.host?.replica) {
    return answerWithError(
      connection,
      entry,
      new EnsembleError('host-away', 'Another host has taken over; try again.'),
    );
  }
  if (!session.relay(entry) && isRequest) {
    answerWithError(connection, entry, new EnsembleError('host-away', hostAwayWords(session.state)));
  }
}

/** Answers a request in the host's place. */
function answerWithError(connection: Connection, request: Entry, error: EnsembleError): void {
  let id: unknown;
  try {
    id = (unpack(request.body) as { id?: unknown } | null)?.id;
  } catch {
    id = undefined;
  }
  if (typeof id !== 'number') {
    connection.send({ t: 'refused', kind: request.kind, ...toWireError(error) });
    return;
  }
  const kind: KindName = 'request.answered';
  const body = encodeBody(kind, { id, error: toWireError(error) });
  connection.send({
    t: 'direct',
    entries: [[0, 0, serverReplica, 0, 0, kind, 1, null, connection.replica, body, null]],
  });
}
