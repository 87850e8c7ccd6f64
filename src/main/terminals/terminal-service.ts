import { existsSync, statSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import type { SessionClient } from '../../client/session-client.ts';
import { loadEmulator } from '../../shared/capabilities/terminals/emulator.ts';
import { isSharedWith } from '../../shared/capabilities/terminals/reducers.ts';
import type { Environment } from '../../shared/core/environment.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import type { Handlers, ParsedParams, StreamHandlers, WorkspaceMethod } from '../../shared/session/contract.ts';
import { GuestInput } from './guest-input.ts';
import { HostTerminal } from './host-terminal.ts';
import { ProcessGuard } from './process-guard.ts';
import { loadPty, type StartPty } from './pty.ts';
import { argsThatMark, nonceVariable } from './shell-marks.ts';
import { shellProfiles } from './shells.ts';
import { terminalEnvironment } from './terminal-environment.ts';

type TerminalMethod = Extract<WorkspaceMethod, `terminals.${string}`>;

/** Most terminals of one host at a time. */
const mostTerminals = 100;

export interface TerminalServiceOptions {
  client: SessionClient;
  environment: Environment;
  /** Folder in which terminals begin. */
  root: string;
  /** Ensemble's own folder, for start-up files of shells. */
  home: string;
  /** Resolves once the environment is that of the person's login shell. */
  environmentReady: () => Promise<void>;
}

/** Terminals of this machine: their programs, for the host's own windows, and guests' use of shared ones. */
export class TerminalService {
  readonly #options: TerminalServiceOptions;
  readonly #terminals = new Map<number, HostTerminal>();
  readonly #guard = new ProcessGuard();
  readonly #guests: GuestInput;
  #lastId = 0;
  #layout: unknown = null;
  #library: Promise<StartPty> | null = null;

  constructor(options: TerminalServiceOptions) {
    this.#options = options;
    this.#guests = new GuestInput(
      options,
      (ref) => [...this.#terminals.values()].find((each) => each.ref === ref) ?? null,
    );
  }

  #load(): Promise<StartPty> {
    this.#library ??= loadPty();
    // After an installation that mends it, the next try finds it.
    this.#library.catch(() => {
      this.#library = null;
    });
    return this.#library;
  }

  #of(id: number): HostTerminal {
    const terminal = this.#terminals.get(id);
    if (!terminal) throw new EnsembleError('not-found', 'This terminal has ended.');
    return terminal;
  }

  async #open(params: ParsedParams<'terminals.open'>) {
    const { root, home, environment, environmentReady } = this.#options;
    if (this.#terminals.size >= mostTerminals)
      throw new EnsembleError(
        'too-fast',
        `There are ${mostTerminals} terminals open already: close one of them first.`,
      );
    const [start, emulator] = await Promise.all([this.#load(), loadEmulator(), environmentReady()]);
    const usual = shellProfiles().find(({ isDefault }) => isDefault);
    const program = params.program ?? usual?.path ?? '/bin/sh';
    const args = params.program === null ? (usual?.args ?? []) : params.args;
    const marked = params.marksCommands ? argsThatMark(program, args, join(home, 'shells')) : null;
    const cwd = params.cwd ?? root;
    checkThere(program, cwd);
    const env = terminalEnvironment(process.env, params.env);
    if (marked) env[nonceVariable] = params.nonce;
    const { columns, rows, title, nonce } = params;
    const pty = start({ program, args: marked ?? args, cwd, env, columns, rows });
    const id = ++this.#lastId;
    this.#guard.add(pty.pid);
    const shell = basename(program).replace(/\.exe$/i, '');
    const made = { id, pty, emulator, environment, shell, title: title || shell, cwd, nonce, columns, rows };
    this.#terminals.set(id, new HostTerminal({ ...made, onEnded: () => this.#ended(id) }));
    return { id, pid: pty.pid, cwd, args: marked };
  }

  #ended(id: number): void {
    const terminal = this.#terminals.get(id);
    this.#terminals.delete(id);
    if (terminal) this.#guard.remove(terminal.pid);
  }

  #share({ id, access, people }: ParsedParams<'terminals.share'>): { ref: string | null } {
    const { client, environment } = this.#options;
    const terminal = this.#of(id);
    const given = { access, people };
    if (!isSharedWith({ access, people: Object.fromEntries(people) })) {
      terminal.unshare();
      return { ref: null };
    }
    if (client.state.host?.replica !== client.replica)
      throw new EnsembleError(
        'host-away',
        'Terminals are shared from where the folder is hosted, and that is not here.',
      );
    if (terminal.ref === null) terminal.share({ client, ref: newId(environment) }, given);
    else terminal.give(given);
    return { ref: terminal.ref };
  }

  get handlers(): Handlers<TerminalMethod> & StreamHandlers<'terminals.show'> {
    const nothing = {};
    return {
      'terminals.describe': async () => {
        const problem = await this.#load().then(
          () => null,
          (thrown: Error) => thrown.message,
        );
        await this.#options.environmentReady();
        return { problem, profiles: problem === null ? shellProfiles() : [], layout: this.#layout };
      },
      'terminals.open': (params) => this.#open(params),
      'terminals.show': async ({ id }, { isDirect }, signal, stream) => {
        if (!isDirect) throw new EnsembleError('not-permitted', 'Terminals are shown to others by sharing them.');
        return { isTaken: await this.#of(id).show((part) => stream.send(part), signal) };
      },
      'terminals.write': async ({ id, data }) => {
        this.#of(id).write(data);
        return nothing;
      },
      'terminals.resize': async ({ id, columns, rows }) => {
        this.#of(id).resize(columns, rows);
        return nothing;
      },
      'terminals.rename': async ({ id, ...change }) => {
        const told = Object.entries(change).filter(([, value]) => value !== undefined);
        this.#of(id).rename(Object.fromEntries(told));
        return nothing;
      },
      'terminals.close': async ({ id }) => {
        this.#terminals.get(id)?.close();
        return nothing;
      },
      'terminals.list': async () => ({ terminals: [...this.#terminals.values()].map((each) => each.describe()) }),
      'terminals.arrange': async ({ layout }) => {
        this.#layout = layout ?? null;
        return nothing;
      },
      'terminals.share': async (params) => this.#share(params),
      'terminals.decide': async (params) => this.#guests.decide(params),
      'terminals.type': async (params, { person }) => this.#guests.type(params, person),
      'terminals.propose': async (params, { person }) => this.#guests.propose(params, person),
    };
  }

  /** Ends all terminals and their programs. */
  async close(): Promise<void> {
    const all = [...this.#terminals.values()];
    for (const terminal of all) terminal.close();
    await Promise.all(all.map((terminal) => terminal.ended));
    this.#guard.close();
  }
}

/** Throws in words where a terminal cannot begin: its own program would only end at once. */
function checkThere(program: string, cwd: string): void {
  const problem = problemOf(program, cwd);
  if (problem !== null) throw new EnsembleError('not-found', problem);
}

function problemOf(program: string, cwd: string): string | null {
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory())
    return `There is no folder ${cwd} to begin a terminal in.`;
  if (!isAbsolute(program) || existsSync(program)) return null;
  return `${program} could not be started: there is no such program. Choose another profile for terminals.`;
}
