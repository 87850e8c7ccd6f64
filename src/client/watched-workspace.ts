import { EnsembleError } from '../shared/core/errors.ts';
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

/** Way to the host that tells of requests and streams that were refused for the lack of a right. */
export class WatchedWorkspace implements Workspace {
  readonly #way: Workspace;
  readonly #tell: (kind: WorkspaceMethod | WorkspaceStream, message: string) => void;

  constructor(way: Workspace, tell: (kind: WorkspaceMethod | WorkspaceStream, message: string) => void) {
    this.#way = way;
    this.#tell = tell;
  }

  request<M extends WorkspaceMethod>(method: M, params: Params<M>, options?: CallOptions): Promise<Result<M>> {
    const answer = this.#way.request(method, params, options);
    this.#watch(method, answer);
    return answer;
  }

  open<N extends WorkspaceStream>(name: N, params: StreamParams<N>, options?: CallOptions): Stream<N> {
    const stream = this.#way.open(name, params, options);
    this.#watch(name, stream.result);
    return stream;
  }

  #watch(kind: WorkspaceMethod | WorkspaceStream, answer: Promise<unknown>): void {
    answer.catch((thrown: unknown) => {
      if (thrown instanceof EnsembleError && thrown.code === 'not-permitted') this.#tell(kind, thrown.message);
    });
  }
}
