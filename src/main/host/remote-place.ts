import { FileBlobStore, type Sessions } from '../../../server/server.ts';
import { type Fetch, HttpBlobs } from '../../client/http-blobs.ts';
import type { Dial } from '../../client/link.ts';
import { type DoorAuth, socketDial } from '../../client/socket-dial.ts';
import type { BlobStore } from '../../shared/blobs.ts';
import { EnsembleError } from '../../shared/protocol/errors.ts';
import { FarBases } from './far-bases.ts';
import { farFetch, securedBy } from './far-fetch.ts';
import { relay } from './relay.ts';
import type { GuestRole, SessionPlace } from './session-place.ts';
import type { HomeServer } from './state-folder.ts';

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
  readonly #secured: ReturnType<typeof securedBy>;
  readonly #fetch: Fetch;

  /** `folder` is for what comes and goes. */
  constructor(server: HomeServer, session: string, folder: string) {
    this.#server = server;
    this.#session = session;
    this.#secured = securedBy(server);
    this.#fetch = farFetch(server, this.#secured);
    this.ticket = server.ticket;
    this.guests = { origin: server.origin, pin: server.pin };
    this.blobs = new HttpBlobs(`${server.origin}/blobs/${session}`, server.ticket, this.#fetch);
    this.nearBlobs = new FileBlobStore(folder, nearQuotaBytes);
    this.bases = new FarBases(`${server.origin}/hosting/${session}/bases`, server.ticket, this.#fetch);
    const sweep = () => void this.nearBlobs.sweep(new Set(), nearBlobsMs, Date.now()).catch(() => undefined);
    this.#sweeper = setInterval(sweep, nearBlobsMs).unref();
  }

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

  /** Asks the server by an attachment that is not there: only who is in the session is told so. */
  async #admits(ticket: string): Promise<boolean> {
    const url = `${this.#server.origin}/blobs/${this.#session}/${'0'.repeat(64)}`;
    const headers = { authorization: `Bearer ${ticket}` };
    const response = await this.#fetch(url, { method: 'HEAD', headers }).catch(() => null);
    return response?.ok ?? false;
  }

  get sessions(): Sessions {
    return {
      open: async () => ({
        connect: (transport, identity) => {
          const own = identity.is === 'owner';
          const dial = own ? this.dial : this.#dialWith(null);
          const deliver = (hash: string) => this.#deliver(hash);
          // A guest has come by the door of before, and can go there without this machine.
          relay(transport, { dial, deliver, ticket: own ? this.ticket : null, movedTo: own ? null : this.guests });
        },
      }),
      find: async () => null,
      admits: (_session, ticket) => this.#admits(ticket),
      movedTo: this.guests,
      blobs: () => ({
        received: (hash) => this.nearBlobs.received(hash),
        add: (hash, offset, totalBytes, piece) => this.nearBlobs.add(hash, offset, totalBytes, piece),
        get: (hash) => (this.nearBlobs.has(hash) ? this.nearBlobs.get(hash) : this.blobs.get(hash)),
      }),
    };
  }

  async #invite(method: 'PUT' | 'DELETE', body?: object): Promise<void> {
    const url = `${this.#server.origin}/hosting/${this.#session}/invite`;
    const headers = { authorization: `Bearer ${this.ticket}` };
    const bytes = body && new Uint8Array(new TextEncoder().encode(JSON.stringify(body)));
    const response = await this.#fetch(url, { method, headers, ...(bytes ? { body: bytes } : {}) }).catch(() => null);
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
