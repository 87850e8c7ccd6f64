import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { WebSocket } from 'ws';
import type { EntryTuple } from '../../../src/shared/core/entry.ts';
import { decodeServerFrame, type ServerFrame, type Welcome } from '../../../src/shared/core/frames.ts';
import { pack, storedLimits, unpack } from '../../../src/shared/core/message-pack.ts';
import { lookUp } from '../../../src/shared/session/table.ts';
import { helloOf } from '../../lib/hello.ts';

const notepack = createRequire(import.meta.url)('notepack.io') as {
  encode(value: unknown): Buffer;
  decode(bytes: Uint8Array): { type: number; data: unknown };
};

const patienceMs = 8_000;

export const freshId = () => `A${randomBytes(16).toString('base64url').slice(1)}`;
export const freshSecret = () => randomBytes(32).toString('base64url');

/** Header of an entry; what is left out is as an honest client has it. */
export interface Said {
  by?: string;
  n?: number;
  v?: number;
  ref?: string | null;
  to?: string | null;
  seq?: number;
  at?: number;
  ageMs?: number;
  blob?: string | null;
  /** In place of the packed body. */
  bytes?: Uint8Array;
}

export interface Answer {
  result?: Record<string, unknown>;
  error?: { code: string; message: string };
}

export interface HelloFields {
  protocol: number;
  replica: string;
  purpose: string;
  name: string;
  invite: string;
  ticket: string;
  since: number;
  refs: string[];
}

type Closed = Extract<ServerFrame, { t: 'closed' }>;
type Heard = (closed: boolean) => void;

/** A client that is not ours: it says what it is told to, and keeps each byte that it hears. */
export class RawClient {
  readonly frames: ServerFrame[] = [];
  /** The bytes of each frame, also of those that cannot be read. */
  readonly heard: Uint8Array[] = [];
  /** Reasons why frames that came cannot be read: a window would connect again. */
  readonly faults: string[] = [];
  /** The origin of the door. */
  readonly at: string;
  replica = freshId();
  ticket = freshSecret();
  closed: Closed | null = null;
  /** Whether the transport has ended, with or without a last frame. */
  gone = false;
  lastN = 0;
  welcome: Welcome | null = null;
  readonly #socket: WebSocket;
  readonly #waiting = new Set<Heard>();
  #requests = 0;

  private constructor(socket: WebSocket, at: string) {
    this.#socket = socket;
    this.at = at;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.gone = true;
      this.#wake(true);
    });
  }

  /** Opens a transport and says `data` in the packet that connects; resolves once the door answers it or shuts. */
  static async open(origin: string, data: unknown, headers: Record<string, string> = {}): Promise<RawClient> {
    const at = `${origin.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(at, { headers: { origin, ...headers }, rejectUnauthorized: false });
    const client = new RawClient(socket, origin);
    await new Promise<void>((resolve) => {
      socket.on('close', () => resolve());
      socket.on('message', (payload: Buffer, isBinary: boolean) => {
        if (!isBinary) {
          const text = payload.toString();
          if (text === '2') socket.send('3');
          if (text.startsWith('0')) socket.send(notepack.encode({ type: 0, nsp: '/', data }));
          return;
        }
        const packet = notepack.decode(payload);
        if (packet.type === 0 || packet.type === 4) resolve();
        if (packet.type === 2) client.#take((packet.data as [string, Uint8Array])[1]);
      });
    });
    return client;
  }

  #take(bytes: Uint8Array): void {
    const copy = Uint8Array.from(bytes);
    this.heard.push(copy);
    const frame = this.#decoded(copy);
    if (frame === null) return;
    if (frame.t === 'closed') this.closed = frame;
    if (frame.t === 'welcome') {
      this.welcome = frame.welcome;
      this.lastN = frame.welcome.lastN;
    }
    this.frames.push(frame);
    this.#wake(false);
  }

  #decoded(bytes: Uint8Array): ServerFrame | null {
    try {
      return decodeServerFrame(bytes);
    } catch (thrown) {
      this.faults.push(String(thrown));
      return null;
    }
  }

  #wake(closed: boolean): void {
    for (const heard of [...this.#waiting]) heard(closed);
  }

  /** Sends a transport's message as it is. */
  sendPacket(bytes: Uint8Array | string): void {
    if (!this.gone) this.#socket.send(bytes);
  }

  /** Sends any bytes in a frame's place. */
  sendBytes(bytes: Uint8Array): void {
    this.sendPacket(notepack.encode({ type: 2, data: ['f', bytes], nsp: '/' }));
  }

  /** Sends any value as a frame. */
  send(frame: unknown): void {
    this.sendBytes(pack(frame));
  }

  /** Says hello, and resolves with the first that the server answers: `welcome`, `waiting` or `closed`. */
  async hello(fields: Partial<HelloFields> = {}): Promise<ServerFrame> {
    const from = this.frames.length;
    const { replica, ticket } = this;
    this.send({ t: 'hello', hello: { ...helloOf(replica, { purpose: 'program', ticket }), ...fields } });
    this.replica = fields.replica ?? replica;
    return this.until((frame) => (['welcome', 'waiting', 'closed'].includes(frame.t) ? frame : undefined), from);
  }

  /** Waits for the first frame, from the `from`th on, that `pick` makes something of. Rejects when the connection ends. */
  until<T>(pick: (frame: ServerFrame) => T | undefined, from = 0): Promise<T> {
    return new Promise((resolve, reject) => {
      let at = from;
      const look = (closed: boolean): void => {
        for (; at < this.frames.length; at++) {
          const found = pick(this.frames[at]!);
          if (found !== undefined) return done(() => resolve(found));
        }
        const why = this.closed ? `${this.closed.code}: ${this.closed.message}` : 'without a word';
        if (closed || this.gone) done(() => reject(new Error(`the connection ended, ${why}`)));
      };
      const late = () => done(() => reject(new Error(`nothing of the kind came; last: ${this.frames.at(-1)?.t}`)));
      const timer = setTimeout(late, patienceMs);
      const done = (end: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        end();
      };
      this.#waiting.add(look);
      look(false);
    });
  }

  /** Waits until the connection has ended; the last frame, or null where there was none. */
  async ended(): Promise<Closed | null> {
    await this.until(() => undefined).catch((error: Error) => {
      if (!this.gone) throw error;
    });
    return this.closed;
  }

  /** Resolves once the server has handled what was sent before. */
  async handled(): Promise<void> {
    const from = this.frames.length;
    this.send({ t: 'ping' });
    await this.until((frame) => (frame.t === 'pong' ? true : undefined), from);
  }

  /** An entry as it stands in a frame. */
  entry(kind: string, body: unknown, said: Said = {}): EntryTuple {
    const line = lookUp(kind);
    const counts = line ? line.keep === 'history' : true;
    const n = said.n ?? (counts ? ++this.lastN : 0);
    const {
      seq = 0,
      at = 0,
      by = this.replica,
      ageMs = 0,
      v = line?.v ?? 1,
      ref = null,
      to = null,
      blob = null,
    } = said;
    const isAside = blob !== null && !line?.file;
    return [seq, at, by, n, ageMs, kind, v, ref, to, said.bytes ?? (isAside ? new Uint8Array() : pack(body)), blob];
  }

  /** Says one entry without waiting. Gives its `n`. */
  say(kind: string, body: unknown, said: Said = {}): number {
    const entry = this.entry(kind, body, said);
    this.send({ t: 'entries', entries: [entry] });
    return entry[3];
  }

  /** Says one entry and gives what came of it: `taken`, or the code with which it or the connection was turned down. */
  async verdict(kind: string, body: unknown, said: Said = {}): Promise<string> {
    const from = this.frames.length;
    const entry = this.entry(kind, body, said);
    const [, , by, n] = entry;
    this.send({ t: 'entries', entries: [entry] });
    this.send({ t: 'ping' });
    const judged = await this.until<string>((frame) => {
      if (frame.t === 'closed') return frame.code;
      if (frame.t === 'refused' && frame.kind === kind) return frame.code;
      if (frame.t === 'pong' && n === 0) return 'taken';
      if (frame.t !== 'entries' && frame.t !== 'direct') return undefined;
      for (const heard of frame.entries) {
        if (heard[5] === kind && heard[2] === by && heard[3] === n && n > 0) return 'taken';
        if (heard[5] !== 'entry.refused') continue;
        const refusal = unpack(heard[9]) as { replica: string; n: number; code: string };
        if (refusal.replica === by && refusal.n === n) return refusal.code;
      }
      return undefined;
    }, from).catch((error: Error) => (this.gone ? 'cut off' : Promise.reject(error)));
    if (!this.gone && !this.closed)
      await this.until((frame) => (frame.t === 'pong' ? true : undefined), from).catch(() => 0);
    return judged;
  }

  /** Asks the host, as `host` or whom one takes for it. A door's refusal counts as an error. */
  async request(method: string, params: unknown, host: string, said: Said = {}): Promise<Answer> {
    const from = this.frames.length;
    const id = ++this.#requests;
    this.say(method, { id, params }, { to: host, n: 0, ...said });
    return this.until<Answer>((frame) => {
      if (frame.t === 'closed') return { error: frame };
      if (frame.t === 'refused' && frame.kind === method) return { error: frame };
      if (frame.t !== 'direct' && frame.t !== 'entries') return undefined;
      const answers = frame.entries.filter(([, , , , , kind]) => kind === 'request.answered');
      return answers.map((answer) => unpack(answer[9]) as Answer & { id: number }).find((answer) => answer.id === id);
    }, from);
  }

  /** Opens a stream at whom one takes for the host, with room for all, and takes its parts until it has ended. */
  async open(name: string, params: unknown, host: string): Promise<Answer & { parts: unknown[] }> {
    const from = this.frames.length;
    const id = ++this.#requests;
    this.say(name, { id, params, creditBytes: 1024 * 1024 }, { to: host, n: 0 });
    const parts: unknown[] = [];
    const end = await this.until<Answer>((frame) => {
      if (frame.t === 'closed' || (frame.t === 'refused' && frame.kind === name)) return { error: frame };
      for (const [, , , , , kind, , , , body] of frame.t === 'direct' ? frame.entries : []) {
        const said = unpack(body) as Answer & { id: number; part?: Uint8Array };
        if (said.id !== id) continue;
        if (kind === 'stream.ended') return said;
        if (kind === 'stream.sent') parts.push(unpack(said.part!));
      }
      return undefined;
    }, from);
    return { ...end, parts };
  }

  /** All entries that came, from logs and past alike. */
  get entries(): EntryTuple[] {
    return this.frames.flatMap((frame) => ('entries' in frame ? frame.entries : []));
  }

  /** The state that stood in the last keyframe, which is of one frame, decoded. */
  get keyframe(): Record<string, unknown> | null {
    const frame = this.frames.findLast(({ t }) => t === 'keyframe') as
      | { state: Record<string, Uint8Array> }
      | undefined;
    if (!frame) return null;
    return Object.fromEntries(Object.entries(frame.state).map(([name, part]) => [name, unpack(part, storedLimits)]));
  }

  /** Whether these characters stand anywhere in what came, in any frame. */
  hasHeard(text: string): boolean {
    const sought = Buffer.from(text);
    return this.heard.some((bytes) => Buffer.from(bytes).includes(sought));
  }

  close(): void {
    this.#socket.terminate();
  }
}
