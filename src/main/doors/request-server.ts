import type { SessionClient } from '../../client/session-client.ts';
import { objectionToAgentsChange } from '../../shared/capabilities/locks/objections.ts';
import { holds, pathsOf } from '../../shared/capabilities/people/agents.ts';
import { participantOfReplica, rightsMayDiffer, rightsNow } from '../../shared/capabilities/people/participants.ts';
import { append } from '../../shared/core/append.ts';
import type { Entry } from '../../shared/core/entry.ts';
import { EnsembleError, toWireError } from '../../shared/core/errors.ts';
import { checkPacked } from '../../shared/core/message-pack.ts';
import { requestIdOf } from '../../shared/core/request-id.ts';
import { roleRights } from '../../shared/core/rights.ts';
import { limits } from '../../shared/core/version.ts';
import {
  type Caller,
  type Handlers,
  isWorkspaceMethod,
  isWorkspaceStream,
  type WorkspaceMethod,
  type WorkspaceStream,
  workspaceMethods,
} from '../../shared/session/contract.ts';
import { type Body, decodeBody, encodeBody, type KindName } from '../../shared/session/table.ts';
import { RequestLimits } from './request-limits.ts';
import { checkedParams, type RequestSource } from './request-source.ts';
import { type AllStreams, StreamServer } from './stream-server.ts';
import { mustSeeAsBefore } from './within-sight.ts';

/** All services together: every method and every stream of the contract. */
export type AllHandlers = Handlers<WorkspaceMethod> & AllStreams;

/** Handles one request of one caller: checked against the contract and the caller's rights. Throws EnsembleErrors. */
export async function handle(
  handlers: AllHandlers,
  method: WorkspaceMethod,
  params: unknown,
  caller: Caller,
  signal: AbortSignal,
): Promise<unknown> {
  const line = workspaceMethods[method];
  const checked = checkedParams(method, line, params, caller);
  // Another owner may be anywhere; the host's machine beyond its folder is for the person who sits at it.
  if (line.isForOwnWindows && !caller.isDirect)
    throw new EnsembleError('not-permitted', 'Other folders of the host’s machine are for its own windows.');
  const run = handlers[method] as (...all: [unknown, Caller, AbortSignal]) => Promise<unknown>;
  return run(checked, caller, signal);
}

/** Answers requests, whichever way they come. `report` is called with errors that were not the caller's fault. */
export class RequestServer {
  readonly #handlers: AllHandlers;
  readonly #streams: StreamServer;
  readonly #report: (message: string) => void;
  readonly #limits = new RequestLimits();
  readonly #running = new Map<object, Map<string, AbortController>>();
  readonly #serving = new Set<Promise<void>>();
  #over: EnsembleError | null = null;

  constructor(handlers: AllHandlers, report: (message: string) => void) {
    this.#handlers = handlers;
    this.#streams = new StreamServer(handlers, report);
    this.#report = report;
  }

  /** Stops being a host's server: everything but the question about that is turned down. */
  stop(reason: EnsembleError): void {
    this.#over = reason;
    this.#streams.stop(reason);
  }

  /** Takes nothing more, cancels waiting requests and searches, and resolves once writes under way are done. */
  async close(): Promise<void> {
    this.stop(new EnsembleError('host-away', 'The host is ending.'));
    for (const key of this.#running.keys()) this.cancelAll(key);
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, endingMs);
    await Promise.race([Promise.allSettled(this.#serving), late]);
    clearTimeout(timer);
  }

  /** Answers requests that come through the session; those that come before `ready` wait for it. */
  listen(client: SessionClient, ready: Promise<void> | null = null): void {
    const untold: (() => void)[] = [];
    client.events.on('direct', (entry) => {
      const send = async <K extends KindName>(kind: K, body: Body<K>) => {
        const isLost = kind === 'request.answered' && client.status.is !== 'online';
        // An answer that is ready while the connection is away must wait for it, or its asker would wait forever.
        if (isLost) untold.push(() => void client.sendDirect(kind, body, entry.by));
        else await client.sendDirect(kind, body, entry.by);
      };
      const source = { key: client, caller: () => sessionCaller(client, entry.by), send };
      const known = whenKnown(client, entry.by);
      if (!ready && !known) return void this.serve(entry, source);
      void Promise.all([ready, known]).then(() => this.serve(entry, source));
    });
    this.#followOpeners(client, untold);
  }

  /**
   * Ends the streams of openers that have gone or lost a right, and of a lost connection; then makes up for the
   * `untold` answers.
   */
  #followOpeners(client: SessionClient, untold: (() => void)[]): void {
    let known = client.state;
    client.events.on('state', (state) => {
      const before = known;
      known = state;
      if (rightsMayDiffer(before, state)) this.#streams.review(client);
    });
    client.events.on('status', ({ is }) => {
      if (is !== 'online') append(untold, this.#streams.lose(client));
      else for (const tell of untold.splice(0)) tell();
    });
  }

  /** Caller behind the host's own windows. */
  ownerCaller(person: string, replica: string): Caller {
    return { person, replica, isOwner: true, isDirect: true, rights: roleRights.owner };
  }

  /** Handles one entry: a request or its cancelling, the opening of a stream, or an entry about one. */
  async serve(entry: Entry, source: RequestSource): Promise<void> {
    const served = this.#serve(entry, source).finally(() => this.#serving.delete(served));
    this.#serving.add(served);
    await served;
  }

  async #serve(entry: Entry, source: RequestSource): Promise<void> {
    const running = this.#running.get(source.key) ?? new Map<string, AbortController>();
    this.#running.set(source.key, running);
    const controller = new AbortController();
    let id = 0;
    try {
      // The id comes first: an error in the rest is an answer, too.
      id = answerableId(entry.body);
      const { kind, by } = entry;
      if (kind === 'request.cancelled') return running.get(`${by} ${id}`)?.abort();
      if (kind.startsWith('stream.')) return this.#streams.hear(entry, id, source);
      if (isWorkspaceStream(kind)) return await this.#open({ ...entry, kind }, id, source);
      if (!isWorkspaceMethod(kind)) return;
      const body = decodeBody(kind, entry.body) as { params: unknown };
      if (this.#over && kind !== 'hosting.describe') throw this.#over;
      running.set(`${by} ${id}`, controller);
      const caller = source.caller();
      const { signal } = controller;
      const asked = { caller, method: kind, sizeBytes: entry.body.length, signal };
      await this.#limits.run(asked, async () => {
        mustSeeAsBefore(caller, source.caller());
        const result = await handle(this.#handlers, kind, body.params, caller, signal);
        mustSeeAsBefore(caller, source.caller());
        const packed = encodeBody('request.answered', { id, result });
        if (packed.length <= limits.inlineBodyBytes) await source.send('request.answered', { id, result });
        else
          await this.#streams.answer(
            { by, id, name: kind, right: workspaceMethods[kind].right, caller, source },
            packed,
            signal,
          );
      });
    } catch (thrown) {
      if (!(thrown instanceof EnsembleError)) {
        this.#report(`${entry.kind} failed: ${String((thrown as Error | undefined)?.stack ?? thrown)}`);
      }
      // Its asker did not cancel it: the end of this server did.
      const reason = this.#over && controller.signal.aborted ? this.#over : thrown;
      if (id > 0) await source.send('request.answered', { id, error: toWireError(reason) }).catch(() => undefined);
    } finally {
      running.delete(`${entry.by} ${id}`);
    }
  }

  async #open(entry: Entry & { kind: WorkspaceStream }, id: number, source: RequestSource): Promise<void> {
    if (id === 0) return;
    if (this.#over) await source.send('stream.ended', { id, error: toWireError(this.#over) });
    else await this.#streams.serve(entry, id, source);
  }

  /** Cancels the requests and streams of a connection that is gone. */
  cancelAll(key: object): void {
    for (const controller of this.#running.get(key)?.values() ?? []) controller.abort();
    this.#running.delete(key);
    this.#streams.lose(key);
  }
}

/** Number under which a request is answered; 0 where it has none. */
function answerableId(body: Uint8Array): number {
  checkPacked(body);
  return requestIdOf(body) ?? 0;
}

/** Time that the end of a host waits for work under way. */
const endingMs = 2_000;

/** Time in which a member may be unknown here: their requests overtake the news that they have come. */
const newcomerMs = 2_000;

/** Resolves once the host has heard of a replica, or has waited long enough; null where it knows it. */
function whenKnown(client: SessionClient, replica: string): Promise<void> | null {
  if (client.state.replicas[replica]) return null;
  return new Promise((resolve) => {
    const end = () => {
      stop();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, newcomerMs).unref();
    const stop = client.events.on('state', ({ replicas }) => replicas[replica] && end());
  });
}

/** Caller behind a replica, by the host's own state: the host checks again what the server has checked. */
function sessionCaller(client: SessionClient, replica: string): Caller {
  const { state } = client;
  const participant = participantOfReplica(state, replica);
  if (participant === null || !holds(state, participant, 'read'))
    throw new EnsembleError('not-permitted', 'You are not in this session.');
  const { person, role } = participant;
  const paths = pathsOf(state, person);
  const rights = rightsNow(state, participant);
  const caller = { person, replica, isOwner: role === 'owner', rights, ...(paths && { paths }) };
  if (participant.agentOf === undefined) return caller;
  return {
    ...caller,
    objectionToChange: (path, isWhole) => objectionToAgentsChange(client.state, person, path, isWhole),
  };
}
