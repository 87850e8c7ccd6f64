import { readFile, realpath, stat } from 'node:fs/promises';
import type { SessionClient } from '../../client/session-client.ts';
import type { FileChange } from '../../shared/capabilities/files/methods.ts';
import type { ProblemSet } from '../../shared/capabilities/languages/language-state.ts';
import type { Environment, TimerHandle } from '../../shared/core/environment.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type {
  Caller,
  Handlers,
  StreamHandlers,
  WorkspaceMethod,
  WorkspaceStream,
} from '../../shared/session/contract.ts';
import type { Body } from '../../shared/session/table.ts';
import type { GroupWatch } from '../programs/program-group.ts';
import { ServerSlot } from './process/server-slot.ts';
import type { Secrets } from './process/window-connection.ts';
import { type FolderFiles, languageOf, type ServerDefinition } from './servers/definition.ts';
import type { Seeing } from './texts/asked-texts.ts';
import { ToldProblems } from './texts/told-problems.ts';

type LanguageMethod = Extract<WorkspaceMethod, `languages.${string}`>;
type LanguageStream = Extract<WorkspaceStream, `languages.${string}`>;

/** Pause within which changes of states are told together. */
const tellPauseMs = 100;
const mostLibraryBytes = 8 * 1024 * 1024;

export interface LanguageServiceOptions {
  client: SessionClient;
  /** Replica of what comes in bulk: everybody's edits never wait behind problems. */
  bulk: () => Promise<SessionClient>;
  environment: Environment;
  root: string;
  definitions: () => ServerDefinition[];
  /** Environment of programs, without Ensemble's secrets. */
  env: () => Record<string, string>;
  guard: GroupWatch;
  seeing: Seeing;
  /** Paths that a caller may know; guests' for null. */
  sees: (caller: Caller | null) => (path: string) => boolean;
  files: FolderFiles;
  secretNames: Secrets & { note(changes: readonly FileChange[]): void; forget(): void };
  /** Contents that the owner has allowed, by their hashes. */
  approvals: { has(hash: string): boolean; add(hash: string): void };
  hashOf: (definition: ServerDefinition) => string;
  /** Resolves once the environment is that of the person's login shell. */
  environmentReady: () => Promise<void>;
}

/** Language servers of this machine, for all windows. */
export class LanguageService {
  readonly #options: LanguageServiceOptions;
  readonly #slots = new Map<string, ServerSlot>();
  readonly #problems: ToldProblems;
  readonly #stops: (() => void)[] = [];
  #unlisted = 0;
  #telling: TimerHandle | null = null;
  #isStarted = false;

  constructor(options: LanguageServiceOptions) {
    this.#options = options;
    const { client, environment } = options;
    const say = (set: ProblemSet) => this.#say('languages.problems', { ...set, term: client.state.host?.term ?? 0 });
    const onUnlisted = (count: number) => {
      this.#unlisted = count;
      this.#tellSoon();
    };
    this.#problems = new ToldProblems({ say, environment, onUnlisted });
  }

  /** Says which servers there are, once this machine hosts the session. */
  async start(): Promise<void> {
    const { client, definitions, environmentReady } = this.#options;
    await environmentReady();
    for (const definition of definitions()) this.#slots.set(definition.id, this.#slotOf(definition));
    this.#isStarted = true;
    this.#tellSoon();
    this.#stops.push(
      client.events.on('entry', ({ kind, ref }) => {
        if (ref === null || !kind.startsWith('doc.') || kind === 'doc.updated' || kind === 'doc.bound') return;
        this.#documentChanged(kind, ref);
      }),
    );
  }

  #slotOf(definition: ServerDefinition): ServerSlot {
    const { client, environment, env, guard, root, seeing, sees, files, secretNames, approvals, hashOf } =
      this.#options;
    const guestsSee = sees(null);
    const approval = () => {
      if (definition.asksFirst === null) return { isGiven: true, hash: null };
      const hash = hashOf(definition);
      return { isGiven: approvals.has(hash), hash };
    };
    return new ServerSlot({
      definition,
      client,
      environment,
      env: env(),
      guard,
      root,
      seeing,
      sees,
      guestsSee,
      files,
      secretNames,
      approval,
      problems: this.#problems,
      settings: definition.settings ?? {},
      onState: () => this.#tellSoon(),
    });
  }

  #tellSoon(): void {
    const { environment } = this.#options;
    this.#telling ??= environment.setTimer(() => this.#tell(), tellPauseMs);
  }

  #tell(): void {
    const { client } = this.#options;
    this.#telling = null;
    const { host } = client.state;
    if (!this.#isStarted || host === null || host.replica !== client.replica) return;
    const servers = [...this.#slots.values()].map((slot) => slot.describe());
    this.#say('languages.servers', { term: host.term, servers, unlisted: this.#unlisted });
  }

  /** Tells servers and problems by one replica, so that they stay in order. */
  #say<K extends 'languages.servers' | 'languages.problems'>(kind: K, body: Body<K>): void {
    const said = this.#options.bulk().then((bulk) => bulk.publishLatest(kind, body));
    // Where the session is over, nobody is left to be told.
    said.catch(() => undefined);
  }

  /** Follows saves, moves and unsaved edits of documents. */
  #documentChanged(kind: string, ref: string): void {
    const info = this.#options.client.state.documents[ref];
    if (kind === 'doc.sealed') {
      this.#options.secretNames.forget();
      this.#clearHidden();
    }
    for (const slot of this.#slots.values()) {
      const { running, definition } = slot;
      if (running === null) continue;
      running.texts.look(ref);
      if (kind === 'doc.saved') running.saved(ref);
      const isUnsaved = (info?.unsaved?.length ?? 0) > 0;
      if (kind === 'doc.unsaved' && isUnsaved && info?.path && languageOf(definition, info.path) !== null)
        running.texts.open(ref).catch(() => undefined);
    }
  }

  /** Takes back the problems of files that guests see no more. */
  #clearHidden(): void {
    const guestsSee = this.#options.sees(null);
    this.#problems.clear(({ path }) => !guestsSee(path));
  }

  #slot(server: string): ServerSlot {
    const slot = this.#slots.get(server);
    if (slot) return slot;
    throw new EnsembleError(
      'not-found',
      `This host has no language server “${server}”. Its list may have changed meanwhile.`,
    );
  }

  get handlers(): Handlers<LanguageMethod> & StreamHandlers<LanguageStream> {
    return {
      'languages.restart': async ({ server }) => {
        this.#slot(server).restart();
        return {};
      },
      'languages.command': async ({ server }) => {
        const { definition } = this.#slot(server);
        const command = definition.find();
        if (command === null) throw new EnsembleError('not-found', definition.missing);
        const words = [command.program, ...command.args].join(' ');
        return { command: words, hash: this.#options.hashOf(definition) };
      },
      'languages.approve': async ({ server, hash }, { isDirect }) => {
        if (!isDirect)
          throw new EnsembleError('not-permitted', 'Windows of the host’s own machine allow what runs there.');
        const { definition } = this.#slot(server);
        const { approvals, hashOf } = this.#options;
        if (hashOf(definition) !== hash)
          throw new EnsembleError('changed-on-disk', 'This has changed meanwhile, so nothing was allowed: look again.');
        approvals.add(hash);
        this.#tellSoon();
        return {};
      },
      'languages.library': ({ server, uri }) => this.#library(this.#slot(server), uri),
      'languages.connect': ({ server }, caller, signal, stream) => this.#slot(server).connect(caller, stream, signal),
      'languages.log': async ({ server }, _caller, signal, stream) => {
        const { words } = this.#slot(server);
        for (const text of words.kept) await stream.send({ text });
        await new Promise<void>((resolve) => {
          const stop = words.listen((text) => {
            if (stream.unsentBytes < mostLibraryBytes) stream.send({ text }).catch(() => undefined);
          });
          signal.addEventListener('abort', () => {
            stop();
            resolve();
          });
        });
        return {};
      },
    };
  }

  async #library({ places, definition }: ServerSlot, uri: string): Promise<{ text: string }> {
    const gone = () => new EnsembleError('not-found', 'There is no such file in the library of this language server.');
    const file = places.libraryFile(uri);
    if (file === null) throw gone();
    try {
      const real = await realpath(file);
      const folders = await Promise.all((definition.libraries ?? []).map((each) => realpath(each)));
      const isInside = folders.some((folder) => real.startsWith(folder) && /^[\\/]/.test(real.slice(folder.length)));
      const { size } = await stat(real);
      if (!isInside || size > mostLibraryBytes) throw gone();
      return { text: await readFile(real, 'utf8') };
    } catch (thrown) {
      if (thrown instanceof EnsembleError) throw thrown;
      throw gone();
    }
  }

  /** Tells the servers of changes on the disk. */
  onFiles(changes: readonly FileChange[]): void {
    this.#options.secretNames.note(changes);
    for (const { running } of this.#slots.values()) running?.filesChanged(changes);
    const deleted = new Set(changes.flatMap(({ path, type }) => (type === 'deleted' ? path : [])));
    if (changes.some(({ path }) => path === '' || path.startsWith('.ensemble'))) this.#clearHidden();
    if (deleted.size > 0) this.#problems.clear(({ path }) => deleted.has(path));
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    if (this.#telling !== null) this.#options.environment.clearTimer(this.#telling);
    await Promise.all([...this.#slots.values()].map((slot) => slot.close()));
  }
}
