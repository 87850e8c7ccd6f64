import type { SessionClient } from '../../../client/session-client.ts';
import { may } from '../../../shared/capabilities/people/participants.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import type { Right } from '../../../shared/core/rights.ts';
import type { Caller, HostStream } from '../../../shared/session/contract.ts';
import type { ServerDefinition } from '../servers/definition.ts';
import { type AskedText, bringTexts, type Seeing, type SeenText } from '../texts/asked-texts.ts';
import { askedMethods, editMethods, formattingMethods } from '../wire/asked-methods.ts';
import { KeptData } from '../wire/kept-data.ts';
import { type Message, type RequestId, type RpcError, rpcCodes, rpcError, toMessage } from '../wire/messages.ts';
import { withoutUnseenFiles, withoutUnseenImports } from '../wire/named-files.ts';
import { Joined, piecesOf } from '../wire/pieces.ts';
import { type Places, pathOfWire, type Sees } from '../wire/places.ts';
import { isWholeEdit, NotAsked, translatedDown, translatedUp } from '../wire/translate.ts';
import { RpcFailure } from './rpc.ts';
import { isForWindows, type RunningServer, type ServerWindow } from './running-server.ts';
import type { Shares } from './shares.ts';

/** Most characters that wait for a window which takes nothing. */
const mostWaiting = 48_000_000;
const applyMs = 30_000;
/** Questions whose answers name files that are not places. */
const listing = new Set(['textDocument/completion', 'textDocument/codeAction']);

type Position = { line?: number; character?: number };
type Asking = Message & { is: 'request' };

/** Names that only hidden files have. */
export interface Secrets {
  /** Resolves with the judgement of a name. */
  look(): Promise<(name: string) => boolean>;
}

interface WindowConnectionOptions {
  server: RunningServer;
  definition: ServerDefinition;
  client: SessionClient;
  places: Places;
  seeing: Seeing;
  caller: Caller;
  sees: Sees;
  secretNames: Secrets;
  /** Questions of each person that are under way, and formattings by a command. */
  asking: Shares;
  formatting: Shares;
  stream: HostStream<'languages.connect'>;
  signal: AbortSignal;
}

/** One window's connection to a language server: its own ids, tokens and rights, over a server that all share. */
export class WindowConnection implements ServerWindow {
  readonly #options: WindowConnectionOptions;
  readonly #kept = new KeptData();
  readonly #asking = new Map<RequestId, AbortController>();
  readonly #tokens = new Map<unknown, string>();
  readonly #told = new Map<string, (answer: unknown) => void>();
  #lastId = 0;
  #waiting = 0;
  #sending: Promise<void> = Promise.resolve();
  #isInitialized = false;

  constructor(options: WindowConnectionOptions) {
    this.#options = options;
  }

  /** Serves the window until it goes. Throws where its messages are none. */
  async run(): Promise<void> {
    const { stream, server, signal } = this.#options;
    const joined = new Joined<SeenText[]>();
    server.windows.add(this);
    try {
      for await (const piece of stream) {
        const whole = joined.add(piece);
        if (whole === null) continue;
        const message = toMessage(whole.message);
        if (message === null) throw new EnsembleError('bad-request', 'This is no message of JSON-RPC.');
        this.#receive(message, whole.at ?? []);
        if (signal.aborted) return;
      }
    } finally {
      server.windows.delete(this);
      for (const controller of this.#asking.values()) controller.abort();
    }
  }

  #receive(message: Message, at: readonly SeenText[]): void {
    if (message.is === 'request') void this.#serve(message, at);
    else if (message.is === 'notification') this.#notified(message.method, message.params);
    else {
      const take = this.#told.get(String(message.id));
      this.#told.delete(String(message.id));
      take?.(message.error ? null : message.result);
    }
  }

  #notified(method: string, params: unknown): void {
    const { server, definition } = this.#options;
    const { id, token } = (params ?? {}) as { id?: RequestId; token?: unknown };
    if (method === '$/cancelRequest' && id !== undefined) this.#asking.get(id)?.abort();
    else if (method === 'window/workDoneProgress/cancel') {
      const own = this.#tokens.get(token);
      if (own !== undefined) server.rpc.notify(method, { token: own });
    } else if (method === 'initialized' && !this.#isInitialized) {
      this.#isInitialized = true;
      const registrations = [...server.registrations.values()].filter(({ method }) => isForWindows(definition, method));
      if (registrations.length > 0) this.tell('client/registerCapability', { registrations });
    }
    // Texts, settings and files are the host's to tell: a window's own word about them counts nothing.
  }

  /** Rights change while a window is here. */
  #may(right: Right): boolean {
    const { client, caller } = this.#options;
    if (caller.isOwner) return true;
    return may(client.state, caller.person, right);
  }

  async #serve(message: Asking, at: readonly SeenText[]): Promise<void> {
    const { id } = message;
    let told: AskedText[] | undefined;
    const { asking, caller } = this.#options;
    const end = this.#asking.has(id) ? null : asking.begin(caller.person);
    try {
      if (end === null) throw new RpcFailure(rpcError('requestFailed', 'There are too many questions at once.'));
      const controller = new AbortController();
      this.#asking.set(id, controller);
      try {
        const { result, asked } = await this.#answer(message, at, controller.signal);
        told = asked;
        this.#send({ jsonrpc: '2.0', id, result }, told);
      } finally {
        this.#asking.delete(id);
      }
    } catch (thrown) {
      this.#send({ jsonrpc: '2.0', id, error: this.#errorOf(thrown) }, told);
    } finally {
      end?.();
    }
  }

  #errorOf(thrown: unknown): RpcError {
    const { places } = this.#options;
    if (thrown instanceof RpcFailure)
      return { code: thrown.error.code, message: places.inWordsForAll(thrown.error.message).slice(0, 2000) };
    if (thrown instanceof NotAsked) return rpcError('invalidParams', thrown.message);
    if (thrown instanceof EnsembleError && thrown.code === 'out-of-order')
      return rpcError('contentModified', thrown.message);
    if (thrown instanceof EnsembleError) return rpcError('requestFailed', thrown.message);
    return { code: rpcCodes.internal, message: 'This did not work; the log of the language server may say more.' };
  }

  async #answer(
    { method, params }: Asking,
    at: readonly SeenText[],
    signal: AbortSignal,
  ): Promise<{ result: unknown; asked?: AskedText[] }> {
    const { server, definition, client, seeing, sees, caller } = this.#options;
    const { capabilities, serverInfo } = await server.ready;
    if (method === 'initialize') return { result: { capabilities: forWindows(capabilities, definition), serverInfo } };
    if (method === 'shutdown') return { result: null };
    const right = askedMethods.get(method);
    if (right === undefined) throw new RpcFailure(rpcError('methodNotFound', `${method} is not asked from here.`));
    if (!this.#may(right))
      throw new RpcFailure(
        rpcError('requestFailed', `This needs the right “${right}”, which your role does not have.`),
      );
    const asked = await bringTexts({ client, texts: server.texts, seeing, sees }, at, caller);
    try {
      if (signal.aborted) throw new RpcFailure(rpcError('requestCancelled', 'Cancelled.'));
      const answer = await this.#ask(method, params, signal);
      const result = listing.has(method) ? await this.#seenIn(method, answer, params) : answer;
      if (!definition.answersInOrder && asked.isOvertaken())
        throw new RpcFailure(rpcError('contentModified', 'The text has changed meanwhile: ask again.'));
      return { result: this.#down(result, method), asked: asked.at };
    } finally {
      asked.end();
    }
  }

  /** Completions and code actions without files that the asker may not see. */
  async #seenIn(method: string, result: unknown, params: unknown): Promise<unknown> {
    const { server, sees, caller, secretNames } = this.#options;
    const judging = { sees, isSecret: caller.isOwner ? () => false : await secretNames.look() };
    const { textDocument, position } = (params ?? {}) as { textDocument?: { uri?: unknown }; position?: Position };
    const path = typeof textDocument?.uri === 'string' ? pathOfWire(textDocument.uri) : null;
    if (path === null) return result;
    if (method === 'textDocument/codeAction') return withoutUnseenImports(result, path, judging);
    const { line, character } = position ?? {};
    if (typeof line !== 'number' || typeof character !== 'number') return result;
    const text = server.texts.at(path)?.sent ?? '';
    let start = 0;
    // Counted, not split: texts are long, and completions many.
    for (let at = 0; at < line && start >= 0; at++) start = text.indexOf('\n', start) + 1 || -1;
    const written = start < 0 ? '' : text.slice(start, start + character).split('\n', 1)[0]!;
    return withoutUnseenFiles(result, { path, line: written }, judging);
  }

  async #ask(method: string, params: unknown, signal: AbortSignal): Promise<unknown> {
    const { server, places, sees } = this.#options;
    const { workDoneToken, partialResultToken, ...rest } = (params ?? {}) as Record<string, unknown>;
    const asked = translatedUp(rest, { places, sees, kept: (handle) => this.#kept.get(handle) }) as Record<
      string,
      unknown
    >;
    const stops: (() => void)[] = [];
    for (const [name, token] of Object.entries({ workDoneToken, partialResultToken })) {
      if (token === undefined || token === null) continue;
      const own = `${++this.#lastId}:${crypto.randomUUID()}`;
      asked[name] = own;
      this.#tokens.set(token, own);
      const stop = server.rpc.onProgress(own, (value) => this.#progress(token, value));
      stops.push(() => {
        stop();
        this.#tokens.delete(token);
      });
    }
    try {
      if (method === 'workspace/executeCommand') return await this.#execute(rest, asked, signal);
      if (method === 'textDocument/codeAction') this.#addDiagnostics(rest, asked);
      return await this.#request(method, asked, signal);
    } finally {
      for (const stop of stops) stop();
    }
  }

  /** Asks the server. Each formatting by a command is a process: a person has few of them at a time. */
  async #request(method: string, asked: unknown, signal: AbortSignal): Promise<unknown> {
    const { server, definition, formatting, caller } = this.#options;
    const isProcess = definition.isFormatter === true && formattingMethods.has(method);
    const end = isProcess ? formatting.begin(caller.person) : () => undefined;
    if (end === null) {
      const words = 'Too many of your texts are being formatted already, so this one was left as it is. Try again.';
      throw new RpcFailure(rpcError('requestFailed', words));
    }
    try {
      return await server.rpc.request(method, asked, { signal });
    } finally {
      end();
    }
  }

  #execute(own: Record<string, unknown>, asked: Record<string, unknown>, signal: AbortSignal): Promise<unknown> {
    const { server } = this.#options;
    const { command } = own;
    if (typeof command !== 'string' || !server.isCommand(command))
      throw new RpcFailure(rpcError('requestFailed', 'The language server has no such command.'));
    return server.execute(this, asked, signal);
  }

  /** Gives the server its own diagnostics back: a window has only what everybody is told of them. */
  #addDiagnostics(own: Record<string, unknown>, asked: Record<string, unknown>): void {
    const { uri } = (own.textDocument ?? {}) as { uri?: unknown };
    const { start, end } = (own.range ?? {}) as { start?: { line?: unknown }; end?: { line?: unknown } };
    const path = typeof uri === 'string' ? pathOfWire(uri) : null;
    if (path === null || typeof start?.line !== 'number' || typeof end?.line !== 'number') return;
    const diagnostics = this.#options.server.diagnosing.around(path, start.line, end.line);
    asked.context = { ...(asked.context as object | undefined), diagnostics };
  }

  #progress(token: unknown, value: unknown): void {
    this.#send({ jsonrpc: '2.0', method: '$/progress', params: { token, value: this.#down(value, '') } });
  }

  #down(value: unknown, method: string): unknown {
    const { places, sees, server } = this.#options;
    const keep = this.#kept.begin();
    const result = translatedDown(value, { places, sees, keep, isOwn: (command) => server.isCommand(command) });
    if (editMethods.has(method) && value !== null && (result === null || !isWholeEdit(value, result)))
      throw new RpcFailure(
        rpcError('requestFailed', 'This would change files that you may not see, so nothing was changed.'),
      );
    return result;
  }

  tell(method: string, params: unknown): void {
    if (!this.#isInitialized) return;
    this.#send({ jsonrpc: '2.0', id: `host:${++this.#lastId}`, method, params: this.#down(params, '') });
  }

  applyEdit(params: unknown): Promise<unknown> {
    const { edit } = (params ?? {}) as { edit?: unknown };
    const refused = { applied: false, failureReason: 'It names files that may not be changed from here.' };
    const translated = this.#down(params, '') as { edit?: unknown } | null;
    if (translated === null || !isWholeEdit(edit, translated.edit) || !this.#may('edit'))
      return Promise.resolve(refused);
    const id = `host:${++this.#lastId}`;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const { environment } = this.#options.client.options;
    const timer = environment.setTimer(() => resolve({ applied: false, failureReason: 'no answer' }), applyMs);
    this.#told.set(id, (answer) => {
      environment.clearTimer(timer);
      resolve(typeof answer === 'object' && answer !== null ? answer : refused);
    });
    this.#send({ jsonrpc: '2.0', id, method: 'workspace/applyEdit', params: translated });
    return promise;
  }

  #send(message: unknown, at?: AskedText[]): void {
    const { stream } = this.#options;
    const text = JSON.stringify(message);
    this.#waiting += text.length;
    if (this.#waiting > mostWaiting) return;
    this.#sending = this.#sending.then(async () => {
      let first: { at?: AskedText[] } = at ? { at } : {};
      for (const piece of piecesOf(text)) {
        await stream.send({ ...piece, ...first });
        first = {};
      }
      this.#waiting -= text.length;
    });
    // A window that has gone hears nothing more.
    this.#sending.catch(() => undefined);
  }
}

/** Abilities of a server as windows are told: what the host does itself, a window does not do as well. */
function forWindows(
  capabilities: Record<string, unknown>,
  { isFormattedElsewhere }: ServerDefinition,
): Record<string, unknown> {
  const { diagnosticProvider: _, textDocumentSync: __, workspace, ...rest } = capabilities;
  if (isFormattedElsewhere) {
    delete rest.documentFormattingProvider;
    delete rest.documentRangeFormattingProvider;
  }
  const { fileOperations = {} } = (workspace ?? {}) as { fileOperations?: Record<string, unknown> };
  const asks = Object.entries(fileOperations).filter(([name]) => name.startsWith('will'));
  return {
    ...rest,
    textDocumentSync: { openClose: false, change: 0 },
    workspace: { workspaceFolders: { supported: false }, fileOperations: Object.fromEntries(asks) },
  };
}
