import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ForwarderSettings } from './relay-settings.ts';

const answerMs = 10_000;
/** Interval of signs of life: Janus ends a session after a minute without any. */
const aliveMs = 25_000;
const plugin = 'janus.plugin.videoroom';

const message = z.looseObject({
  janus: z.string(),
  transaction: z.string().optional(),
  sender: z.number().optional(),
  data: z.looseObject({ id: z.number() }).optional(),
  plugindata: z.looseObject({ data: z.record(z.string(), z.unknown()) }).optional(),
  jsep: z.looseObject({ type: z.string(), sdp: z.string() }).optional(),
  error: z.looseObject({ code: z.number(), reason: z.string() }).optional(),
});
type Message = z.output<typeof message>;

/** Request of Janus's API. */
type Asked = { janus: string } & Record<string, unknown>;

/** Words of the room's plugin, with the description of a connection where there is one. */
export interface RoomWords {
  data: Record<string, unknown>;
  sdp: string | null;
}

interface Waiting {
  /** True for what is acknowledged first, and has its outcome in an event. */
  isLong: boolean;
  resolve(message: Message): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

const wordsOf = ({ plugindata, jsep }: Message): RoomWords => ({
  data: plugindata?.data ?? {},
  sdp: jsep?.sdp ?? null,
});

/** Connection to a Janus server, over its WebSocket API. With it end all rooms' connections that were made by it. */
export class JanusLink {
  /** Called once when the connection is lost, and not when it was closed here. */
  onLost: () => void = () => undefined;
  readonly #socket: WebSocket;
  readonly #settings: ForwarderSettings;
  readonly #waiting = new Map<string, Waiting>();
  readonly #handles = new Map<number, (words: RoomWords) => void>();
  #alive: NodeJS.Timeout | null = null;
  #session = 0;
  #isClosed = false;

  private constructor(socket: WebSocket, settings: ForwarderSettings) {
    this.#socket = socket;
    this.#settings = settings;
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onclose = () => this.#lose();
    socket.onerror = () => this.#lose();
  }

  /** Rejects where nobody answers, or the secret is not taken. */
  static async open(settings: ForwarderSettings): Promise<JanusLink> {
    const socket = new WebSocket(settings.url, 'janus-protocol');
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        socket.close();
        reject(new Error('no answer'));
      }, answerMs);
      socket.onopen = () => resolve(clearTimeout(timer));
      socket.onerror = () => {
        clearTimeout(timer);
        reject(new Error('not reached'));
      };
    });
    const link = new JanusLink(socket, settings);
    try {
      link.#session = (await link.#ask({ janus: 'create' })).data?.id ?? 0;
    } catch (thrown) {
      link.close();
      throw thrown;
    }
    link.#alive = setInterval(() => void link.#ask({ janus: 'keepalive' }).catch(() => link.#lose()), aliveMs);
    return link;
  }

  /** Makes a handle of the room's plugin. */
  async attach(onWords: (words: RoomWords) => void = () => undefined): Promise<JanusHandle> {
    const id = (await this.#ask({ janus: 'attach', plugin })).data?.id ?? 0;
    this.#handles.set(id, onWords);
    return new JanusHandle(
      async (asked) => wordsOf(await this.#ask({ ...asked, handle_id: id })),
      () => this.#handles.delete(id),
    );
  }

  close(): void {
    this.#isClosed = true;
    if (this.#alive !== null) clearInterval(this.#alive);
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new Error('the connection to Janus has ended'));
    }
    this.#waiting.clear();
    this.#handles.clear();
    this.#socket.close();
  }

  #ask(asked: Asked): Promise<Message> {
    const transaction = randomUUID();
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new Error('the connection to Janus has ended'));
      const timer = setTimeout(() => this.#take(transaction)?.reject(new Error('Janus does not answer')), answerMs);
      this.#waiting.set(transaction, { resolve, reject, timer, isLong: asked.janus === 'message' });
      const { secret } = this.#settings;
      const session = this.#session === 0 ? {} : { session_id: this.#session };
      this.#socket.send(JSON.stringify({ ...asked, ...session, ...(secret && { apisecret: secret }), transaction }));
    });
  }

  #take(transaction: string): Waiting | undefined {
    const waiting = this.#waiting.get(transaction);
    this.#waiting.delete(transaction);
    clearTimeout(waiting?.timer);
    return waiting;
  }

  #hear(data: unknown): void {
    let heard: Message;
    try {
      heard = message.parse(JSON.parse(String(data)));
    } catch {
      return;
    }
    const { janus, transaction, sender } = heard;
    const waiting = this.#waiting.get(transaction ?? '');
    if (waiting && transaction !== undefined) {
      if (janus === 'ack' && waiting.isLong) return;
      this.#take(transaction);
      const code = heard.error?.code ?? heard.plugindata?.data.error_code;
      return code === undefined ? waiting.resolve(heard) : waiting.reject(new Error(`Janus answers ${String(code)}`));
    }
    // Its session is over: it heard no sign of life.
    if (janus === 'timeout') return this.#lose();
    if (janus === 'event' && sender !== undefined) this.#handles.get(sender)?.(wordsOf(heard));
  }

  #lose(): void {
    if (this.#isClosed) return;
    this.close();
    this.onLost();
  }
}

/** One person's sending or receiving end in a room. */
export class JanusHandle {
  readonly #ask: (asked: Asked) => Promise<RoomWords>;
  readonly #forget: () => void;

  constructor(ask: (asked: Asked) => Promise<RoomWords>, forget: () => void) {
    this.#ask = ask;
    this.#forget = forget;
  }

  /** Asks the plugin something, and gives its answer. */
  async request(body: object, jsep?: { type: 'offer' | 'answer'; sdp: string }): Promise<RoomWords> {
    const answering = this.#ask({ janus: 'message', body, ...(jsep && { jsep }) });
    // Descriptions have all their candidates: nothing trickles in behind them.
    if (jsep) void this.#ask({ janus: 'trickle', candidate: { completed: true } }).catch(() => undefined);
    return answering;
  }

  detach(): void {
    this.#forget();
    void this.#ask({ janus: 'detach' }).catch(() => undefined);
  }
}
