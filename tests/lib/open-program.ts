import { onTestFinished } from 'vitest';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { newSecret } from '../../src/shared/core/ids.ts';

export interface OpenAnswer {
  id?: string | number | null;
  // biome-ignore lint/suspicious/noExplicitAny: answers of all requests, looked at by tests
  ok?: any;
  error?: { code: string; message: string };
  event?: string;
  again?: boolean;
}

/** A program on the open wire, by the WebSocket of the platform, without manners: it says what it is told to. */
export class OpenProgram {
  readonly heard: OpenAnswer[] = [];
  readonly socket: WebSocket;
  /** Resolves when the connection is closed, with the code. */
  readonly closed: Promise<number>;
  readonly #wake = new Set<() => void>();
  #lastId = 0;

  constructor(origin: string, session: string) {
    this.socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/open/${session}`);
    this.socket.onmessage = ({ data }) => {
      this.heard.push(JSON.parse(data as string) as OpenAnswer);
      this.#tell();
    };
    this.closed = new Promise((resolve) => {
      this.socket.onclose = ({ code }) => {
        resolve(code);
        this.#tell();
      };
    });
    onTestFinished(() => this.socket.close());
  }

  async opened(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.socket.onopen = () => resolve();
      this.socket.onerror = () => reject(new Error('not opened'));
    });
    return this;
  }

  /** Asks, and resolves with the answer. */
  async ask(what: string, more: object = {}): Promise<OpenAnswer> {
    const id = ++this.#lastId;
    this.socket.send(JSON.stringify({ id, do: what, ...more }));
    return this.#until((each) => each.id === id);
  }

  join(name: string, invite: string, more: object = {}): Promise<OpenAnswer> {
    return this.ask('join', { version: 1, invite, ticket: newSecret(nodeEnvironment), name, ...more });
  }

  /** Resolves with the first event of a name that fits. */
  event(name: string, fits: (event: Record<string, unknown>) => boolean = () => true): Promise<OpenAnswer> {
    return this.#until((each) => each.event === name && fits(each as Record<string, unknown>));
  }

  async #until(fits: (answer: OpenAnswer) => boolean): Promise<OpenAnswer> {
    for (;;) {
      const found = this.heard.find(fits);
      if (found) return found;
      if (this.socket.readyState >= WebSocket.CLOSING) throw new Error(`closed: ${JSON.stringify(this.heard)}`);
      await new Promise<void>((resolve) => void this.#wake.add(resolve));
      this.#wake.clear();
    }
  }

  #tell(): void {
    for (const wake of this.#wake) wake();
  }
}
