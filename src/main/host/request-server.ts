import type { SessionClient } from '../../client/session-client.ts';
import { roleOfReplica } from '../../shared/model/participants.ts';
import type { Entry } from '../../shared/protocol/entry.ts';
import { EnsembleError, toWireError } from '../../shared/protocol/errors.ts';
import { hasRight, roleRights } from '../../shared/protocol/rights.ts';
import { decodeBody } from '../../shared/protocol/table.ts';
import {
  type Caller,
  type Handlers,
  isWorkspaceMethod,
  type WorkspaceMethod,
  workspaceMethods,
} from '../../shared/workspace/contract.ts';

/** All services together: every method of the contract. */
export type AllHandlers = Handlers<WorkspaceMethod>;

/** One request of one caller: checked against the contract and the caller's rights, then handled. Throws EnsembleErrors. */
export async function handle(
  handlers: AllHandlers,
  method: WorkspaceMethod,
  params: unknown,
  caller: Caller,
  signal: AbortSignal,
): Promise<unknown> {
  const line = workspaceMethods[method];
  if (!caller.rights.has(line.right)) {
    throw new EnsembleError(
      'not-permitted',
      `This needs the right "${line.right}". An owner of the session can grant it.`,
    );
  }
  const parsed = line.params.safeParse(params);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new EnsembleError(
      'bad-request',
      `malformed ${method}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    );
  }
  const run = handlers[method] as (params: unknown, caller: Caller, signal: AbortSignal) => Promise<unknown>;
  return run(parsed.data, caller, signal);
}

/** Answers the requests that come to the host through the session. `report` hears of what was not the caller's fault. */
export class RequestServer {
  readonly #client: SessionClient;
  readonly #handlers: AllHandlers;
  readonly #report: (message: string) => void;
  readonly #running = new Map<string, AbortController>();

  constructor(client: SessionClient, handlers: AllHandlers, report: (message: string) => void) {
    this.#client = client;
    this.#handlers = handlers;
    this.#report = report;
    client.events.on('direct', (entry) => {
      if (entry.kind === 'request.cancelled') this.#cancel(entry);
      else if (isWorkspaceMethod(entry.kind)) void this.#serve(entry, entry.kind);
    });
  }

  #cancel(entry: Entry): void {
    const { id } = decodeBody('request.cancelled', entry.body);
    this.#running.get(`${entry.by} ${id}`)?.abort();
  }

  /** The host checks again what the server has checked: by the state that it knows itself. */
  #caller(replica: string): Caller {
    const { state } = this.#client;
    const role = roleOfReplica(state, replica);
    if (role === null || !hasRight(role, 'read'))
      throw new EnsembleError('not-permitted', 'You are not in this session.');
    return { person: state.replicas[replica]!.person, replica, isOwner: role === 'owner', rights: roleRights[role] };
  }

  async #serve(entry: Entry, method: WorkspaceMethod): Promise<void> {
    let id = 0;
    const controller = new AbortController();
    try {
      const body = decodeBody(method, entry.body) as { id: number; params: unknown };
      id = body.id;
      this.#running.set(`${entry.by} ${id}`, controller);
      const result = await handle(this.#handlers, method, body.params, this.#caller(entry.by), controller.signal);
      await this.#client.sendDirect('request.answered', { id, result }, entry.by);
    } catch (thrown) {
      if (!(thrown instanceof EnsembleError))
        this.#report(`${method} failed: ${String((thrown as Error | undefined)?.stack ?? thrown)}`);
      if (id > 0)
        await this.#client
          .sendDirect('request.answered', { id, error: toWireError(thrown) }, entry.by)
          .catch(() => undefined);
    } finally {
      this.#running.delete(`${entry.by} ${id}`);
    }
  }
}
