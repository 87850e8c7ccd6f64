import { Readable, Writable } from 'node:stream';
import * as acp from '@agentclientprotocol/sdk';
import { agentMarkVariable } from '../../shared/agent-ticket.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { plainWords } from '../../shared/text/shown.ts';
import { type GroupWatch, ProgramGroup } from '../programs/program-group.ts';
import type { AgentProgram } from './agent-programs.ts';
import type { AgentTerminals } from './agent-terminals.ts';
import { type SignInPerson, signedIn } from './sign-in.ts';
import { wordsOf } from './words-of.ts';

/** Longest message of an agent. */
const mostMessageBytes = 32 * 1024 * 1024;
/** Time for an agent to answer each of the first requests, to sign its person in, and to end by itself. */
const startWithinMs = 60_000;
const signInWithinMs = 600_000;
const endWithinMs = 3_000;
const lastWordsMs = 1_000;
const mostComplaint = 4_096;

/** Answers to an agent's requests. */
export interface AgentHandlers {
  onUpdate(update: acp.SessionUpdate): void;
  read(request: acp.ReadTextFileRequest): Promise<string>;
  write(request: acp.WriteTextFileRequest): Promise<void>;
  permit(request: acp.RequestPermissionRequest): Promise<acp.RequestPermissionOutcome>;
  terminals: Pick<AgentTerminals, 'create' | 'output' | 'waitForExit' | 'kill' | 'release'>;
}

export interface LinkOptions {
  program: AgentProgram;
  root: string;
  env: Record<string, string>;
  guard: GroupWatch;
  handlers: AgentHandlers;
  mcpServers: acp.McpServer[];
  /** Person who signs in where the program wants that. */
  signer: SignInPerson;
  /** Aborted where it is not to start any more. */
  signal: AbortSignal;
}

/** A coding agent's program, with which we speak the Agent Client Protocol. */
export class AgentLink {
  readonly #group: ProgramGroup;
  readonly #connection: acp.ClientConnection;
  #session = '';
  #complaint = '';
  /** Hears what the program says beside the protocol, while its person signs in. */
  #onComplaint: ((words: string) => void) | null = null;
  /** Resolves once the program has gone, with its last words. */
  readonly gone: Promise<string>;

  private constructor({ program, root, env, guard, handlers }: LinkOptions) {
    const { command, args } = program;
    const marked = { ...env, ...program.env, [agentMarkVariable]: '1' };
    this.#group = new ProgramGroup(command, args, { cwd: root, env: marked }, guard);
    const { child } = this.#group;
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-mostComplaint);
      this.#onComplaint?.(text);
    });
    // A program that has gone reads no more: its end is told by `gone`.
    child.stdin!.on('error', () => undefined);
    this.gone = new Promise((resolve) => {
      const end = (words: string) => {
        this.#group.over();
        resolve(words);
      };
      child.once('error', (error) => end(error.message));
      child.once('close', (code, signal) => end(this.#lastWords(code, signal)));
    });
    const stream = acp.ndJsonStream(Writable.toWeb(child.stdin!), Readable.toWeb(child.stdout!) as never, {
      maxMessageBytes: mostMessageBytes,
    });
    this.#connection = connect(stream, handlers);
  }

  #lastWords(code: number | null, signal: NodeJS.Signals | null): string {
    const lines = this.#complaint.split('\n').map((line) => plainWords(line).trim());
    const last = lines.filter((line) => line !== '').slice(-3);
    return [`It has ended (${signal ?? code}).`, ...last].join(' ').slice(0, 500);
  }

  /** Starts an agent, and a session with it. Rejects in words; nothing of it is left then. */
  static async start(options: LinkOptions): Promise<AgentLink> {
    const { program, signal } = options;
    const { name } = program;
    if (signal.aborted) throw cancelled();
    const link = new AgentLink(options);
    const failed = link.gone.then((words) => Promise.reject(new EnsembleError('bad-request', `${name}: ${words}`)));
    failed.catch(() => undefined);
    const givenUp = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(cancelled()), { once: true });
    });
    try {
      await Promise.race([link.#begin(options), failed, givenUp]);
      return link;
    } catch (thrown) {
      // Its last words come a moment after the end of its output.
      const last = thrown instanceof EnsembleError ? null : await link.#goneWithin(lastWordsMs);
      await link.close();
      throw thrown instanceof EnsembleError
        ? thrown
        : new EnsembleError('bad-request', `${name}: ${last ?? wordsOf(thrown)}`);
    }
  }

  /** Begins a session with the program, once its person has signed in where it wants that. */
  async #begin({ program, root, mcpServers, signer }: LinkOptions): Promise<void> {
    const { agent } = this.#connection;
    const late = () => new EnsembleError('bad-request', `${program.name} did not answer in time.`);
    const initializing = agent.request(acp.methods.agent.initialize, {
      protocolVersion: acp.PROTOCOL_VERSION,
      clientCapabilities: {
        fs: { readTextFile: true, writeTextFile: true },
        terminal: true,
        auth: { terminal: true },
      },
      clientInfo: { name: 'ensemble', version: '1' },
    });
    const { authMethods = [] } = await inTime(initializing, startWithinMs, late);
    const act = () =>
      inTime(agent.request(acp.methods.agent.session.new, { cwd: root, mcpServers }), startWithinMs, late);
    const authenticate = (methodId: string) => this.#authenticate(methodId, signer);
    const { sessionId } = await signedIn(act, { program, methods: authMethods, authenticate, person: signer });
    this.#session = sessionId;
  }

  /** Signs in by a method. Gives the reason in words where that fails. */
  async #authenticate(methodId: string, signer: SignInPerson): Promise<string | null> {
    const late = () => new EnsembleError('bad-request', 'It was not done within ten minutes.');
    this.#onComplaint = (words) => signer.tell(plainWords(words).trim());
    try {
      await inTime(this.#connection.agent.request(acp.methods.agent.authenticate, { methodId }), signInWithinMs, late);
      return null;
    } catch (thrown) {
      return wordsOf(thrown);
    } finally {
      this.#onComplaint = null;
    }
  }

  /** Last words of the program, where it goes within a time; null where it stays. */
  async #goneWithin(ms: number): Promise<string | null> {
    let timer: NodeJS.Timeout | undefined;
    const stays = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), ms);
    });
    const words = await Promise.race([this.gone, stays]);
    clearTimeout(timer);
    return words;
  }

  /** Has the agent work on a prompt. Resolves with its reason to end. */
  async prompt(text: string): Promise<acp.StopReason> {
    const { agent } = this.#connection;
    const params: acp.PromptRequest = { sessionId: this.#session, prompt: [{ type: 'text', text }] };
    const answer: acp.PromptResponse = await agent.request(acp.methods.agent.session.prompt, params);
    return answer.stopReason;
  }

  /** Asks the agent to end its turn. */
  async cancel(): Promise<void> {
    await this.#connection.agent.notify(acp.methods.agent.session.cancel, { sessionId: this.#session });
  }

  /** Ends the program and all that it has started, and resolves when it has gone. */
  async close(): Promise<void> {
    this.#connection.close();
    this.#group.end(endWithinMs);
    await this.gone;
  }
}

const cancelled = () => new EnsembleError('cancelled', 'Starting the agent was cancelled.');

/** Waits for an answer, and rejects with an error where it does not come in time. */
async function inTime<T>(answer: Promise<T>, ms: number, late: () => EnsembleError): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([answer, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** Error for an agent: what happened, and what to do. */
function refusal(thrown: unknown): acp.RequestError {
  const words = thrown instanceof EnsembleError ? thrown.message : 'This failed at the host.';
  return new acp.RequestError(-32_000, words);
}

/** Answers a request of an agent; what fails is told to it in words. */
async function answered<T>(answer: () => T | Promise<T>): Promise<T> {
  try {
    return await answer();
  } catch (thrown) {
    throw refusal(thrown);
  }
}

function connect(
  stream: acp.Stream,
  { onUpdate, read, write, permit, terminals }: AgentHandlers,
): acp.ClientConnection {
  const { session, fs, terminal } = acp.methods.client;
  return acp
    .client({ name: 'ensemble' })
    .onNotification(session.update, ({ params }) => onUpdate(params.update))
    .onRequest(session.requestPermission, async ({ params }) => ({ outcome: await permit(params) }))
    .onRequest(fs.readTextFile, ({ params }) => answered(async () => ({ content: await read(params) })))
    .onRequest(fs.writeTextFile, ({ params }) => answered(() => write(params).then(() => ({}))))
    .onRequest(terminal.create, ({ params }) => answered(async () => ({ terminalId: await terminals.create(params) })))
    .onRequest(terminal.output, ({ params }) => answered(() => terminals.output(params.terminalId)))
    .onRequest(terminal.waitForExit, ({ params }) => answered(() => terminals.waitForExit(params.terminalId)))
    .onRequest(terminal.kill, ({ params }) => answered(() => terminals.kill(params.terminalId)))
    .onRequest(terminal.release, ({ params }) => answered(() => terminals.release(params.terminalId)))
    .connect(stream);
}
