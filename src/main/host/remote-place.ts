import { FileBlobStore, type Sessions } from '../../../server/server.ts';
import { type Fetch, HttpBlobs } from '../../client/http-blobs.ts';
import type { Dial } from '../../client/link.ts';
import { type DoorAuth, socketDial } from '../../client/socket-dial.ts';
import type { BlobStore } from '../../shared/blobs.ts';
import { EnsembleError } from '../../shared/protocol/errors.ts';
import { FarBases } from './far-bases.ts';
import { pinnedFetch } from './pinned-fetch.ts';
import { pinnedAgent } from './pinned-tls.ts';
import { relay } from './relay.ts';
import type { GuestRole, SessionPlace } from './session-place.ts';
import type { HomeServer } from './state-folder.ts';

type Tls = Awaited<ReturnType<typeof pinnedAgent>>;

/** Attachments of requests to the host are of use for as long as an answer may be waited for. */
const nearBlobsMs = 10 * 60_000;
const nearQuotaBytes = 2 * 1024 * 1024 * 1024;

/** A session on a server by itself: the windows of this machine are led there, so that they need to know nothing of it. */
export class RemotePlace implements SessionPlace {
  readonly ticket: string;
  readonly guests: { origin: string; pin: string | null };
  readonly blobs: BlobStore;
  readonly nearBlobs: FileBlobStore;
  readonly bases: FarBases;
  readonly #server: HomeServer;
  readonly #session: string;
  readonly #sweeper: NodeJS.Timeout;
  #tls: Promise<Tls> | null = null;

  /** `folder` is for what comes and goes. */
  constructor(server: HomeServer, session: string, folder: string) {
    this.#server = server;
    this.#session = session;
    this.ticket = server.ticket;
    this.guests = { origin: server.origin, pin: server.pin };
    this.blobs = new HttpBlobs(`${server.origin}/blobs/${session}`, server.ticket, this.fetch);
    this.nearBlobs = new FileBlobStore(folder, nearQuotaBytes);
    this.bases = new FarBases(`${server.origin}/hosting/${session}/bases`, server.ticket, this.fetch);
    const sweep = () => void this.nearBlobs.sweep(new Set(), nearBlobsMs, Date.now()).catch(() => undefined);
    this.#sweeper = setInterval(sweep, nearBlobsMs).unref();
  }

  /** The server's certificate is looked at when it is needed: a start without network must not fail. */
  #secured(): Promise<Tls | null> {
    const { origin, pin } = this.#server;
    if (pin === null) return Promise.resolve(null);
    this.#tls ??= pinnedAgent(origin, pin).catch((thrown) => {
      this.#tls = null;
      throw thrown;
    });
    return this.#tls;
  }

  readonly fetch: Fetch = async (url, init) => {
    const tls = await this.#secured();
    return tls ? pinnedFetch(tls.agent)(url, init) : fetch(url, init);
  };

  #dialWith(token: string | null): Dial {
    const auth: DoorAuth = { session: this.#session, channel: 'session', ...(token === null ? {} : { token }) };
    return async () => {
      const tls = await this.#secured();
      return socketDial(this.#server.origin, auth, tls ? { agent: tls.agent as never, ca: tls.cert } : {})();
    };
  }

  get dial(): Dial {
    return this.#dialWith(this.#server.token);
  }

  async #deliver(hash: string): Promise<void> {
    if (this.nearBlobs.has(hash)) await this.blobs.put(await this.nearBlobs.get(hash));
  }

  readonly sessions: Sessions = {
    open: async () => ({
      connect: (transport, identity) => {
        const own = identity.is === 'owner';
        const dial = own ? this.dial : this.#dialWith(null);
        relay(transport, { dial, ticket: own ? this.ticket : null, deliver: (hash) => this.#deliver(hash) });
      },
    }),
    find: async () => null,
    blobs: () => ({
      received: (hash) => this.nearBlobs.received(hash),
      add: (hash, offset, totalBytes, piece) => this.nearBlobs.add(hash, offset, totalBytes, piece),
      get: (hash) => (this.nearBlobs.has(hash) ? this.nearBlobs.get(hash) : this.blobs.get(hash)),
    }),
  };

  async #invite(method: 'PUT' | 'DELETE', body?: object): Promise<void> {
    const url = `${this.#server.origin}/hosting/${this.#session}/invite`;
    const headers = { authorization: `Bearer ${this.ticket}` };
    const bytes = body && new Uint8Array(new TextEncoder().encode(JSON.stringify(body)));
    const response = await this.fetch(url, { method, headers, ...(bytes ? { body: bytes } : {}) }).catch(() => null);
    if (!response?.ok)
      throw new EnsembleError('disconnected', 'The session server cannot be reached now: try again when it is back.');
  }

  setInvite(hash: string, role: GuestRole, expiresMs: number): Promise<void> {
    return this.#invite('PUT', { hash, role, expiresMs });
  }

  revokeInvites(): Promise<void> {
    return this.#invite('DELETE');
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    await this.bases.settled();
  }
}
