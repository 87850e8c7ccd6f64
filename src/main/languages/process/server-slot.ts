import { basename } from 'node:path';
import type { LanguageServer } from '../../../shared/capabilities/languages/language-state.ts';
import type { TimerHandle } from '../../../shared/core/environment.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import type { Caller, HostStream, StreamResult } from '../../../shared/session/contract.ts';
import type { ServerDefinition } from '../servers/definition.ts';
import { librariesOf } from '../servers/libraries.ts';
import type { Seeing } from '../texts/asked-texts.ts';
import { Places, type Sees } from '../wire/places.ts';
import type { Settings } from './configuration.ts';
import { RunningServer, type RunningServerOptions } from './running-server.ts';
import { Shares } from './shares.ts';
import { type Secrets, WindowConnection } from './window-connection.ts';
import { Words } from './words.ts';

/** Most questions of a person at a time, and most formattings by a command. */
const mostAsking = 100;
const mostFormatting = 4;
/** Time for which an unused server stays. */
const graceMs = 60_000;
/** Pause before a server that has ended is started again, doubled each time. */
const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** Ends in a row after which it is given up; one that has run for this long begins anew. */
const mostEnds = 4;
const soundMs = 120_000;

type Shared = Pick<
  RunningServerOptions,
  'client' | 'environment' | 'env' | 'guard' | 'guestsSee' | 'files' | 'problems'
>;

export interface ServerSlotOptions extends Shared {
  definition: ServerDefinition;
  settings: Settings;
  root: string;
  seeing: Seeing;
  sees: (caller: Caller) => Sees;
  secretNames: Secrets;
  /** Says whether its owner has allowed it here; and the hash of the content that they are asked about. */
  approval: () => { isGiven: boolean; hash: string | null };
  /** Called after each change of its state. */
  onState: () => void;
}

type State = LanguageServer['state'];

/** A language server's place in a host: it starts with the first window that wants it, and ends unused. */
export class ServerSlot {
  readonly #options: ServerSlotOptions;
  readonly places: Places;
  readonly words: Words;
  readonly #asking = new Shares(mostAsking);
  readonly #formatting = new Shares(mostFormatting);
  #state: State = 'idle';
  #text = '';
  #running: RunningServer | null = null;
  /** Ends, with a reason, when the running server does. */
  #ended = Promise.withResolvers<'ended' | 'restarted' | 'failed'>();
  #users = 0;
  #ends = 0;
  #startedMs = 0;
  #grace: TimerHandle | null = null;
  #again: TimerHandle | null = null;
  #begun = Promise.withResolvers<void>();
  /** Reason of an end that was wanted. */
  #wanted: 'ended' | 'restarted' | null = null;
  #isClosed = false;

  constructor(options: ServerSlotOptions) {
    this.#options = options;
    const { definition, root, environment } = options;
    this.places = new Places(root, librariesOf(definition.id, definition.libraries ?? []));
    this.words = new Words(() => environment.nowMs());
  }

  get definition(): ServerDefinition {
    return this.#options.definition;
  }

  get running(): RunningServer | null {
    return this.#running;
  }

  /** Its state, as everybody is told. */
  describe(): LanguageServer {
    const { id, name, languages } = this.definition;
    const files = Object.values(languages);
    const standing = this.#standing();
    return {
      id,
      name,
      languages: Object.keys(languages),
      extensions: files.flatMap(({ extensions = [] }) => [...extensions]),
      fileNames: files.flatMap(({ fileNames = [] }) => [...fileNames]),
      ...standing,
      text: standing.text.slice(0, 1000),
    };
  }

  #standing(): Pick<LanguageServer, 'state' | 'text' | 'approves'> {
    const { definition } = this;
    if (this.#state !== 'idle') return { state: this.#state, text: this.#text };
    const command = definition.find();
    if (command === null) return { state: 'missing', text: definition.missing };
    const { isGiven, hash } = this.#options.approval();
    if (isGiven || hash === null) return { state: 'idle', text: '' };
    // Everybody is told: the place of a program, and its arguments, are for the owner.
    const text = `${definition.asksFirst ?? ''} It would run ${basename(command.program)}.`.trim();
    return { state: 'unapproved', text, approves: hash };
  }

  #set(state: State, text = ''): void {
    this.#state = state;
    this.#text = text;
    this.#options.onState();
  }

  /** Connects a window, until it goes or the server ends. */
  async connect(
    caller: Caller,
    stream: HostStream<'languages.connect'>,
    signal: AbortSignal,
  ): Promise<StreamResult<'languages.connect'>> {
    const { client, seeing, sees, secretNames } = this.#options;
    this.#users++;
    this.#stopGrace();
    try {
      this.#mustBeAllowed();
      if (this.#running === null && this.#again === null) this.#start();
      if (this.#running === null) await Promise.race([this.#begun.promise, aborted(signal)]);
      const server = this.#running;
      if (server === null) return { reason: 'failed', text: this.#text };
      const { definition, places } = this;
      const shares = { asking: this.#asking, formatting: this.#formatting, secretNames };
      // The first completion need not wait for it.
      if (!caller.isOwner) secretNames.look().catch(() => undefined);
      const about = { server, definition, client, places, seeing, caller, sees: sees(caller), stream, signal };
      const reason = await Promise.race([
        new WindowConnection({ ...about, ...shares }).run().then(() => 'ended' as const),
        this.#ended.promise,
        aborted(signal).then(() => 'ended' as const),
      ]);
      return { reason, text: this.#text };
    } finally {
      this.#users--;
      this.#mayEnd();
    }
  }

  #mustBeAllowed(): void {
    const { state, text } = this.#standing();
    const { name } = this.definition;
    if (state === 'missing') throw new EnsembleError('not-found', `${name}: ${text}`);
    if (state === 'unapproved') throw new EnsembleError('not-permitted', `${name} waits for the owner: ${text}`);
    if (state === 'failed') throw new EnsembleError('ended', `${name}: ${text}`);
  }

  #start(): void {
    const { definition } = this;
    const command = definition.find();
    if (command === null || this.#isClosed) return;
    const { client, environment, env, guard, guestsSee, files, problems, settings } = this.#options;
    const shared = { client, environment, env, guard, guestsSee, files, problems, settings };
    this.#startedMs = environment.nowMs();
    this.#wanted = null;
    this.#ended = Promise.withResolvers();
    this.#set('starting', `${definition.name} is starting.`);
    const server = new RunningServer({
      ...shared,
      definition,
      command,
      places: this.places,
      words: this.words,
      onEnd: (why) => this.#over(why),
    });
    this.#running = server;
    this.#begun.resolve();
    server.ready.then(
      () => this.#running === server && this.#set('ready'),
      () => undefined,
    );
  }

  #over(why: string): void {
    const { environment, problems } = this.#options;
    const wanted = this.#wanted;
    const ended = this.#ended;
    this.#running = null;
    this.#begun = Promise.withResolvers();
    this.words.add(`${why}\n`);
    if (environment.nowMs() - this.#startedMs > soundMs) this.#ends = 0;
    if (wanted === 'ended' || this.#isClosed) {
      problems.forget(this.definition.id);
      this.#set('idle');
      return ended.resolve('ended');
    }
    if (wanted === null && ++this.#ends >= mostEnds) {
      problems.forget(this.definition.id);
      this.#set(
        'failed',
        `${this.definition.name} has ended ${mostEnds} times in a row. The last time: ${why} Restart it by hand.`,
      );
      this.#begun.resolve();
      return ended.resolve('failed');
    }
    const pauseMs = wanted === 'restarted' ? 0 : Math.min(longestPauseMs, firstPauseMs * 2 ** (this.#ends - 1));
    this.#set('restarting', `${why} It starts again.`);
    this.#again = environment.setTimer(() => {
      this.#again = null;
      this.#start();
      this.#mayEnd();
    }, pauseMs);
    ended.resolve('restarted');
  }

  #mayEnd(): void {
    const { environment } = this.#options;
    if (this.#users > 0 || this.#isClosed) return;
    this.#stopGrace();
    this.#grace = environment.setTimer(() => {
      this.#grace = null;
      this.end('It is not used any more.');
    }, graceMs);
  }

  #stopGrace(): void {
    if (this.#grace !== null) this.#options.environment.clearTimer(this.#grace);
    this.#grace = null;
  }

  /** Ends it. */
  end(why: string): void {
    this.#wanted = 'ended';
    if (this.#again !== null) {
      this.#options.environment.clearTimer(this.#again);
      this.#again = null;
      this.#options.problems.forget(this.definition.id);
      this.#set('idle');
      this.#begun.resolve();
      this.#begun = Promise.withResolvers();
    }
    this.#running?.end(why);
  }

  /** Ends it and starts it anew, also one that was given up. */
  restart(): void {
    this.#ends = 0;
    if (this.#running) {
      this.#wanted = 'restarted';
      this.#running.end('It was restarted.');
      return;
    }
    if (this.#again !== null) this.#options.environment.clearTimer(this.#again);
    this.#again = null;
    if (this.#state === 'failed') this.#set('idle');
    this.#mustBeAllowed();
    this.#start();
    this.#mayEnd();
  }

  /** Ends it for good. Resolves when its process has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopGrace();
    const { promise } = this.#ended;
    const isRunning = this.#running !== null;
    this.end('The host ends.');
    if (isRunning) await promise;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
