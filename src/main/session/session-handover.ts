import type { ArrivalPiece, SessionCopy } from '../../../server/server.ts';
import { HttpBlobs } from '../../client/http-blobs.ts';
import type { BlobStore } from '../../shared/blobs.ts';
import { type Entry, toTuple } from '../../shared/core/entry.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { pack, unpack } from '../../shared/core/message-pack.ts';
import type { ServerLink } from '../../shared/server-link.ts';
import { remoteFetch } from './remote-fetch.ts';

const pieceEntries = 2_000;
const pieceBytes = 2 * 1024 * 1024;
const tries = 20;
const pauseMs = 1_000;

const unreachable = () =>
  new EnsembleError('disconnected', 'That session server cannot be reached. The session stays where it is.');

/** Copies a session to a stand-alone server. A later call goes on with the part that is missing there. */
export class SessionHandover {
  readonly #link: ServerLink;
  readonly #session: string;
  readonly #fetch: ReturnType<typeof remoteFetch>;
  readonly #blobs: HttpBlobs;
  readonly #sentBlobs = new Set<string>();
  /** Removals from the log that the copy was read from. */
  #removals = 0;

  constructor(link: ServerLink, session: string) {
    if (link.token === null)
      throw new EnsembleError(
        'bad-request',
        'Moving a session needs the link for hosts, as `ensemble serve` printed it.',
      );
    this.#link = link;
    this.#session = session;
    this.#fetch = remoteFetch(link);
    this.#blobs = new HttpBlobs(`${link.origin}/blobs/${session}`, link.token, this.#fetch);
  }

  /** Brings a piece, and gives how far the copy has come there. */
  async #call(piece: Partial<ArrivalPiece> = {}): Promise<number> {
    const headers = { authorization: `Bearer ${this.#link.token}` };
    const whole = { entries: [], lastNs: [], whole: null, removals: this.#removals, ...piece } satisfies ArrivalPiece;
    const response = await this.#fetch(`${this.#link.origin}/arrivals/${this.#session}`, {
      method: 'PUT',
      headers,
      body: new Uint8Array(pack(whole)),
    }).catch(() => null);
    if (!response) throw unreachable();
    if (response.status === 401)
      throw new EnsembleError('bad-credential', 'The server does not accept this host token.');
    const said = await response
      .arrayBuffer()
      .then((bytes) => unpack(new Uint8Array(bytes)) as { head?: number; message?: string })
      .catch(() => ({}) as { head?: number; message?: string });
    if (response.ok && said.head !== undefined) return said.head;
    throw new EnsembleError(response.status === 409 ? 'exists' : 'internal', said.message ?? 'The server had trouble.');
  }

  /**
   * Copies the entries so far. People may go on writing; call it again for the rest. Where something was taken out
   * meanwhile, the copy begins anew.
   */
  async copy(source: SessionCopy, blobs: BlobStore): Promise<void> {
    const removals = await source.removals();
    if (removals !== this.#removals) this.#sentBlobs.clear();
    this.#removals = removals;
    let at = await this.#call();
    for (const hash of await source.blobs()) {
      if (this.#sentBlobs.has(hash)) continue;
      await this.#blobs.put(await blobs.get(hash));
      this.#sentBlobs.add(hash);
    }
    const head = await source.head();
    const base = at === 0 ? await source.base() : null;
    if (base)
      for (const { ref, bytes } of [...base.checkpoints, { ref: '', bytes: base.state }])
        at = await this.#call({ base: { seq: base.seq, ref, bytes } });
    while (at < head) {
      const entries = fitting(await source.read(at, pieceEntries));
      if (entries.length === 0) break;
      at = await this.#call({ entries: entries.map(toTuple) });
    }
  }

  /** Copies the rest, once nobody writes any more, and lets people in there. Only then is it there for anybody. */
  async finish(source: SessionCopy, blobs: BlobStore, owner: { hash: string; person: string }): Promise<void> {
    await this.copy(source, blobs);
    const { tickets, invites } = source.access();
    const whole = { head: await source.head(), tickets: [...tickets, owner], invites };
    const piece = { lastNs: await source.lastNs(), cuts: await source.cuts(), whole };
    for (let tried = 1; ; tried++) {
      try {
        await this.#call(piece);
        return;
      } catch (thrown) {
        // The server may or may not have taken it: asking again does no harm.
        if (!(thrown instanceof EnsembleError && thrown.code === 'disconnected') || tried === tries) throw thrown;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }
}

/** Takes as many entries as one piece may hold. */
function fitting(entries: Entry[]): Entry[] {
  let bytes = 0;
  const first = entries.findIndex(({ body }, index) => {
    bytes += body.length + 200;
    return index > 0 && bytes > pieceBytes;
  });
  return first < 0 ? entries : entries.slice(0, first);
}
