import type {
  CallOptions,
  Params,
  Result,
  Stream,
  StreamParams,
  Workspace,
  WorkspaceMethod,
  WorkspaceStream,
} from '../shared/session/contract.ts';
import type { SessionClient } from './session-client.ts';

/**
 * The way to the host for a window of a machine that hosts, or has hosted: straight to this machine as long as its
 * person is the host, and through the session to any other host.
 */
export class HostOrSession implements Workspace {
  readonly #direct: Workspace;
  readonly #client: SessionClient;

  constructor(direct: Workspace, client: SessionClient) {
    this.#direct = direct;
    this.#client = client;
  }

  #way(isHere: boolean): Workspace {
    const { state, person } = this.#client;
    return isHere || state.host === null || state.host.person === person ? this.#direct : this.#client;
  }

  request<M extends WorkspaceMethod>(method: M, params: Params<M>, options?: CallOptions): Promise<Result<M>> {
    return this.#way(method === 'hosting.describe').request(method, params, options);
  }

  open<N extends WorkspaceStream>(name: N, params: StreamParams<N>, options?: CallOptions): Stream<N> {
    return this.#way(false).open(name, params, options);
  }
}
