import type { SessionClient } from '../../client/session-client.ts';
import { roleOfReplica } from '../../shared/capabilities/people/participants.ts';
import type { Entry } from '../../shared/core/entry.ts';
import { EnsembleError, toWireError } from '../../shared/core/errors.ts';
import { checkPacked } from '../../shared/core/message-pack.ts';
import { requestIdOf } from '../../shared/core/request-id.ts';
import { hasRight, roleRights } from '../../shared/core/rights.ts';
import {
  type Caller,
  type Handlers,
  isWorkspaceMethod,
  type WorkspaceMethod,
  workspaceMethods,
} from '../../shared/session/contract.ts';
import { type Body, decodeBody } from '../../shared/session/table.ts';
import { RequestLimits } from './request-limits.ts';

/** All services together: every method of the contract. */
export type AllHandlers = Handlers<WorkspaceMethod>;

/** Handles one request of one caller: checked against the contract and the caller's rights. Throws EnsembleErrors. */
export async function handle(
  handlers: AllHandlers,
  method: WorkspaceMethod,
  params: unknown,
  caller: Caller,
  signal: AbortSignal,
  tell: (part: unknown) => void,
): Promise<unknown> {
  const line = workspaceMethods[method];
  if (!caller.rights.has(line.right)) {
    throw new EnsembleError(
      'not-permitted',
      `This needs the right "${line.right}". An owner of the session can grant it.`,
    );
  }
  // Another owner may be anywhere; the host's machine beyond its folder is for the person who sits at it.
  if (line.isForOwnWindows && !caller.isDirect)
    throw new EnsembleError('not-permitted', 'Other folders of the host’s machine are for its own windows.');
  const parsed = line.params.safeParse(params);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new EnsembleError(
      'bad-request',
      `malformed ${method}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    );
  }
  const run = handlers[method] as (...all: [unknown, Caller, AbortSignal, typeof tell]) => Promise<unknown>;
  return run(parsed.data, caller, signal, tell);
}

/** Origin of a request: its caller, and the way back for its answer. */
export interface RequestSource {
  /** Identity of the connection, so that ids of two windows never meet. */
  key: object;
  /** Gives the caller. Throws when there is none who may ask. */
  caller: () => Caller;
  answer: (body: Body<'request.answered'>) => Promise<void>;
  tell: (part: Body<'request.continued'>) => Promise<void>;
}

/** Answers requests, whichever way they come. `report` is called with errors that were not the caller's fault. */
export class RequestServer {
  readonly #handlers: AllHandlers;
  readonly #report: (message: string) => void;
  readonly #limits = new RequestLimits();
  readonly #running = new Map<object, Map<string, AbortController>>();
  readonly #serving = new Set<Promise<void>>();
  #over: EnsembleError | null = null;

  constructor(handlers: AllHandlers, report: (message: string) => void) {
    this.#handlers = handlers;
    this.#report = report;
  }

  /** Stops being a host's server: everything but the question about that is turned down. */
  stop(reason: EnsembleError): void {
    this.#over = reason;
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
    client.events.on('direct', (entry) => {
      const answer = (body: Body<'request.answered'>) => client.sendDirect('request.answered', body, entry.by);
      const tell = (part: Body<'request.continued'>) => client.sendDirect('request.continued', part, entry.by);
      const source = { key: client, caller: () => sessionCaller(client, entry.by), answer, tell };
      const known = whenKnown(client, entry.by);
      if (!ready && !known) return void this.serve(entry, source);
      void Promise.all([ready, known]).then(() => this.serve(entry, source));
    });
  }

  /** Caller behind the host's own windows. */
  ownerCaller(person: string, replica: string): Caller {
    return { person, replica, isOwner: true, isDirect: true, rights: roleRights.owner };
  }

  /** Handles one entry: a request, or the cancelling of one. */
  async serve(entry: Entry, source: RequestSource): Promise<void> {
    const served = this.#serve(entry, source).finally(() => this.#serving.delete(served));
    this.#serving.add(served);
    await served;
  }

  async #serve(entry: Entry, source: RequestSource): Promise<void> {
    const running = this.#running.get(source.key) ?? new Map<string, AbortController>();
    this.#running.set(source.key, running);
    let id = 0;
    const controller = new AbortController();
    try {
      if (entry.kind === 'request.cancelled') {
        running.get(`${entry.by} ${decodeBody('request.cancelled', entry.body).id}`)?.abort();
        return;
      }
      if (!isWorkspaceMethod(entry.kind)) return;
      // The id comes first: an error in the rest is an answer, too.
      id = answerableId(entry.body);
      const body = decodeBody(entry.kind, entry.body) as { params: unknown };
      if (this.#over && entry.kind !== 'hosting.describe') throw this.#over;
      running.set(`${entry.by} ${id}`, controller);
      const { kind } = entry;
      const caller = source.caller();
      const asked = { caller, method: kind, sizeBytes: entry.body.length, signal: controller.signal };
      // Parts are told one after another, and all of them before the result.
      let told: Promise<void> = Promise.resolve();
      const tell = (part: unknown) => {
        told = told.then(() => (controller.signal.aborted ? undefined : source.tell({ id, part })));
        told.catch(() => undefined);
      };
      const result = await this.#limits.run(asked, () =>
        handle(this.#handlers, kind, body.params, caller, controller.signal, tell),
      );
      await told;
      await source.answer({ id, result });
    } catch (thrown) {
      if (!(thrown instanceof EnsembleError)) {
        this.#report(`${entry.kind} failed: ${String((thrown as Error | undefined)?.stack ?? thrown)}`);
      }
      if (id > 0) await source.answer({ id, error: toWireError(thrown) }).catch(() => undefined);
    } finally {
      running.delete(`${entry.by} ${id}`);
    }
  }

  /** Cancels the requests of a connection that is gone. */
  cancelAll(key: object): void {
    for (const controller of this.#running.get(key)?.values() ?? []) controller.abort();
    this.#running.delete(key);
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
  const role = roleOfReplica(state, replica);
  if (role === null || !hasRight(role, 'read'))
    throw new EnsembleError('not-permitted', 'You are not in this session.');
  const { person } = state.replicas[replica]!;
  return { person, replica, isOwner: role === 'owner', rights: roleRights[role] };
}
