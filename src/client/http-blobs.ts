import type { BlobStore, Watching } from '../shared/blobs.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { joinBytes } from '../shared/core/join-bytes.ts';
import { hashBytes } from '../shared/text/hash.ts';

/**
 * Size of a piece. Its arrival is a sign of life as well: so short, it comes within seconds over a slow network, too.
 */
const pieceBytes = 256 * 1024;
const triesPerPiece = 4;
/** Size above which bytes are not remembered. */
const rememberedBytes = 8 * 1024 * 1024;

type Hash = (bytes: Uint8Array) => string | Promise<string>;

/** Part of `fetch` that blobs need; the window's own, or Node's, is handed in. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: Uint8Array<ArrayBuffer> },
) => Promise<{
  ok: boolean;
  status: number;
  headers: { get(name: string): string | null };
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
  /** Body as a stream, where the platform has one. */
  body?: ReadableStream<Uint8Array<ArrayBuffer>> | null;
}>;

/**
 * Blobs over HTTP: uploads go in pieces from the end of those that the server has, downloads are checked by their hash.
 */
export class HttpBlobs implements BlobStore {
  readonly #base: string;
  readonly #bearer: string;
  readonly #fetch: Fetch;
  readonly #hash: Hash;
  /** Cache of the last few, so that uploads do not come back over the wire. */
  readonly #recent = new Map<string, Uint8Array>();

  /** Called when bytes of an attachment have come, or have arrived on the other side. */
  onLife: () => void = () => undefined;

  /**
   * `base` is for example `https://host:port/blobs/SESSION`; `bearer` the token or ticket; `hashWith` gives the SHA-256,
   * where the platform has one that holds nothing up.
   */
  constructor(base: string, bearer: string, fetchWith: Fetch, hashWith: Hash = hashBytes) {
    this.#base = base;
    this.#bearer = bearer;
    this.#fetch = fetchWith;
    this.#hash = hashWith;
  }

  #call(hash: string, query: string, init: { method: string; body?: Uint8Array<ArrayBuffer> }): ReturnType<Fetch> {
    const headers = { authorization: `Bearer ${this.#bearer}` };
    const answer = this.#fetch(`${this.#base}/${hash}${query}`, { ...init, headers });
    answer.then(
      () => this.onLife(),
      () => undefined,
    );
    return answer;
  }

  async put(bytes: Uint8Array, { signal, onBytes }: Watching = {}): Promise<string> {
    const hash = await this.#hash(bytes);
    let offset = await this.#received(hash);
    let tries = 0;
    while (offset < bytes.length) {
      if (signal?.aborted) throw new EnsembleError('cancelled', 'Cancelled.');
      onBytes?.(offset);
      const piece = new Uint8Array(bytes.slice(offset, offset + pieceBytes));
      const query = `?offset=${offset}&total=${bytes.length}`;
      const response = await this.#call(hash, query, { method: 'PUT', body: piece }).catch(() => null);
      if (response?.ok) {
        offset += piece.length;
        tries = 0;
      } else {
        if (response?.status === 413) throw new EnsembleError('too-large', await response.text());
        if (response?.status === 429) throw new EnsembleError('too-fast', await response.text());
        if (response?.status === 507) throw new EnsembleError('no-space', await response.text());
        if (++tries >= triesPerPiece) throw new EnsembleError('disconnected', 'An attachment could not be sent.');
        offset = await this.#received(hash);
      }
    }
    this.#remember(hash, bytes);
    return hash;
  }

  async #received(hash: string): Promise<number> {
    const response = await this.#call(hash, '', { method: 'HEAD' }).catch(() => null);
    return Number(response?.headers.get('x-received-bytes') ?? 0);
  }

  #remember(hash: string, bytes: Uint8Array): void {
    if (bytes.length > rememberedBytes) return;
    this.#recent.set(hash, bytes);
    const oldest = this.#recent.keys().next().value;
    if (this.#recent.size > 4 && oldest !== undefined) this.#recent.delete(oldest);
  }

  async #bytesOf(response: Awaited<ReturnType<Fetch>>, { signal, onBytes }: Watching): Promise<Uint8Array> {
    if (!response.body) return new Uint8Array(await response.arrayBuffer());
    const pieces: Uint8Array[] = [];
    let received = 0;
    const reader = response.body.getReader();
    for (let { value } = await reader.read(); value; { value } = await reader.read()) {
      pieces.push(value);
      received += value.length;
      onBytes?.(received);
      if (signal?.aborted) {
        void reader.cancel().catch(() => undefined);
        throw new EnsembleError('cancelled', 'Cancelled.');
      }
      this.onLife();
    }
    return joinBytes(pieces);
  }

  async get(hash: string, watching: Watching = {}): Promise<Uint8Array> {
    const known = this.#recent.get(hash);
    if (known) return known;
    const query = watching.isFile ? '?file' : '';
    const response = await this.#call(hash, query, { method: 'GET' }).catch(() => null);
    if (!response) throw new EnsembleError('disconnected', 'An attachment could not be fetched; connecting again.');
    if (response.status === 429) throw new EnsembleError('too-fast', await response.text());
    if (!response.ok) throw new EnsembleError('not-found', 'An attachment is not on the session server (any more).');
    const bytes = await this.#bytesOf(response, watching);
    if ((await this.#hash(bytes)) !== hash)
      throw new EnsembleError('internal', 'An attachment arrived damaged; connecting again.');
    return bytes;
  }
}
