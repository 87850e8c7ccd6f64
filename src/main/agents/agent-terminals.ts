import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type * as acp from '@agentclientprotocol/sdk';
import type { SessionClient } from '../../client/session-client.ts';
import { holds } from '../../shared/capabilities/people/agents.ts';
import { may } from '../../shared/capabilities/people/participants.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import { plainWords } from '../../shared/text/shown.ts';
import type { CommandEnd, RunCommand, RunningCommand } from '../programs/agent-command.ts';
import { KeptOutput } from './kept-output.ts';

/** Most commands of one agent that run, and that it has not released: people need terminals as well. */
const mostAtOnce = 5;
const mostCommands = 20;
/** Most output that is kept of a command, and of one whose agent names no limit. */
const mostOutputBytes = 1024 * 1024;
/** Longest command that a question shows. */
const mostShown = 1_500;

/** Asks people whether a command may run; `shown` is all of it. */
export type AskToRun = (title: string, shown: string) => Promise<boolean>;

interface Running extends RunningCommand {
  output: KeptOutput;
  exit: CommandEnd | null;
}

interface Options {
  client: SessionClient;
  root: string;
  run: RunCommand;
  ask: AskToRun;
}

/**
 * Commands of one agent, in terminals that everybody sees who may look at terminals: run where it and its owner may run
 * something and a person has allowed it, in the folder, and never longer than the agent is here.
 */
export class AgentTerminals {
  readonly #options: Options;
  readonly #running = new Map<string, Running>();
  readonly #stopWatching: () => void;
  #begun = 0;
  #isClosed = false;

  constructor(options: Options) {
    this.#options = options;
    this.#stopWatching = options.client.events.on('state', () => this.#look());
  }

  /** Ends what runs once the agent, or its owner, has no right to run any more. A pause ends nothing. */
  #look(): void {
    const { state, person } = this.#options.client;
    const one = person === null ? undefined : state.participants[person];
    if (one && !holds(state, one, 'run')) for (const { close } of this.#running.values()) close();
  }

  #mustHaveRight(): string {
    const { state, person } = this.#options.client;
    if (person !== null && may(state, person, 'run') && !this.#isClosed) return person;
    throw new EnsembleError(
      'not-permitted',
      'You may not run anything now: you and your owner need the right to run programs. Ask an owner of the session.',
    );
  }

  /** Begins a command, once somebody has allowed it. Rejects in words. */
  async create(request: acp.CreateTerminalRequest): Promise<string> {
    this.#mustHaveRight();
    const count = [...this.#running.values()].filter(({ exit }) => exit === null).length;
    if (count + this.#begun >= mostAtOnce || this.#running.size >= mostCommands)
      throw new EnsembleError(
        'too-large',
        `You run ${count} commands, and have ${this.#running.size} terminals: end and release some of them first.`,
      );
    this.#begun++;
    const id = await this.#beginAllowed(request).finally(() => {
      this.#begun--;
    });
    try {
      await this.#of(id).shared;
    } catch (thrown) {
      this.release(id);
      throw thrown;
    }
    return id;
  }

  async #beginAllowed(request: acp.CreateTerminalRequest): Promise<string> {
    const cwd = await this.#folder(request.cwd ?? null);
    const title = lineOf(request);
    const shown = shownOf(request, title, relative(this.#options.root, cwd));
    if (!(await this.#options.ask(title, shown)))
      throw new EnsembleError('not-permitted', 'Nobody has allowed this command, so it was not run.');
    return this.#begin(request, cwd, title);
  }

  async #begin(request: acp.CreateTerminalRequest, cwd: string, title: string): Promise<string> {
    // Of now: an answer may take minutes.
    const agent = this.#mustHaveRight();
    const { outputByteLimit } = request;
    const output = new KeptOutput(Math.min(outputByteLimit ?? mostOutputBytes, mostOutputBytes));
    const env = Object.fromEntries((request.env ?? []).map(({ name, value }) => [name, value]));
    const command = { agent, cwd, env, title: plainWords(title).slice(0, 100), ...programOf(request) };
    const check = () => void this.#mustHaveRight();
    const begun = await this.#options.run({ ...command, check, onOutput: (data) => output.add(data) });
    const running: Running = { ...begun, output, exit: null };
    void begun.ended.then((exit) => {
      running.exit = exit;
    });
    const id = newId(this.#options.client.options.environment);
    // Held from here on: the log may be long in taking the terminal.
    this.#running.set(id, running);
    if (this.#isClosed) begun.close();
    this.#look();
    return id;
  }

  /** Finds the folder of a command: the session's, or one inside of it. */
  async #folder(given: string | null): Promise<string> {
    const { root } = this.#options;
    if (given === null) return root;
    const [top, place] = await Promise.all([
      realpath(root),
      isAbsolute(given) ? realpath(given).catch(() => null) : null,
    ]);
    const path = place === null ? null : relative(top, place);
    if (path === null || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path))
      throw new EnsembleError(
        'outside-folder',
        `${given} is no folder of this session: commands run inside of it only.`,
      );
    return given;
  }

  #of(id: string): Running {
    const running = this.#running.get(id);
    if (running) return running;
    throw new EnsembleError('not-found', 'There is no such terminal (any more): it was released.');
  }

  /** Gives the output of a command so far: text, as a model reads it. */
  output(id: string): acp.TerminalOutputResponse {
    const { output, exit } = this.#of(id);
    const text = stripVTControlCharacters(output.text).replaceAll('\r\n', '\n');
    return { output: text, truncated: output.isCut, ...(exit ? { exitStatus: exit } : {}) };
  }

  /** Resolves once a command has ended. */
  waitForExit(id: string): Promise<CommandEnd> {
    return this.#of(id).ended;
  }

  /** Ends a command; its output stays until it is released. */
  kill(id: string): void {
    this.#of(id).close();
  }

  /** Ends a command, and forgets it. */
  release(id: string): void {
    this.#of(id).close();
    this.#running.delete(id);
  }

  /** Ends all of them; resolves once they have. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopWatching();
    const all = [...this.#running.values()];
    for (const { close } of all) close();
    await Promise.all(all.map(({ ended }) => ended));
  }
}

const plain = /^[\w@%+=:,./-]+$/u;
const quoted = (part: string) => (plain.test(part) ? part : JSON.stringify(part));

/** Command in one line. Without arguments it is a line for a shell, as agents write it. */
function lineOf({ command, args = [] }: acp.CreateTerminalRequest): string {
  if (args.length === 0) return command.includes('\n') ? JSON.stringify(command) : command;
  return [command, ...args].map(quoted).join(' ');
}

function programOf({ command, args = [] }: acp.CreateTerminalRequest): { program: string; args: string[] } {
  if (args.length > 0) return { program: command, args };
  return process.platform === 'win32'
    ? { program: process.env.ComSpec ?? 'cmd.exe', args: ['/d', '/s', '/c', command] }
    : { program: '/bin/sh', args: ['-c', command] };
}

/** Tells commands apart that are the same in one line. */
function formOf({ command, args = [] }: acp.CreateTerminalRequest): string {
  if (args.length > 0) return 'as it is, without a shell';
  return command.includes('\n') ? 'by a shell, as the lines that are quoted here' : 'by a shell';
}

/** Describes all of a command. Throws where a question would not show all of it. */
function shownOf(request: acp.CreateTerminalRequest, line: string, folder: string): string {
  const { env = [] } = request;
  const parts = [
    line,
    formOf(request),
    ...(folder === '' ? [] : [`in ${quoted(folder)}`]),
    ...env.map(({ name, value }) => `with ${quoted(name)}=${quoted(value)}`),
  ];
  if (parts.some((part) => plainWords(part) !== part) || parts.join('\n').length > mostShown)
    throw new EnsembleError(
      'bad-request',
      `A command has only characters that are seen, and at most ${mostShown} of them with its folder and variables. Put more into a file, and run that.`,
    );
  return parts.join('\n');
}
