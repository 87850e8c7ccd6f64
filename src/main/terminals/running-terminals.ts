import type { SessionClient } from '../../client/session-client.ts';
import { isSharedWith } from '../../shared/capabilities/terminals/reducers.ts';
import type { Environment } from '../../shared/core/environment.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import type { Handlers, ParsedParams, WorkspaceMethod } from '../../shared/session/contract.ts';
import { GuestInput } from './guest-input.ts';
import { HostTerminal, type HostTerminalOptions } from './host-terminal.ts';

/** Requests about terminals that run already. */
type RunningMethod = Exclude<
  Extract<WorkspaceMethod, `terminals.${string}`>,
  'terminals.describe' | 'terminals.profiles' | 'terminals.open' | 'terminals.arrange'
>;

/** Most terminals of one host at a time. */
const mostTerminals = 100;

const unseen = 'The session does not take a terminal now, so that nobody would see this command. Try again later.';

export interface RunningTerminalsOptions {
  client: SessionClient;
  /** Replica for output alone, which joins when it is asked for first. */
  bulk: () => Promise<SessionClient>;
  environment: Environment;
  /** Called when a terminal has ended. */
  onEnded?: (terminal: HostTerminal) => void;
}

/** Terminals that run on this machine: their owner's use of them, and guests' use of shared ones. */
export class RunningTerminals {
  readonly #options: RunningTerminalsOptions;
  readonly #terminals = new Map<number, HostTerminal>();
  /** Access that was asked for last, by terminal. */
  readonly #asked = new WeakMap<HostTerminal, object>();
  readonly guests: GuestInput;
  #lastId = 0;

  constructor(options: RunningTerminalsOptions) {
    this.#options = options;
    this.guests = new GuestInput(options, (ref) => this.all.find((each) => each.ref === ref) ?? null);
  }

  get all(): HostTerminal[] {
    return [...this.#terminals.values()];
  }

  get(id: number): HostTerminal | null {
    return this.#terminals.get(id) ?? null;
  }

  /** Gives a terminal of the host's person that runs. Throws in words where it has ended. */
  of(id: number): HostTerminal {
    const terminal = this.get(id);
    if (!terminal || terminal.agent !== null) throw new EnsembleError('not-found', 'This terminal has ended.');
    return terminal;
  }

  /** Throws in words where there are too many. */
  checkRoom(): void {
    if (this.#terminals.size >= mostTerminals)
      throw new EnsembleError(
        'too-fast',
        `There are ${mostTerminals} terminals open already: close one of them first.`,
      );
  }

  /** Gives the number of the next terminal. */
  nextId(): number {
    return ++this.#lastId;
  }

  add(options: Omit<HostTerminalOptions, 'environment' | 'onEnded'>): HostTerminal {
    const { id } = options;
    const { environment, onEnded } = this.#options;
    const terminal: HostTerminal = new HostTerminal({
      ...options,
      environment,
      onEnded: () => {
        this.#terminals.delete(id);
        onEnded?.(terminal);
      },
    });
    this.#terminals.set(id, terminal);
    return terminal;
  }

  async #share({ id, access, people }: ParsedParams<'terminals.share'>): Promise<{ ref: string | null }> {
    const { client, environment } = this.#options;
    const terminal = this.of(id);
    const given = { access, people };
    this.#asked.set(terminal, given);
    if (!isSharedWith({ access, people: Object.fromEntries(people) })) {
      await terminal.unshare();
      return { ref: null };
    }
    this.#mustHost();
    const bulk = await this.#options.bulk();
    // The last word counts, though the one before had to wait.
    if (this.#asked.get(terminal) !== given) return { ref: terminal.ref };
    if (terminal.ref === null) await terminal.share({ client, bulk, ref: newId(environment) }, given);
    else await terminal.give(given);
    return { ref: terminal.ref };
  }

  #mustHost(): void {
    const { client } = this.#options;
    if (client.state.host?.replica !== client.replica)
      throw new EnsembleError(
        'host-away',
        'Terminals are shared from where the folder is hosted, and that is not here.',
      );
  }

  /**
   * Gives a way to share a terminal of an agent with all who may look at terminals, from its first output on. Rejects in
   * words where terminals are shared from elsewhere, or the session is out of reach; so does the way where the session
   * does not take the terminal.
   */
  async agentsSharing(): Promise<(terminal: HostTerminal) => Promise<void>> {
    const { client, environment } = this.#options;
    this.#mustHost();
    const bulk = await this.#options.bulk();
    if (client.status.is !== 'online') throw new EnsembleError('host-away', unseen);
    return async (terminal) => {
      const ref = newId(environment);
      await terminal.share({ client, bulk, ref }, { access: 'read', people: [] });
      const isRunning = terminal.ref === ref;
      if (isRunning && !client.state.terminals[ref]) throw new EnsembleError('host-away', unseen);
    };
  }

  get handlers(): Handlers<RunningMethod> {
    const nothing = {};
    return {
      'terminals.write': async ({ id, data }, caller) => {
        this.of(id).write(data, caller, true);
        return nothing;
      },
      'terminals.resize': async ({ id, columns, rows }) => {
        this.of(id).fits({ columns, rows });
        return nothing;
      },
      'terminals.rename': async ({ id, ...change }) => {
        const told = Object.entries(change).filter(([, value]) => value !== undefined);
        this.of(id).rename(Object.fromEntries(told));
        return nothing;
      },
      'terminals.close': async ({ id }) => {
        this.get(id)?.close();
        return nothing;
      },
      'terminals.list': async () => ({
        terminals: this.all.filter(({ agent }) => agent === null).map((each) => each.describe()),
      }),
      'terminals.share': (params) => this.#share(params),
      'terminals.log': async ({ id, input }) => {
        await this.of(id).logInput(input);
        return nothing;
      },
      'terminals.type': async (params, caller) => this.guests.type(params, caller),
      'terminals.fit': async (params, caller) => this.guests.fit(params, caller),
      'terminals.propose': async (params, { person }) => this.guests.propose(params, person),
      'terminals.proposed': async (params, { person }) => this.guests.waiting(params, person),
    };
  }

  /** Ends all of them and their programs. */
  async close(): Promise<void> {
    const { all } = this;
    for (const terminal of all) terminal.close();
    this.guests.close();
    await Promise.all(all.map((terminal) => terminal.ended));
  }
}
