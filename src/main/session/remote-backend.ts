import { z } from 'zod';
import {
  type BlobCaller,
  type BlobView,
  bodyFrom,
  bodyOfBytes,
  FileBlobStore,
  hashSecret,
  type Invite,
  type SessionDoor,
  type Sessions,
} from '../../../server/server.ts';
import { type Fetch, HttpBlobs } from '../../client/http-blobs.ts';
import type { Dial } from '../../client/link.ts';
import { type DoorAuth, socketDial } from '../../client/socket-dial.ts';
import type { BlobStore } from '../../shared/blobs.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { id, sha256Hex } from '../../shared/core/ids.ts';
import { roles } from '../../shared/core/rights.ts';
import { RemoteDiskHistory } from '../documents/remote-disk-history.ts';
import type { HomeServer } from '../machine/state-folder.ts';
import type { RecordingPlace } from './recording-place.ts';
import { relay } from './relay.ts';
import { remoteFetch, securedBy } from './remote-fetch.ts';
import { RemoteRecordings } from './remote-recordings.ts';
import type { GuestRole, NewInvite, SessionBackend } from './session-backend.ts';

/** Time for which attachments of requests to the host are kept: as long as an answer may be waited for. */
const localBlobsMs = 10 * 60_000;
/** Longest time for which a recording is watched without opening it again. */
const viewingMs = 24 * 3_600_000;
const localQuotaBytes = 2 * 1024 * 1024 * 1024;
/** Quota of one guest's attachments among them. */
const localGuestQuotaBytes = 512 * 1024 * 1024;

const keptInvites = z.array(
  z.object({
    hash: sha256Hex,
    role: z.enum(roles),
    expiresMs: z.number(),
    once: z.boolean(),
    used: z.number(),
    isLink: z.boolean(),
    agentOf: id.nullable().default(null),
  }),
);

/** Identifies the sender of an attachment left here: people are known by their tickets only. */
const senderBehind = (ticket: string) => hashSecret(ticket).slice(0, 22);

/**
 * A session on a stand-alone server: the windows of this machine are led there, so that they need to know nothing of
 * it.
 */
export class RemoteBackend implements SessionBackend {
  readonly ticket: string;
  readonly guests: { origin: string; pin: string | null };
  readonly blobs: BlobStore;
  readonly localBlobs: FileBlobStore;
  readonly bases: RemoteDiskHistory;
  readonly recordings: RecordingPlace;
  readonly #server: HomeServer;
  readonly #session: string;
  readonly #sweeper: NodeJS.Timeout;
  readonly #secured: ReturnType<typeof securedBy>;
  readonly #fetch: Fetch;

  /** `folder` is for attachments on their way. */
  constructor(server: HomeServer, session: string, folder: string) {
    this.#server = server;
    this.#session = session;
    this.#secured = securedBy(server);
    this.#fetch = remoteFetch(server, this.#secured);
    this.ticket = server.ticket;
    this.guests = { origin: server.origin, pin: server.pin };
    this.blobs = this.#blobsWith(server.ticket);
    this.localBlobs = new FileBlobStore(folder, localQuotaBytes, localGuestQuotaBytes);
    this.bases = new RemoteDiskHistory(`${server.origin}/hosting/${session}/bases`, server.ticket, this.#fetch);
    this.recordings = new RemoteRecordings(
      `${server.origin}/hosting/${session}/recordings`,
      server.ticket,
      this.#fetch,
    );
    const sweep = () => void this.localBlobs.sweep(new Set(), localBlobsMs, Date.now()).catch(() => undefined);
    this.#sweeper = setInterval(sweep, localBlobsMs).unref();
  }

  #dialWith(token: string | null): Dial {
    return this.#dialAs({ session: this.#session, channel: 'session', ...(token === null ? {} : { token }) });
  }

  #dialAs(auth: DoorAuth): Dial {
    return async () => {
      const tls = await this.#secured();
      return socketDial(this.#server.origin, auth, tls ? { agent: tls.agent as never, ca: tls.cert } : {})();
    };
  }

  get dial(): Dial {
    return this.#dialWith(this.#server.token);
  }

  get dialAgent(): Dial {
    return this.#dialWith(null);
  }

  /** Attachments of the far server, as the ticket's owner may use them. */
  #blobsWith(ticket: string): HttpBlobs {
    return new HttpBlobs(`${this.#server.origin}/blobs/${this.#session}`, ticket, this.#fetch);
  }

  async #deliver(hash: string): Promise<void> {
    if (this.localBlobs.has(hash)) await this.blobs.put(await this.localBlobs.get(hash));
  }

  /** Brings a guest's attachment there; only one that they have left here themselves. */
  async #deliverOf(ticket: string, hash: string): Promise<void> {
    if (this.localBlobs.wasSentBy(hash, senderBehind(ticket)))
      await this.#blobsWith(ticket).put(await this.localBlobs.get(hash));
  }

  #view(caller: BlobCaller): BlobView {
    const near = this.localBlobs;
    const sender = caller.is === 'owner' ? undefined : senderBehind(caller.ticket);
    const far = caller.is === 'owner' ? this.blobs : this.#blobsWith(caller.ticket);
    const isNear = (hash: string) => (sender === undefined ? near.has(hash) : near.wasSentBy(hash, sender));
    return {
      received: (hash) => near.received(hash, sender),
      add: (hash, offset, totalBytes, piece) => near.add(hash, offset, totalBytes, piece, sender),
      open: async (hash) => (isNear(hash) ? bodyFrom(near, hash) : bodyOfBytes(await far.get(hash))),
    };
  }

  /** Asks the server for an attachment that does not exist: only a member of the session is told so. */
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
          const deliver = (hash: string, ticket: string) => (own ? this.#deliver(hash) : this.#deliverOf(ticket, hash));
          // A guest has come by the former door, and can go there without this machine.
          relay(transport, { dial, deliver, ticket: own ? this.ticket : null, movedTo: own ? null : this.guests });
        },
      }),
      replay: async (_session, recording) => this.#replay(recording),
      watch: async () => null,
      watchedBlobs: async () => null,
      find: async () => null,
      personBehind: async (_session, ticket) => ((await this.#admits(ticket)) ? senderBehind(ticket) : null),
      movedTo: this.guests,
      blobsFor: async (_session, caller) => this.#view(caller),
    };
  }

  /** Opens a recording of the far server, by a link for this viewer alone. The whole past is for that machine. */
  async #replay(recording: string | null): Promise<SessionDoor> {
    if (recording === null)
      throw new EnsembleError(
        'not-permitted',
        'This session is kept on a session server: of its past, only recordings can be watched from here.',
      );
    const { secret } = await this.recordings.share(recording, viewingMs);
    const hash = hashSecret(secret);
    return {
      connect: (transport) => {
        const dial = this.#dialAs({ session: this.#session, channel: 'replay', link: secret });
        relay(transport, { dial, ticket: null, deliver: async () => undefined });
        const { onClose } = transport;
        transport.onClose = () => {
          onClose();
          void this.recordings.revoke(hash).catch(() => undefined);
        };
      },
    };
  }

  async #invite(method: 'PUT' | 'DELETE', body?: object): Promise<void> {
    await this.#ask('invite', method, body);
  }

  #invites(method: 'GET' | 'POST', body?: object): Promise<Awaited<ReturnType<Fetch>>> {
    return this.#ask('invites', method, body);
  }

  async #ask(what: string, method: string, body?: object): Promise<Awaited<ReturnType<Fetch>>> {
    const url = `${this.#server.origin}/hosting/${this.#session}/${what}`;
    const headers = { authorization: `Bearer ${this.ticket}` };
    const bytes = body && new Uint8Array(new TextEncoder().encode(JSON.stringify(body)));
    const response = await this.#fetch(url, { method, headers, ...(bytes ? { body: bytes } : {}) }).catch(() => null);
    if (!response?.ok)
      throw new EnsembleError('disconnected', 'The session server cannot be reached now: try again when it is back.');
    return response;
  }

  hide(): void {
    // The rules of a folder are not told to a server: they name what is hidden.
  }

  async activity(): Promise<never> {
    throw new EnsembleError(
      'not-permitted',
      'This session is kept on a session server, and its past with it: only what happens from now on is shown here.',
    );
  }

  past(): Promise<never> {
    return this.activity();
  }

  async usage(): Promise<never> {
    throw new EnsembleError(
      'not-permitted',
      'This session is kept on a session server: run `ensemble storage` on that machine to see what it keeps.',
    );
  }

  keepLast(): Promise<never> {
    return this.usage();
  }

  cut(): Promise<never> {
    return this.usage();
  }

  clearHistory(): Promise<never> {
    return this.usage();
  }

  setInvite(hash: string, role: GuestRole, expiresMs: number): Promise<void> {
    return this.#invite('PUT', { hash, role, expiresMs });
  }

  async addInvite(invite: NewInvite): Promise<void> {
    await this.#invites('POST', { add: invite });
  }

  async invites(): Promise<Invite[]> {
    return keptInvites.parse(JSON.parse(await (await this.#invites('GET')).text()));
  }

  async revokeInvite(hash: string): Promise<void> {
    await this.#invites('POST', { revoke: hash });
  }

  revokeInvites(): Promise<void> {
    return this.#invite('DELETE');
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    await this.bases.settled();
  }
}
