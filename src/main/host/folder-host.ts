import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { hashSecret } from '../../../server/server.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newSecret } from '../../shared/core/ids.ts';
import { formatServerLink, parseServerLink, type ServerLink } from '../../shared/server-link.ts';
import { nodeEnvironment } from '../machine/environment.ts';
import { ensembleHome, freshState, readHostState, stateFolderOf, writeHostState } from '../machine/state-folder.ts';
import { EmbeddedBackend } from '../session/session-backend.ts';
import { SessionHandover } from '../session/session-handover.ts';
import { Host, type HostOptions } from './host.ts';

/** The host of a folder for as long as its process runs: it begins anew in another place when the session moves. */
export class FolderHost {
  readonly #options: HostOptions;
  readonly #onHost: (host: Host) => void;
  #host!: Host;
  #isFirst = true;
  readonly #moves = new PQueue({ concurrency: 1 });

  private constructor(options: HostOptions, onHost: (host: Host) => void) {
    this.#options = { ...options, move: (link) => this.#move(link) };
    this.#onHost = onHost;
  }

  /** Starts the host; `onHost` is called with it, and with each that takes its place. */
  static async start(options: HostOptions, onHost: (host: Host) => void = () => undefined): Promise<FolderHost> {
    const folder = new FolderHost(options, onHost);
    const link = options.server ?? null;
    if (link === null || !isInside(options)) {
      await folder.#begin(link);
      return folder;
    }
    // An existing session of the folder moves along.
    await folder.#begin(null);
    await folder.#move(formatServerLink(link));
    await new Promise((resolve) => setImmediate(resolve));
    await folder.#moves.onIdle();
    return folder;
  }

  get host(): Host {
    return this.#host;
  }

  async #begin(server: ServerLink | null, problem: string | null = null): Promise<void> {
    // Windows stay when the host begins anew in another place.
    const newAddress = this.#isFirst && this.#options.newAddress === true;
    this.#host = await Host.start({ ...this.#options, newAddress, server, problem });
    this.#isFirst = false;
    this.#onHost(this.#host);
  }

  /** Copies the session while people type; the rest of it, and the change of place, follow after the answer. */
  async #move(text: string): Promise<void> {
    const link = parseServerLink(text);
    const { embedded, state } = this.#host;
    if (!embedded) throw new EnsembleError('exists', 'This session is on a stand-alone server already.');
    const move = new SessionHandover(link, state.session);
    await move.copy(embedded.server.copyOf(state.session), embedded.blobs);
    setImmediate(() => {
      void this.#moves.add(() => this.#handOver(link, move));
    });
  }

  async #handOver(link: ServerLink, move: SessionHandover): Promise<void> {
    const { stateFolder, state } = this.#host;
    const { report } = this.#options;
    await this.#host.close();
    const place = new EmbeddedBackend(stateFolder, state, report);
    let problem: string | null = null;
    try {
      const ticket = newSecret(nodeEnvironment);
      const owner = { hash: hashSecret(ticket), person: state.person };
      await move.finish(place.server.copyOf(state.session), place.blobs, owner);
      const { origin, pin, token } = link;
      writeHostState(stateFolder, { ...state, server: { origin, pin, token, ticket, isNew: true, isJoined: false } });
    } catch (thrown) {
      // The old place has all of it, and nobody was sent anywhere.
      problem = `The session was not moved: ${String((thrown as Error).message)}`;
      report(problem);
    } finally {
      await place.close();
    }
    await this.#begin(null, problem).catch((thrown: unknown) => report(String((thrown as Error).message)));
  }

  async close(): Promise<void> {
    await this.#moves.onIdle();
    await this.#host.close();
  }
}

/** Says whether the folder's session is in its own state, and a server was given to have it. */
function isInside({ folder, home, server }: HostOptions): boolean {
  if (!server?.token || server.session !== null) return false;
  const stateFolder = stateFolderOf(realpathSync(folder), home ?? ensembleHome());
  if (!existsSync(join(stateFolder, 'sessions.db'))) return false;
  return readHostState(stateFolder, freshState).server === null;
}
