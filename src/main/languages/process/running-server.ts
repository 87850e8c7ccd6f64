import type { SessionClient } from '../../../client/session-client.ts';
import type { FileChange } from '../../../shared/capabilities/files/methods.ts';
import type { Environment } from '../../../shared/core/environment.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import type { GroupWatch } from '../../programs/program-group.ts';
import { type FolderFiles, languageOf, type ServerDefinition } from '../servers/definition.ts';
import { Diagnosing } from '../texts/diagnosing.ts';
import { ServerTexts } from '../texts/server-texts.ts';
import type { ToldProblems } from '../texts/told-problems.ts';
import { formattingMethods, ownRegistrations, refreshes } from '../wire/asked-methods.ts';
import { rpcError } from '../wire/messages.ts';
import type { Places, Sees } from '../wire/places.ts';
import { clientCapabilities } from './client-capabilities.ts';
import { type Settings, sectionOf } from './configuration.ts';
import { filesByUri } from './files-by-uri.ts';
import { FormatterPeer } from './formatter.ts';
import { Rpc, RpcFailure } from './rpc.ts';
import { type Command, type ServerPeer, ServerProcess } from './server-process.ts';
import { changesFor } from './watched-files.ts';
import type { Words } from './words.ts';

const initializeMs = 60_000;
const mostRegistrations = 500;
/** Least time between two wishes of a server that the same be asked anew. */
const refreshPauseMs = 1000;

export interface Registration {
  id: string;
  method: string;
  registerOptions?: unknown;
}

/** Says whether a registration of a server's is for windows: what the host does itself, or another, is not. */
export function isForWindows({ isFormattedElsewhere }: ServerDefinition, method: string): boolean {
  return !ownRegistrations.has(method) && !(isFormattedElsewhere && formattingMethods.has(method));
}

/** A window's end of a server, as the server's own requests reach it. */
export interface ServerWindow {
  /** Tells the window of a server's request to it; its answer is not waited for. */
  tell(method: string, params: unknown): void;
  /** Asks the window to apply an edit. */
  applyEdit(params: unknown): Promise<unknown>;
}

/** Result of a server's `initialize`, as far as it is read here. */
export interface Initialized {
  capabilities: Record<string, unknown>;
  serverInfo?: unknown;
}

export interface RunningServerOptions {
  definition: ServerDefinition;
  command: Command;
  settings: Settings;
  client: SessionClient;
  environment: Environment;
  env: Readonly<Record<string, string>>;
  guard: GroupWatch;
  places: Places;
  /** View of guests: problems of files that they do not see are not told. */
  guestsSee: Sees;
  files: FolderFiles;
  problems: ToldProblems;
  words: Words;
  /** Called once, at its end, with the reason in words. */
  onEnd: (why: string) => void;
}

/** A language server that runs, for all windows: one process, its texts and its problems. */
export class RunningServer {
  readonly #options: RunningServerOptions;
  readonly #process: ServerPeer;
  readonly rpc: Rpc;
  readonly texts: ServerTexts;
  readonly #diagnosing: Diagnosing;
  readonly windows = new Set<ServerWindow>();
  readonly registrations = new Map<string, Registration>();
  readonly #refreshedMs = new Map<string, number>();
  /** Window whose command the server carries out: edits that it makes by that go there. */
  #executing: ServerWindow | null = null;
  #commands: Promise<unknown> = Promise.resolve();
  #initialized: Initialized | null = null;
  /** Resolves with the server's abilities once it can be asked. */
  readonly ready: Promise<Initialized>;

  constructor(options: RunningServerOptions) {
    this.#options = options;
    const { definition, command, client, environment, env, guard, places, words } = options;
    const ends = {
      command,
      cwd: places.root,
      env,
      guard,
      onMessage: (message: unknown) => this.rpc.receive(message),
      onWords: (text: string) => words.add(places.inWords(text)),
      onEnd: (why: string) => this.#ended(why),
    };
    this.#process = definition.isFormatter
      ? new FormatterPeer({ ...ends, name: definition.name, pathOf: (uri) => places.pathOf(uri) })
      : new ServerProcess(ends);
    this.rpc = new Rpc({
      environment,
      send: (message) => this.#process.send(message),
      onRequest: (method, params) => this.#asked(method, params),
      onNotification: (method, params) => this.#told(method, params),
      onHung: () => this.#process.end('It was ended: it does not answer any more.'),
    });
    this.texts = new ServerTexts({
      client,
      places,
      languageOf: (path) => languageOf(definition, path),
      takesRanges: () => this.#syncKind === 2,
      notify: (method, params) => this.rpc.notify(method, params),
      onChanged: (text) => this.#diagnosing.changed(text),
      onClosed: (text) => this.#diagnosing.closed(text),
    });
    this.#diagnosing = new Diagnosing({
      environment,
      source: definition.id,
      places,
      guestsSee: options.guestsSee,
      problems: options.problems,
      texts: this.texts,
      rpc: this.rpc,
    });
    this.ready = this.#initialize();
    this.ready.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get diagnosing(): Diagnosing {
    return this.#diagnosing;
  }

  async #initialize(): Promise<Initialized> {
    const { definition, places, settings } = this.#options;
    const folder = { uri: places.uriOf(''), name: places.root.split(/[\\/]/).at(-1) || places.root };
    try {
      const result = (await this.rpc.request(
        'initialize',
        {
          processId: process.pid,
          clientInfo: { name: 'Ensemble' },
          locale: 'en',
          rootPath: places.root,
          rootUri: folder.uri,
          workspaceFolders: [folder],
          capabilities: clientCapabilities,
          initializationOptions: definition.initializationOptions ?? {},
          trace: 'off',
        },
        { timeoutMs: initializeMs },
      )) as Partial<Initialized> | null;
      const capabilities = result?.capabilities;
      if (typeof capabilities !== 'object' || capabilities === null) throw new Error('it does not say its abilities');
      const { positionEncoding = 'utf-16' } = capabilities;
      if (positionEncoding !== 'utf-16') throw new Error(`it counts in ${String(positionEncoding)}`);
      this.#initialized = { capabilities, serverInfo: result?.serverInfo };
      this.#diagnosing.setAbilities(capabilities.diagnosticProvider);
      this.rpc.notify('initialized', {});
      if (definition.hears?.begun) this.rpc.notify(definition.hears.begun, {});
      this.rpc.notify('workspace/didChangeConfiguration', { settings });
      return this.#initialized;
    } catch (thrown) {
      this.#process.end(`It could not begin: ${(thrown as Error).message}`);
      throw thrown;
    }
  }

  get #syncKind(): unknown {
    const sync = this.#initialized?.capabilities.textDocumentSync;
    return typeof sync === 'object' && sync !== null ? (sync as { change?: unknown }).change : sync;
  }

  /** Says whether it wants to hear of saves, and with the text. */
  get #savesWanted(): { withText: boolean } | null {
    const sync = this.#initialized?.capabilities.textDocumentSync as { save?: unknown } | undefined;
    const registered = [...this.registrations.values()].some(({ method }) => method === 'textDocument/didSave');
    if (typeof sync !== 'object' || sync === null || !sync.save) return registered ? { withText: false } : null;
    return { withText: typeof sync.save === 'object' && (sync.save as { includeText?: unknown }).includeText === true };
  }

  /** Names of the commands that it carries out. */
  isCommand(name: string): boolean {
    const own = this.#initialized?.capabilities.executeCommandProvider;
    const registered = [...this.registrations.values()]
      .filter(({ method }) => method === 'workspace/executeCommand')
      .map(({ registerOptions }) => registerOptions);
    return [own, ...registered].some((provider) => {
      const { commands } = (provider ?? {}) as { commands?: unknown };
      return Array.isArray(commands) && commands.includes(name);
    });
  }

  /** Has a command carried out for a window, one after another: edits that come meanwhile are that window's. */
  execute(window: ServerWindow, params: unknown, signal: AbortSignal): Promise<unknown> {
    const run = async () => {
      this.#executing = window;
      try {
        return await this.rpc.request('workspace/executeCommand', params, { signal });
      } finally {
        this.#executing = null;
      }
    };
    const executed = this.#commands.then(run, run);
    this.#commands = executed.catch(() => undefined);
    return executed;
  }

  /** Answers a request of the server's. */
  async #asked(method: string, params: unknown): Promise<unknown> {
    const { definition, places, settings } = this.#options;
    const own = definition.answers?.[method];
    if (own) return this.#answeredByOwn(own, params);
    if (refreshes.has(method)) return this.#refresh(method);
    switch (method) {
      case 'workspace/configuration': {
        const { items } = (params ?? {}) as { items?: { section?: unknown }[] };
        return Array.isArray(items) ? items.slice(0, 200).map((item) => sectionOf(settings, item?.section)) : [];
      }
      case 'client/registerCapability':
        return this.#register(params);
      case 'client/unregisterCapability':
        return this.#unregister(params);
      case 'workspace/applyEdit':
        if (this.#executing === null) return { applied: false, failureReason: 'Nobody has asked for this.' };
        return this.#executing.applyEdit(params);
      case 'workspace/workspaceFolders':
        return [{ uri: places.uriOf(''), name: places.root.split(/[\\/]/).at(-1) }];
      case 'workspace/diagnostic/refresh':
        this.#diagnosing.refresh();
        return null;
      case 'window/showDocument':
        return { success: false };
      case 'window/workDoneProgress/create':
      case 'window/showMessageRequest':
        return null;
      default:
        throw new RpcFailure(rpcError('methodNotFound', `${method} is not known here`));
    }
  }

  async #answeredByOwn(answer: NonNullable<ServerDefinition['answers']>[string], params: unknown): Promise<unknown> {
    const { places, files } = this.#options;
    try {
      return await answer(params, filesByUri(files, places));
    } catch (thrown) {
      if (thrown instanceof EnsembleError) throw new RpcFailure(rpcError('requestFailed', thrown.message));
      throw thrown;
    }
  }

  #refresh(method: string): null {
    const { environment } = this.#options;
    const nowMs = environment.nowMs();
    if (nowMs - (this.#refreshedMs.get(method) ?? 0) < refreshPauseMs) return null;
    this.#refreshedMs.set(method, nowMs);
    for (const window of this.windows) window.tell(method, null);
    return null;
  }

  #register(params: unknown): null {
    const { registrations = [] } = (params ?? {}) as { registrations?: Registration[] };
    const { definition } = this.#options;
    const forWindows: Registration[] = [];
    for (const each of Array.isArray(registrations) ? registrations : []) {
      if (typeof each?.id !== 'string' || typeof each.method !== 'string') continue;
      if (this.registrations.size >= mostRegistrations) break;
      this.registrations.set(each.id, each);
      if (each.method === 'textDocument/diagnostic') this.#diagnosing.setAbilities(each.registerOptions ?? {});
      else if (isForWindows(definition, each.method)) forWindows.push(each);
    }
    if (forWindows.length > 0)
      for (const window of this.windows) window.tell('client/registerCapability', { registrations: forWindows });
    return null;
  }

  #unregister(params: unknown): null {
    const { unregisterations = [] } = (params ?? {}) as { unregisterations?: Registration[] };
    const gone = (Array.isArray(unregisterations) ? unregisterations : []).filter(({ id }) =>
      this.registrations.delete(id),
    );
    const forWindows = gone.filter(({ method }) => isForWindows(this.#options.definition, method));
    if (forWindows.length > 0)
      for (const window of this.windows) window.tell('client/unregisterCapability', { unregisterations: forWindows });
    return null;
  }

  #told(method: string, params: unknown): void {
    const { words, places } = this.#options;
    if (method === 'textDocument/publishDiagnostics') return this.#diagnosing.published(params);
    if (method !== 'window/logMessage' && method !== 'window/showMessage') return;
    const { message } = (params ?? {}) as { message?: unknown };
    if (typeof message === 'string') words.add(`${places.inWords(message)}\n`);
  }

  /** Tells of changes on the disk. */
  filesChanged(changes: readonly FileChange[]): void {
    if (this.#initialized === null || changes.length === 0) return;
    const { places, definition } = this.#options;
    const told = changesFor(changes, places);
    this.rpc.notify('workspace/didChangeWatchedFiles', { changes: told });
    if (definition.hears?.changed)
      this.rpc.notify(
        definition.hears.changed,
        told.map(({ uri }) => uri),
      );
    this.#diagnosing.othersChanged();
  }

  /** Tells that a text was saved. */
  saved(ref: string): void {
    const wanted = this.#savesWanted;
    if (wanted) this.texts.saved(ref, wanted.withText);
  }

  /** Ends it: asked first, by force after a moment. */
  end(why: string): void {
    if (this.#initialized !== null)
      this.rpc
        .request('shutdown', null, { timeoutMs: 1000 })
        .catch(() => undefined)
        .then(() => {
          this.rpc.notify('exit', null);
          this.#process.end(why);
        });
    else this.#process.end(why);
  }

  #ended(why: string): void {
    this.rpc.close(why);
    this.texts.closeAll();
    this.#diagnosing.close();
    this.#options.onEnd(this.#options.places.inWordsForAll(why));
  }
}
