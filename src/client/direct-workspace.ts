import type { BlobStore } from '../shared/blobs.ts';
import type { FileChange } from '../shared/capabilities/files/methods.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { decodeServerFrame, encodeFrame, fromTuples } from '../shared/core/frames.ts';
import { limits } from '../shared/core/version.ts';
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
import { decodeBody, encodeBody } from '../shared/session/table.ts';
import type { Transport } from '../shared/transport.ts';
import { Calls } from './calls.ts';
import type { Dial } from './link.ts';
import type { SendToHost } from './streams.ts';

const lost = () => new EnsembleError('disconnected', 'The connection to the host was lost; try again.');

/** A window's direct way to its own host: the same entries as through a session, without the session in between. */
export class DirectWorkspace implements Workspace {
  readonly #dial: Dial;
  readonly #blobs: BlobStore;
  readonly #replica: string;
  readonly #calls = new Calls(() => this.#connected().then((transport) => this.#sendOver(transport)));
  readonly #listeners = new Set<(changes: readonly FileChange[]) => void>();
  #transport: Promise<Transport> | null = null;
  /** Present connection; null where there is none. */
  #current: Transport | null = null;

  constructor(dial: Dial, blobs: BlobStore, replica: string) {
    this.#dial = dial;
    this.#blobs = blobs;
    this.#replica = replica;
  }

  #connected(): Promise<Transport> {
    this.#transport ??= this.#dial().then(
      (transport) => {
        // An answer that cannot be read would be waited for forever: the connection ends, and every waiting request
        // with it.
        transport.onFrame = (frame) => void this.#receive(frame).catch(() => transport.close());
        transport.onClose = () => this.#lost();
        this.#current = transport;
        return transport;
      },
      (thrown: unknown) => {
        this.#transport = null;
        throw new EnsembleError('disconnected', `The host cannot be reached: ${String((thrown as Error).message)}`);
      },
    );
    return this.#transport;
  }

  /** Ends the connection; waiting requests fail with `disconnected`. */
  close(): void {
    void this.#transport?.then((transport) => transport.close());
  }

  /** Called with changes of files that only this machine's windows hear of. Returns a function that stops it. */
  onFilesChanged(listener: (changes: readonly FileChange[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(changes: readonly FileChange[]): void {
    for (const listener of this.#listeners) listener(changes);
  }

  #lost(): void {
    this.#transport = null;
    this.#current = null;
    this.#calls.fail(lost());
  }

  async #receive(data: Uint8Array): Promise<void> {
    const frame = decodeServerFrame(data);
    if (frame.t !== 'direct') return;
    for (const entry of fromTuples(frame.entries)) {
      if (entry.kind === 'files.changed') this.#tell(decodeBody(entry.kind, entry.body).changes);
      else this.#calls.hear(entry);
    }
  }

  request<M extends WorkspaceMethod>(method: M, params: Params<M>, options?: CallOptions): Promise<Result<M>> {
    return this.#calls.request(method, params, options);
  }

  open<N extends WorkspaceStream>(name: N, params: StreamParams<N>, options?: CallOptions): Stream<N> {
    return this.#calls.open(name, params, options);
  }

  #sendOver(transport: Transport): SendToHost {
    return async (kind, body) => {
      const encoded = encodeBody(kind, body);
      const large = encoded.length > limits.inlineBodyBytes;
      const blob = large ? await this.#blobs.put(encoded) : null;
      const inline = large ? new Uint8Array(0) : encoded;
      // An answer over a connection that is gone would be waited for forever.
      if (this.#current !== transport) throw lost();
      const by = this.#replica;
      transport.send(encodeFrame({ t: 'entries', entries: [[0, 0, by, 0, 0, kind, 1, null, by, inline, blob]] }));
    };
  }
}
