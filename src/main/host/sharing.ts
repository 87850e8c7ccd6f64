import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import {
  fingerprintOf,
  hashSecret,
  isFresh,
  type Listener,
  listen,
  machineNames,
  makeCertificate,
} from '../../../server/server.ts';
import type { Dial } from '../../client/link.ts';
import type { SessionClient } from '../../client/session-client.ts';
import type { BlobStore } from '../../shared/blobs.ts';
import { mostInvites } from '../../shared/capabilities/sharing/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newSecret } from '../../shared/core/ids.ts';
import { formatInviteLink } from '../../shared/invite-link.ts';
import { isThisMachine } from '../../shared/server-link.ts';
import type { Caller, Handlers } from '../../shared/session/contract.ts';
import { formatWatchLink } from '../../shared/watch-link.ts';
import { Allowance } from '../doors/allowance.ts';
import { nodeEnvironment } from '../machine/environment.ts';
import type { HostState } from '../machine/state-folder.ts';
import type { GuestRole, SessionBackend } from '../session/session-backend.ts';
import { agentInvites, inviteAgent } from './agent-invites.ts';
import { behindGuestsDoor } from './guests-door.ts';

/** Length of the beginning of the door's page by which it is known. */
const pageLength = 200;
const inviteLifetimeMs = 30 * 86_400_000;
/** Time for which guests still hear of the end, also those whose computer was asleep. */
const farewellMs = 86_400_000;

export interface SharingOptions {
  place: SessionBackend;
  client: SessionClient;
  state: HostState;
  saveState: () => void;
  pages: string | null;
  /** Name or address under which guests reach this machine; found by itself when null. */
  publicAddress: string | null;
  report: (message: string) => void;
}

/** This machine's address in its network, or 127.0.0.1 when it is in none. */
export function networkAddress(): string {
  for (const addresses of Object.values(networkInterfaces())) {
    for (const { family, internal, address } of addresses ?? []) if (family === 'IPv4' && !internal) return address;
  }
  return '127.0.0.1';
}

/** Way into the session for an agent. */
interface WayForAgent {
  dial: Dial;
  blobs: BlobStore;
  invite: string;
  link: string | null;
}

/** The guests' door: its own listener, port, certificate and invite, the same after a restart. */
export class Sharing {
  readonly #options: SharingOptions;
  #listener: Listener | null = null;
  #farewell: NodeJS.Timeout | undefined;
  /** False while the door is open for links to recordings alone. */
  #admits = false;
  /** Port of this machine's own programs. */
  ownPort: number | null = null;
  /** Name under which other networks reach the door, beside this machine's own. */
  #farName: string | null = null;

  constructor(options: SharingOptions) {
    this.#options = options;
  }

  /** Has no entry name a path that is hidden from guests, as far as the session is on this machine. */
  hide(isHidden: (path: string) => boolean): void {
    this.#options.place.hide(isHidden);
  }

  get #address(): string {
    return this.#options.publicAddress ?? networkAddress();
  }

  /** Opens the door again where it was open when the host stopped. */
  async resume(): Promise<void> {
    const { client, place, state } = this.#options;
    // After a move the former door leads on, for as long as this host runs.
    this.#admits = client.state.sharing !== null;
    const isForGuests = this.#admits && (!place.guests || state.guestPort !== 0);
    // Links to recordings of a far server lead there.
    const isForLinks = !place.guests && (await place.recordings.links()).length > 0;
    if (isForGuests || isForLinks) await this.#listen(isForGuests);
  }

  async #listen(leadsOn = false): Promise<void> {
    clearTimeout(this.#farewell);
    const { place, state, pages, saveState, report } = this.#options;
    // Guests go to the session's own server.
    if (this.#listener || (place.guests && !leadsOn)) return;
    const address = this.#address;
    const local = isThisMachine(address);
    const tls = local ? null : await this.#certificate(address);
    const names = [address, ...(state.certificate?.names ?? [])];
    const sessions = behindGuestsDoor(place.sessions, () => this.#admits);
    const own = machineNames(names);
    const hostNames = () => (this.#farName === null ? own() : [...own(), this.#farName]);
    const open = { sessions, tls, ownerToken: null, guests: true, hostNames };
    const shared = { ...open, pages, onWorkspace: null, report };
    const bind = local ? '127.0.0.1' : '0.0.0.0';
    try {
      this.#listener = await listen({ ...shared, address: bind, port: state.guestPort });
    } catch (thrown) {
      const taken = thrown instanceof EnsembleError && thrown.code === 'exists';
      if (!taken || state.guestPort === 0) throw thrown;
      throw new EnsembleError(
        'exists',
        `Port ${state.guestPort}, on which this folder was shared before, is in use by another program: end that, or old invite links stay dead.`,
      );
    }
    state.guestPort = this.#listener.port;
    saveState();
  }

  async #certificate(name: string): Promise<{ key: string; cert: string }> {
    const { state, saveState } = this.#options;
    if (!state.certificate?.names.includes(name) || !isFresh(state.certificate.cert)) {
      state.certificate = { ...(await makeCertificate([name, 'localhost', '127.0.0.1'])), names: [name] };
      saveState();
    }
    return state.certificate;
  }

  get link(): string | null {
    const { state, client } = this.#options;
    const door = this.door;
    if (state.invite === null || !client.state.sharing || !door) return null;
    return formatInviteLink({ ...door, session: state.session, invite: state.invite });
  }

  /** The door on this machine; null while it is shut, or elsewhere. The pin is that of its own certificate. */
  get localDoor(): { port: number; isSecure: boolean; pin: string | null } | null {
    const { state, place } = this.#options;
    if (place.guests || !this.#listener) return null;
    const isSecure = !isThisMachine(this.#address);
    const pin = isSecure && state.certificate ? fingerprintOf(state.certificate.cert) : null;
    return { port: this.#listener.port, isSecure, pin };
  }

  /** Beginning of the door's page, by which it is known from outside; '' where there are no pages. */
  async pageBeginning(): Promise<string> {
    const { pages } = this.#options;
    return pages === null ? '' : (await readFile(join(pages, 'index.html'), 'utf8')).slice(0, pageLength);
  }

  /** Has the door answer under a further name, by which other networks reach it; null takes that back. */
  setFarName(name: string | null): void {
    this.#farName = name;
  }

  /** Address of the guests' door; null while it is shut. */
  get door(): { origin: string; pin: string | null } | null {
    const { place, client } = this.#options;
    if (place.guests) return place.guests;
    const door = this.localDoor;
    if (door === null) return null;
    const { reached } = client.state;
    if (reached !== null && this.#farName !== null)
      return { origin: reached.origin, pin: reached.way === 'ssh' ? door.pin : null };
    return { origin: `${door.isSecure ? 'https' : 'http'}://${this.#address}:${door.port}`, pin: door.pin };
  }

  /** Opens the door for links to recordings, if it is shut, and writes one with this secret. */
  async watchLink(secret: string): Promise<string> {
    await this.#listen();
    return formatWatchLink({ ...this.door!, session: this.#options.state.session, watch: secret });
  }

  /** Makes the handlers of the owner's requests about the door. */
  handlers(): Handlers<`sharing.${'describe' | 'open' | 'close' | 'invites' | 'invite' | 'revoke'}`> {
    const { place, client, state, saveState } = this.#options;
    const changes = new Allowance({
      environment: nodeEnvironment,
      burst: 30,
      perSecond: 1,
      words: 'You have changed invites very often in a short time, so this was not done. Try again in a minute.',
    });
    /** Counts a change of another owner's: each is written to the disk before anybody's keys go on. */
    const counts = ({ person, isDirect }: Caller): void => {
      if (!isDirect) changes.take(person);
    };
    return {
      'sharing.describe': async () => ({ open: client.state.sharing !== null, link: this.link }),
      'sharing.open': async ({ admitEveryone, admitKnown, role }, caller) => {
        counts(caller);
        this.#admits = true;
        await this.#listen();
        state.invite ??= newSecret(nodeEnvironment);
        saveState();
        await place.setInvite(hashSecret(state.invite), role, Date.now() + inviteLifetimeMs);
        await client.publish('sharing.opened', { admitEveryone, ...(admitKnown ? { admitKnown } : {}), role });
        return { link: this.link! };
      },
      'sharing.invites': async () => {
        const kept = await place.invites();
        const now = Date.now();
        return {
          invites: kept
            .filter(({ expiresMs }) => expiresMs > now)
            .map(({ hash, expiresMs, ...rest }) => ({
              ...rest,
              id: hash,
              expiresMs: expiresMs >= Number.MAX_SAFE_INTEGER ? null : expiresMs,
            })),
        };
      },
      'sharing.invite': async ({ role, lifetimeMs, once }, caller) => {
        counts(caller);
        const door = client.state.sharing === null ? null : this.door;
        if (!door) throw new EnsembleError('not-permitted', 'This folder is not shared now: share it first.');
        if ((await place.invites()).length >= mostInvites)
          throw new EnsembleError('too-large', 'There are too many invites: revoke some of them first.');
        const secret = newSecret(nodeEnvironment);
        const expiresMs = lifetimeMs === null ? Number.MAX_SAFE_INTEGER : Date.now() + lifetimeMs;
        await place.addInvite({ hash: hashSecret(secret), role, expiresMs, once, agentOf: null });
        return { link: formatInviteLink({ ...door, session: state.session, invite: secret }) };
      },
      'sharing.revoke': async ({ id }, caller) => {
        counts(caller);
        await place.revokeInvite(id);
        // The next link is another.
        if (state.invite !== null && hashSecret(state.invite) === id) {
          state.invite = null;
          saveState();
        }
        return {};
      },
      'sharing.close': async ({ endSession }) => {
        if (endSession) await client.publish('session.ended', { dismisses: true });
        else {
          await client.publish('sharing.closed', {});
          // Guests who may answer requests would let them in all the same.
          const asking = Object.values(client.state.participants).filter(({ standing }) => standing === 'asking');
          await Promise.allSettled(asking.map(({ person }) => client.publish('participant.denied', { person })));
        }
        // The next link is another: holders of the old one must ask again.
        await place.revokeInvites();
        state.invite = null;
        saveState();
        if (endSession) this.#farewell = setTimeout(() => void this.#farewellOver(), farewellMs).unref();
        return {};
      },
    };
  }

  /** Makes the handlers of requests for agents' invites. */
  agentHandlers(): Handlers<'agents.invite'> {
    const { place, client, state } = this.#options;
    return agentInvites({
      place,
      session: state.session,
      ownDoor: () => this.#ownDoor,
      guestsDoor: () => (client.state.sharing === null ? null : this.door),
      isAgent: (person) => client.state.participants[person]?.agentOf !== undefined,
    });
  }

  /** Way into the session for an agent of a person that runs here, by an invite of its own; `link` is for its tools. */
  async wayForAgent(owner: string, role: GuestRole): Promise<WayForAgent> {
    const { place, state } = this.#options;
    const invite = await inviteAgent(place, owner, role);
    const own = this.#ownDoor === null ? place.guests : { origin: this.#ownDoor, pin: null };
    const link = own && formatInviteLink({ ...own, session: state.session, invite });
    return { dial: place.dialAgent, blobs: place.blobs, invite, link };
  }

  /** Origin of the door of this machine's own programs; null where the session is on another server. */
  get #ownDoor(): string | null {
    return this.#options.place.guests || this.ownPort === null ? null : `http://127.0.0.1:${this.ownPort}`;
  }

  /** Shuts the door for guests; links to recordings hold. */
  async #farewellOver(): Promise<void> {
    this.#admits = false;
    const { place } = this.#options;
    if (place.guests || (await place.recordings.links()).length === 0) await this.close();
  }

  async close(): Promise<void> {
    clearTimeout(this.#farewell);
    const listener = this.#listener;
    this.#listener = null;
    await listener?.close();
  }
}
