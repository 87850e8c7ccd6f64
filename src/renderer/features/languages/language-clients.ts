import type { LanguageServer } from '../../../shared/capabilities/languages/language-state.ts';
import type { App } from '../../session/app.ts';
import { OpenMenus } from './open-menus.ts';
import { ServerChannel } from './server-channel.ts';

/** States in which the host takes a connection: by the first one, it starts the server. */
const reachable: ReadonlySet<LanguageServer['state']> = new Set(['idle', 'starting', 'ready', 'restarting']);

/** Time for which help stays after the last editor of its kind. */
const graceMs = 30_000;

/** Pauses between attempts to connect. */
const firstPauseMs = 300;
const longestPauseMs = 20_000;

interface Running {
  /** Ends it for good. */
  leave: () => void;
  grace: ReturnType<typeof setTimeout> | undefined;
}

/** Help of the host's language servers in this window: each begins with the first text of its kind. */
export class LanguageClients {
  readonly #app: App;
  readonly #menus: OpenMenus;
  readonly #keys = new Set<string>();
  readonly #running = new Map<string, Running>();

  constructor(app: App) {
    this.#app = app;
    this.#menus = new OpenMenus(app.workbench);
    const { workbench, session } = app;
    workbench.models.onModelOpened((model) => {
      if (model.path === null) return;
      const { key } = model;
      this.#keys.add(key);
      model.onDispose(() => {
        this.#keys.delete(key);
        this.#look();
      });
      this.#look();
    });
    let known: unknown = null;
    session.events.on('state', () => {
      const { servers } = session.state.languages;
      if (servers === known) return;
      known = servers;
      this.#look();
    });
    this.#steadyTools();
  }

  /** Lists the servers that help in a text. */
  serversOf(key: string): LanguageServer[] {
    const { workbench, session } = this.#app;
    return session.state.languages.servers.filter((server) => workbench.languages.isOf(server, key));
  }

  #look(): void {
    const wanted = new Set([...this.#keys].flatMap((key) => this.serversOf(key).map(({ id }) => id)));
    for (const id of wanted) {
      const running = this.#running.get(id);
      clearTimeout(running?.grace);
      if (running) running.grace = undefined;
      else this.#run(id);
    }
    for (const [id, running] of this.#running) {
      if (wanted.has(id)) continue;
      running.grace ??= setTimeout(() => {
        this.#running.delete(id);
        running.leave();
      }, graceMs);
    }
  }

  #run(id: string): void {
    const left = new AbortController();
    this.#running.set(id, { leave: () => left.abort(), grace: undefined });
    void this.#keepConnected(id, left.signal);
  }

  /** Connects, and again after every end, with growing pauses (exponential backoff). */
  async #keepConnected(id: string, left: AbortSignal): Promise<void> {
    let pauseMs = firstPauseMs;
    while (!left.aborted) {
      const server = await this.#reachable(id, left);
      if (server === null) return;
      const began = performance.now();
      await this.#connect(server, left);
      if (performance.now() - began > longestPauseMs) pauseMs = firstPauseMs;
      await pause(pauseMs, left);
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    }
  }

  /** Waits until a server can be asked; null where nobody wants that any more. */
  async #reachable(id: string, left: AbortSignal): Promise<LanguageServer | null> {
    const { client, session } = this.#app;
    const { promise, resolve } = Promise.withResolvers<LanguageServer | null>();
    const look = () => {
      const server = session.state.languages.servers.find((each) => each.id === id);
      if (server && reachable.has(server.state) && client.status.is === 'online') resolve(server);
    };
    const stops = [client.events.on('state', look), client.events.on('status', look)];
    left.addEventListener('abort', () => resolve(null), { once: true });
    look();
    return promise.finally(() => {
      for (const stop of stops) stop();
    });
  }

  async #connect(server: LanguageServer, left: AbortSignal): Promise<void> {
    const channel = new ServerChannel(this.#app, server.id, this.#menus);
    const close = () => channel.close();
    left.addEventListener('abort', close, { once: true });
    const help = this.#app.workbench.languages.begin(server, channel);
    await channel.ended;
    left.removeEventListener('abort', close);
    await help.stop();
  }

  /** Holds others' edits back while a rename or a menu of actions is open over a text. */
  #steadyTools(): void {
    const { workbench, texts } = this.#app;
    const pauses = new Map<string, { end: () => void; patience: ReturnType<typeof setTimeout> }>();
    workbench.languages.onToolOpen((key, isOpen, tool) => {
      const pause = pauses.get(key);
      if (pause) {
        pauses.delete(key);
        clearTimeout(pause.patience);
        // The new name is on its way: its own pause has begun by then.
        if (tool === 'rename') setTimeout(pause.end, settlingMs);
        else pause.end();
      }
      if (!isOpen) return;
      const end = texts.tieOf(key)?.binding?.pause() ?? (() => undefined);
      const patience = setTimeout(() => workbench.languages.closeActions(), longestOpenMs);
      pauses.set(key, { end, patience });
    });
  }
}

/** Time from the end of the box of a rename until its question is asked. */
const settlingMs = 300;

/** Time after which a menu of actions closes: what it offers is about a text that others go on with. */
const longestOpenMs = 15_000;

function pause(ms: number, left: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    left.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
