import type { Params, RequestOptions, Result, Workspace, WorkspaceMethod } from '../shared/session/contract.ts';
import type { SessionClient } from './session-client.ts';

/**
 * The way to the host for a window of a machine that hosts, or has hosted: straight to this machine as long as its person
 * is the host, and through the session to whoever has taken over.
 */
export class HostOrSession implements Workspace {
  readonly #direct: Workspace;
  readonly #client: SessionClient;

  constructor(direct: Workspace, client: SessionClient) {
    this.#direct = direct;
    this.#client = client;
  }

  request<M extends WorkspaceMethod>(
    method: M,
    params: Params<M>,
    options: RequestOptions<M> = {},
  ): Promise<Result<M>> {
    const { state, person } = this.#client;
    const isMine = state.host === null || state.host.person === person || method === 'hosting.describe';
    return (isMine ? this.#direct : this.#client).request(method, params, options);
  }
}
