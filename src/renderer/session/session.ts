import { DirectWorkspace } from '../../client/direct-workspace.ts';
import { HostOrSession } from '../../client/host-or-session.ts';
import { type Fetch, HttpBlobs } from '../../client/http-blobs.ts';
import { MemoryOutbox } from '../../client/outbox.ts';
import { provenDial, provenFetch } from '../../client/proven-door.ts';
import { ReplayClient } from '../../client/replay-client.ts';
import { SessionClient, type SessionClientOptions } from '../../client/session-client.ts';
import { type DoorAuth, socketDial } from '../../client/socket-dial.ts';
import { WatchedWorkspace } from '../../client/watched-workspace.ts';
import { replicaMay } from '../../shared/capabilities/people/participants.ts';
import { newId, newSecret } from '../../shared/core/ids.ts';
import type { Workspace } from '../../shared/session/contract.ts';
import { lookUp } from '../../shared/session/table.ts';
import type { Address } from './address.ts';
import { browserEnvironment } from './environment.ts';
import { hashAside } from './hash-aside.ts';
import { IndexedOutbox } from './indexed-outbox.ts';
import { deliverOrphans } from './orphans.ts';
import { RemoteEditPacer } from './remote-edit-pacer.ts';
import { holdReplica } from './replica-lock.ts';

export interface WindowSession {
  client: SessionClient;
  workspace: Workspace;
  /** The window's own way to the host of its machine; null for a guest's. */
  direct: DirectWorkspace | null;
}

/** Secret by which the server knows this person again, one per session, kept in this browser. */
export function ticketFor(session: string): string {
  const key = `ensemble.ticket.${session}`;
  const ticket = localStorage.getItem(key) ?? newSecret(browserEnvironment);
  localStorage.setItem(key, ticket);
  return ticket;
}

/**
 * Waits until this window is in its session and knows of its host, and gives the folder's name. The host's own window
 * has the folder all the same while the session's server is away, and does not wait for that.
 */
export async function folderOf({ client, workspace }: WindowSession, isHostWindow: boolean): Promise<string> {
  const inSession = client
    .joined()
    .then(() => client.until(({ host }) => host !== null))
    .then(() => client.state.host?.folder ?? 'folder');
  if (!isHostWindow) return inSession;
  const isAway = new Promise<void>((resolve) => {
    client.events.on('status', ({ is }) => is === 'offline' && resolve());
  });
  const alone = isAway.then(() => workspace.request('workspace.describe', {}));
  return Promise.race([inSession, alone.then(({ name }) => name).catch(() => inSession)]);
}

/**
 * Begins this window's part in a session: a replica of its own, a durable outbox, and the delivery of orphaned ones.
 */
export async function openSession(address: Exclude<Address, { is: 'nowhere' }>, name: string): Promise<WindowSession> {
  const replica = newId(browserEnvironment);
  await holdReplica(replica);
  const host = address.is === 'host' || address.is === 'replay';
  const isReplay = address.is === 'replay' || address.is === 'watch';
  const ticket = address.is === 'guest' ? ticketFor(address.session) : '';
  const scope = `${address.session} ${host ? address.person : ticket.slice(0, 8)}`;
  const auth: DoorAuth = { session: address.session, channel: isReplay ? 'replay' : 'session' };
  if (address.is === 'replay' && address.recording !== null) auth.recording = address.recording;
  if (address.is === 'watch') auth.link = address.link;
  if (host) Object.assign(auth, { token: address.token, person: address.person });
  const plainFetch: Fetch = (url, init) => fetch(url, init);
  const door = host
    ? { origin: location.origin, token: address.token, environment: browserEnvironment, fetch: plainFetch }
    : null;
  const dial = (to: DoorAuth) => {
    const plain = socketDial(location.origin, to);
    return door ? provenDial(door, plain) : plain;
  };
  const blobs = new HttpBlobs(
    `${location.origin}/blobs/${address.session}`,
    host ? address.token : address.is === 'watch' ? address.link : ticket,
    door ? provenFetch(door) : plainFetch,
    hashAside,
  );
  const pacer = new RemoteEditPacer();
  addEventListener('keydown', () => pacer.noteKey(performance.now()), true);
  const options: SessionClientOptions = {
    dial: dial(auth),
    environment: browserEnvironment,
    outbox: isReplay ? new MemoryOutbox() : new IndexedOutbox(scope, replica),
    blobs,
    replica,
    name,
    purpose: 'window',
    nextShowing: pacer.next,
    report: (message) => console.error(message),
    ...(address.is !== 'guest' ? {} : { ...(address.invite !== null && { invite: address.invite }), ticket }),
  };
  const client = isReplay ? new ReplayClient(options) : new SessionClient(options);
  if (!isReplay) deliverOrphans(client, scope);
  const direct = host ? new DirectWorkspace(dial({ ...auth, channel: 'workspace' }), blobs, replica) : null;
  const way = direct && !isReplay ? new HostOrSession(direct, client) : client;
  // Refused requests are told as refused entries are: those for the lack of a right can be asked for.
  const workspace = new WatchedWorkspace(way, (kind, message) => {
    const right = lookUp(kind)?.right;
    if (right === undefined || right === 'server' || right === 'read') return;
    if (replicaMay(client.state, client.replica, right)) return;
    client.events.emit('refused', { kind, ref: null, code: 'not-permitted', message });
  });
  addEventListener('pagehide', () => client.leave());
  addEventListener('online', () => client.reconnect());
  await client.start();
  return { client, workspace, direct };
}
