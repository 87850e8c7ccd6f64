import { existsSync, statSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, sep } from 'node:path';
import type { SessionClient } from '../../client/session-client.ts';
import { agentMarkVariable } from '../../shared/agent-ticket.ts';
import { ownerOf } from '../../shared/capabilities/people/agents.ts';
import { type Emulator, loadEmulator } from '../../shared/capabilities/terminals/emulator.ts';
import type { Environment } from '../../shared/core/environment.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import type {
  Handlers,
  ParsedParams,
  StreamHandlers,
  WorkspaceMethod,
  WorkspaceStream,
} from '../../shared/session/contract.ts';
import type { AgentCommand, CommandEnd, RunningCommand } from '../programs/agent-command.ts';
import type { TypedGit, Typist } from '../programs/typed-move.ts';
import { commandsFor } from './command-folder.ts';
import { FileOpenings } from './file-openings.ts';
import type { HostTerminal } from './host-terminal.ts';
import { type OpenAsking, OpenDoor, openDoorVariable } from './open-door.ts';
import { ProcessGuard } from './process-guard.ts';
import { loadPty, type PtyOptions, type StartPty } from './pty.ts';
import { RunningTerminals } from './running-terminals.ts';
import { nonceVariable, startThatMarks } from './shell-marks.ts';
import { shellProfiles } from './shells.ts';
import { terminalEnvironment } from './terminal-environment.ts';
import { programsOf, terminalVariable } from './terminal-processes.ts';

type TerminalMethod = Extract<WorkspaceMethod, `terminals.${string}`>;
type TerminalStream = Extract<WorkspaceStream, `terminals.${string}`>;

export interface TerminalServiceOptions {
  client: SessionClient;
  /** Replica for output alone, which joins when it is asked for first. */
  bulk: () => Promise<SessionClient>;
  environment: Environment;
  /** Folder in which terminals begin. */
  root: string;
  /** Ensemble's own folder, for start-up files of shells. */
  home: string;
  /** Gives the folders whose files stand for those of `root` at the same paths, such as copies of it. */
  copiesOfRoot?: () => readonly string[];
  /** Called when the last terminal that began in a folder has ended. */
  onLeft?: (folder: string) => void;
  /** Rule for Git in terminals. */
  git: TypedGit;
  /** Resolves once the environment is that of the person's login shell. */
  environmentReady: () => Promise<void>;
}

/** Size of terminals in which agents' commands run: low, so that a panel shows all of it. */
const agentsSize = { columns: 100, rows: 10 };

/** Terminals of this machine: their programs, for the host's own windows, and guests' use of shared ones. */
export class TerminalService {
  readonly #options: TerminalServiceOptions;
  readonly #running: RunningTerminals;
  /** Begins the marks of all terminals of this host. */
  readonly #mark: string;
  #guard: ProcessGuard | null = null;
  readonly #openings = new FileOpenings();
  #door: OpenDoor | null = null;
  #layout: unknown = null;
  #library: Promise<StartPty> | null = null;

  constructor(options: TerminalServiceOptions) {
    this.#options = options;
    this.#mark = newId(options.environment);
    this.#running = new RunningTerminals({ ...options, onEnded: (terminal) => this.#ended(terminal) });
  }

  #load(): Promise<StartPty> {
    this.#library ??= loadPty();
    // After an installation that mends it, the next try finds it.
    this.#library.catch(() => {
      this.#library = null;
    });
    return this.#library;
  }

  async #open(params: ParsedParams<'terminals.open'>) {
    const { root, home, environmentReady } = this.#options;
    this.#running.checkRoom();
    const [start, emulator] = await Promise.all([this.#load(), loadEmulator(), environmentReady()]);
    const usual = shellProfiles().find(({ isDefault }) => isDefault);
    const program = params.program ?? usual?.path ?? '/bin/sh';
    const args = params.program === null ? (usual?.args ?? []) : params.args;
    const zdotdir = process.env.ZDOTDIR ?? '';
    const marked = params.marksCommands
      ? startThatMarks(program, args, { folder: join(home, 'shells'), zdotdir })
      : null;
    const cwd = params.cwd ?? root;
    checkThere(program, cwd);
    const env = terminalEnvironment(process.env, params.env);
    if (marked) Object.assign(env, marked.env, { [nonceVariable]: params.nonce });
    const { columns, rows, title, nonce } = params;
    const how = { program, args: marked?.args ?? args, cwd, env, columns, rows };
    const { id, pty } = this.#begin(start, emulator, how, { title, nonce });
    return { id, pid: pty.pid, cwd, args: marked?.args ?? null };
  }

  #begin(
    start: StartPty,
    emulator: Emulator,
    how: PtyOptions,
    { title, nonce, agent }: { title: string; nonce: string; agent?: string },
  ) {
    const id = this.#running.nextId();
    const mark = `${this.#mark}.${id}`;
    const { program, env, cwd, columns, rows } = how;
    Object.assign(env, this.#waysFrom(mark, env.PATH));
    const pty = start(how);
    this.#guard?.add(pty.pid);
    const shell = basename(program).replace(/\.exe$/i, '');
    const programs = programsOf({ leader: pty.pid, mark });
    const size = { columns, rows };
    const made = { id, pty, programs, emulator, shell, title: title || shell, cwd, nonce, ...size };
    const terminal = this.#running.add(agent === undefined ? made : { ...made, agent });
    return { id, pty, terminal };
  }

  /** Makes the door, and gives the variables by which a program's commands get there. */
  #waysFrom(mark: string, path = ''): Record<string, string> {
    this.#door ??= new OpenDoor(this.#mark, {
      open: (asked, signal) => this.#openFiles(asked, signal),
      move: (from, move, say, signal) => this.#options.git.hold(move, this.#typistOf(from), say, signal),
    });
    this.#guard ??= new ProcessGuard(`${this.#mark}.`, this.#door.folder);
    const ways = commandsFor(this.#options.home, path);
    return { ...ways, [terminalVariable]: mark, [openDoorVariable]: this.#door.place };
  }

  /** Gives the variables of an agent's own program, which runs commands beside terminals too. */
  environmentFor(agent: string): Record<string, string> {
    const env = terminalEnvironment(process.env, {});
    return { ...env, ...this.#waysFrom(`${this.#mark}.${agent}`, env.PATH) };
  }

  /** Runs a command of an agent in a terminal that all see who may look at terminals. Resolves once it has begun. */
  async run({ agent, program, args, cwd, env, title, onOutput, check }: AgentCommand): Promise<RunningCommand> {
    this.#running.checkRoom();
    const [start, emulator] = await Promise.all([this.#load(), loadEmulator(), this.#options.environmentReady()]);
    const share = await this.#running.agentsSharing();
    checkThere(program, cwd);
    check();
    const marked = { ...terminalEnvironment(process.env, env), [agentMarkVariable]: '1' };
    const how = { program, args, cwd, env: marked, ...agentsSize };
    const { pty, terminal } = this.#begin(start, emulator, how, { title, nonce: '', agent });
    const exit = Promise.withResolvers<CommandEnd>();
    pty.onData(onOutput);
    pty.onExit((exitCode, signal) => exit.resolve({ exitCode, signal: signal ?? null }));
    const ended = terminal.ended.then(() => exit.promise);
    return { ended, close: () => terminal.close(), shared: share(terminal) };
  }

  #ended(terminal: HostTerminal): void {
    this.#guard?.remove(terminal.pid);
    const folder = terminal.describe().cwd;
    const isLeft = this.#running.all.every((each) => each.describe().cwd !== folder);
    if (isLeft) this.#options.onLeft?.(folder);
  }

  #marked(mark: string): HostTerminal | null {
    const terminal = this.#running.get(Number(mark.slice(this.#mark.length + 1)));
    return terminal && mark === `${this.#mark}.${terminal.id}` ? terminal : null;
  }

  /** Finds who runs a command: an agent, whoever typed last into its terminal, or else the host's person. */
  #typistOf(mark: string): Typist {
    const { state, person: host } = this.#options.client;
    const terminal = this.#marked(mark);
    const named = mark.slice(this.#mark.length + 1);
    const agent = terminal?.agent ?? (state.participants[named]?.agentOf === undefined ? undefined : named);
    const person = agent ?? terminal?.typist?.person ?? host ?? '';
    return { person, isAgent: ownerOf(state, person) !== person, isAlone: person === host && terminal?.ref === null };
  }

  /** Opens files in the window that typed last into the terminal from where this is asked. */
  async #openFiles({ terminal: mark, files, waits }: OpenAsking, signal: AbortSignal): Promise<void> {
    const terminal = this.#marked(mark);
    if (!terminal?.typist)
      throw new EnsembleError(
        'not-found',
        'Nobody types into this terminal any more, so there is no window to open it in.',
      );
    const { typist, endsLine: takesFocus } = terminal;
    const open = async ({ path, line }: OpenAsking['files'][number]) =>
      this.#openings.open(typist.replica, { path: await this.#inFolder(path), line, waits, takesFocus }, signal);
    await Promise.all(files.map(open));
  }

  /** Finds the path in the session of a file of this machine. */
  async #inFolder(path: string): Promise<string> {
    const { root, copiesOfRoot } = this.#options;
    const real = await realpath(path).catch(() => null);
    if (real === null) throw new EnsembleError('not-found', `There is no file ${path}. Nothing was opened.`);
    for (const folder of [root, ...(copiesOfRoot?.() ?? [])]) {
      const within = relative(await realpath(folder).catch(() => folder), real);
      if (within !== '' && within !== '..' && !within.startsWith(`..${sep}`) && !isAbsolute(within))
        return within.split(sep).join('/');
    }
    throw new EnsembleError('outside-folder', `${path} is not in the folder that is open here. Nothing was opened.`);
  }

  get handlers(): Handlers<TerminalMethod> & StreamHandlers<TerminalStream> {
    const nothing = {};
    return {
      ...this.#running.handlers,
      'terminals.describe': async () => {
        const problem = await this.#load().then(
          () => null,
          (thrown: Error) => thrown.message,
        );
        await this.#options.environmentReady();
        return { problem, profiles: problem === null ? shellProfiles() : [], layout: this.#layout };
      },
      'terminals.profiles': async () => {
        await this.#options.environmentReady();
        return { names: shellProfiles().map(({ name }) => name) };
      },
      'terminals.open': (params) => this.#open(params),
      'terminals.show': async ({ id }, { isDirect }, signal, stream) => {
        if (!isDirect) throw new EnsembleError('not-permitted', 'Terminals are shown to others by sharing them.');
        return { isTaken: await this.#running.of(id).show((part) => stream.send(part), signal) };
      },
      'terminals.openings': async (_params, { replica }, signal, stream) => {
        await this.#openings.follow(replica, stream, signal);
        return nothing;
      },
      'terminals.arrange': async ({ layout }) => {
        this.#layout = layout ?? null;
        return nothing;
      },
    };
  }

  /** Ends all terminals and their programs. */
  async close(): Promise<void> {
    await this.#running.close();
    this.#door?.close();
    this.#guard?.close();
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
