import type { BlobStore } from '../shared/blobs.ts';
import type { FileChange } from '../shared/capabilities/files/methods.ts';
import { EnsembleError, toWireError } from '../shared/core/errors.ts';
import { decodeServerFrame, encodeFrame, fromTuples } from '../shared/core/frames.ts';
import { limits } from '../shared/core/version.ts';
import type { Params, RequestOptions, Result, Workspace, WorkspaceMethod } from '../shared/session/contract.ts';
import { decodeBody, encodeBody } from '../shared/session/table.ts';
import type { Transport } from '../shared/transport.ts';
import type { Dial } from './link.ts';
import { Requests } from './requests.ts';

/** The host's own window's way to it: the same entries as through a session, without the way through one. */
export class DirectWorkspace implements Workspace {
  readonly #dial: Dial;
  readonly #blobs: BlobStore;
  readonly #replica: string;
  readonly #requests = new Requests();
  readonly #listeners = new Set<(changes: readonly FileChange[]) => void>();
  #transport: Promise<Transport> | null = null;

  constructor(dial: Dial, blobs: BlobStore, replica: string) {
    this.#dial = dial;
    this.#blobs = blobs;
    this.#replica = replica;
  }

  #connected(): Promise<Transport> {
    this.#transport ??= this.#dial().then(
      (transport) => {
        // An answer that cannot be read would be waited for forever: the connection ends, and with it all that waits.
        transport.onFrame = (frame) => void this.#receive(frame).catch(() => transport.close());
        transport.onClose = () => this.#lost();
        return transport;
      },
      (thrown: unknown) => {
        this.#transport = null;
        throw new EnsembleError('disconnected', `The host cannot be reached: ${String((thrown as Error).message)}`);
      },
    );
    return this.#transport;
  }

  /** Ends the connection; what was asked is answered with `disconnected`. */
  close(): void {
    void this.#transport?.then((transport) => transport.close());
  }

  /** Called with changes of files that only this machine's windows hear of. Returns the way to stop. */
  onFilesChanged(listener: (changes: readonly FileChange[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(changes: readonly FileChange[]): void {
    for (const listener of this.#listeners) listener(changes);
  }

  #lost(): void {
    this.#transport = null;
    this.#requests.fail(new EnsembleError('disconnected', 'The connection to the host was lost; try again.'));
  }

  async #receive(data: Uint8Array): Promise<void> {
    const frame = decodeServerFrame(data);
    if (frame.t !== 'direct') return;
    for (const entry of fromTuples(frame.entries)) {
      if (entry.kind === 'files.changed') this.#tell(decodeBody(entry.kind, entry.body).changes);
      if (entry.kind !== 'request.answered' && entry.kind !== 'request.continued') continue;
      const body = entry.blob === null ? entry.body : await this.#blobs.get(entry.blob);
      this.#requests.hear({ kind: entry.kind, body });
    }
  }

  async request<M extends WorkspaceMethod>(
    method: M,
    params: Params<M>,
    options: RequestOptions<M> = {},
  ): Promise<Result<M>> {
    const transport = await this.#connected();
    return this.#requests.start(
      method,
      params,
      (id, checked) => {
        const body = encodeBody(method, { id, params: checked } as never);
        this.#send(transport, method, body).catch((thrown) =>
          this.#requests.answer({ id, error: toWireError(thrown) }),
        );
      },
      {
        ...options,
        cancel: (id) => void this.#send(transport, 'request.cancelled', encodeBody('request.cancelled', { id })),
      },
    );
  }

  async #send(transport: Transport, kind: string, body: Uint8Array): Promise<void> {
    const large = body.length > limits.inlineBodyBytes;
    const blob = large ? await this.#blobs.put(body) : null;
    const inline = large ? new Uint8Array(0) : body;
    const to = this.#replica;
    transport.send(
      encodeFrame({ t: 'entries', entries: [[0, 0, this.#replica, 0, 0, kind, 1, null, to, inline, blob]] }),
    );
  }
}
