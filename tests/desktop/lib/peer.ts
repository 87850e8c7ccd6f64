/** Functions by name, as one side of a channel offers them to the other. */
export type Calls<T> = { [K in keyof T]: (...args: never[]) => unknown };

/** The end of an IPC channel between processes. */
export interface Port {
  send(message: object): void;
  onMessage(listener: (message: unknown) => void): void;
}

interface Message {
  id: number;
  call?: string;
  args?: unknown[];
  result?: unknown;
  error?: string;
}

/** One side of the channel between a test and the app's process: calls the other side's functions, answers with its own. */
export class Peer<Theirs extends Calls<Theirs>, Mine extends Calls<Mine>> {
  readonly #port: Port;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;

  constructor(port: Port, mine: Mine) {
    this.#port = port;
    port.onMessage((message) => void this.#take(message as Message, mine));
  }

  call<K extends keyof Theirs & string>(
    name: K,
    ...args: Parameters<Theirs[K]>
  ): Promise<Awaited<ReturnType<Theirs[K]>>> {
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    this.#port.send({ id, call: name, args });
    return answer.promise as Promise<Awaited<ReturnType<Theirs[K]>>>;
  }

  /** Settles what is still asked: the other side is gone. */
  end(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error('The app has ended.'));
    this.#waiting.clear();
  }

  async #take({ id, call, args = [], result, error }: Message, mine: Mine): Promise<void> {
    if (call === undefined) {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error));
      return;
    }
    try {
      const own: unknown = mine[call as keyof Mine];
      if (typeof own !== 'function') throw new Error(`There is no ${call}.`);
      this.#port.send({ id, result: await own(...args) });
    } catch (thrown) {
      this.#port.send({ id, error: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  }
}
