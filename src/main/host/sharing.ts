import { networkInterfaces } from 'node:os';
import type { Listener, SessionServer } from '../../../server/server.ts';
import { fingerprintOf, hashSecret, isFresh, makeCertificate } from '../../../server/server.ts';
import type { SessionClient } from '../../client/session-client.ts';
import { formatInviteLink } from '../../shared/invite-link.ts';
import { EnsembleError } from '../../shared/protocol/errors.ts';
import { newSecret } from '../../shared/protocol/ids.ts';
import type { Handlers } from '../../shared/workspace/contract.ts';
import { nodeEnvironment } from './environment.ts';
import type { HostState } from './state-folder.ts';

const inviteLifetimeMs = 30 * 86_400_000;
/** So long after the end guests still hear of it, also those whose computer was asleep. */
const farewellMs = 86_400_000;

export interface SharingOptions {
  server: SessionServer;
  client: SessionClient;
  state: HostState;
  saveState: () => void;
  pages: string | null;
  /** The name or address under which guests reach this machine; found by itself when null. */
  publicAddress: string | null;
}

/** Whether only this machine can be meant by a name: there browsers trust plain http. */
export function isThisMachine(name: string): boolean {
  return name === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(name) || name === '::1' || name.endsWith('.localhost');
}

/** This machine's address in its network, or 127.0.0.1 when it is in none. */
export function networkAddress(): string {
  for (const addresses of Object.values(networkInterfaces())) {
    for (const { family, internal, address } of addresses ?? []) if (family === 'IPv4' && !internal) return address;
  }
  return '127.0.0.1';
}

/** The guests' door: its own listener, port, certificate and invite, the same after a restart. */
export class Sharing {
  readonly #options: SharingOptions;
  #listener: Listener | null = null;
  #farewell: NodeJS.Timeout | undefined;

  constructor(options: SharingOptions) {
    this.#options = options;
  }

  get #address(): string {
    return this.#options.publicAddress ?? networkAddress();
  }

  /** Opens the door again where it was open when the host stopped. */
  async resume(): Promise<void> {
    if (this.#options.client.state.sharing) await this.#listen();
  }

  async #listen(): Promise<void> {
    clearTimeout(this.#farewell);
    if (this.#listener) return;
    const { server, state, pages, saveState } = this.#options;
    const address = this.#address;
    const local = isThisMachine(address);
    const tls = local ? null : await this.#certificate(address);
    const shared = { tls, ownerToken: null, guests: true, hostNames: null, pages, onWorkspace: null };
    const bind = local ? '127.0.0.1' : '0.0.0.0';
    try {
      this.#listener = await server.listen({ ...shared, address: bind, port: state.guestPort });
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
    if (!this.#listener || state.invite === null || !client.state.sharing) return null;
    const local = isThisMachine(this.#address);
    return formatInviteLink({
      origin: `${local ? 'http' : 'https'}://${this.#address}:${state.guestPort}`,
      session: state.session,
      invite: state.invite,
      pin: local || !state.certificate ? null : fingerprintOf(state.certificate.cert),
    });
  }

  /** The requests of the owner about the door. */
  handlers(): Handlers<'sharing.describe' | 'sharing.open' | 'sharing.close'> {
    const { server, client, state, saveState } = this.#options;
    return {
      'sharing.describe': async () => ({ open: client.state.sharing !== null, link: this.link }),
      'sharing.open': async ({ admitEveryone, role }) => {
        await this.#listen();
        state.invite ??= newSecret(nodeEnvironment);
        saveState();
        server.access.setInvite(state.session, hashSecret(state.invite), role, Date.now() + inviteLifetimeMs);
        await client.publish('sharing.opened', { admitEveryone, role });
        return { link: this.link! };
      },
      'sharing.close': async ({ endSession }) => {
        await client.publish(endSession ? 'session.ended' : 'sharing.closed', {});
        // The next link is another: who has the old one must ask again.
        server.access.revokeInvites(state.session);
        state.invite = null;
        saveState();
        if (endSession) this.#farewell = setTimeout(() => void this.close(), farewellMs).unref();
        return {};
      },
    };
  }

  async close(): Promise<void> {
    clearTimeout(this.#farewell);
    const listener = this.#listener;
    this.#listener = null;
    await listener?.close();
  }
}
