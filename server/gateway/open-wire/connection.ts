import type { WebSocket } from 'ws';
import { jsonDepth } from '../../../src/shared/capabilities/values/json.ts';
import { valueLimits } from '../../../src/shared/capabilities/values/limits.ts';
import { EnsembleError, toWireError } from '../../../src/shared/core/errors.ts';
import { protocolVersion } from '../../../src/shared/core/version.ts';
import { TokenBucket } from '../../../src/shared/token-bucket.ts';
import { type Acting, acts, type Means } from './acts.ts';
import { OpenMember } from './member.ts';
import {
  idOfMessage,
  type JoinRequest,
  joinRequest,
  mostMessageBytes,
  type OpenRequest,
  openRequest,
  openVersion,
  type RequestId,
} from './requests.ts';
import { Subscriptions } from './subscriptions.ts';

/** Requests of one connection: some at once, and then so many a second. */
const rate = { burst: 200, perSecond: 50 };
/** Errors after which a connection is closed: some at once, and then so many a second. */
const errorRate = { burst: 60, perSecond: 3 };
/** Bytes that the network has not taken, above which a program does not even read its answers. */
const hopelessBytes = 8 * 1024 * 1024;
/** Levels of a message around a value. */
const levelsAround = 4;

/** Close codes of the open wire, of the range that RFC 6455 leaves to applications. */
export const closeCodes = { ended: 4000, refused: 4001, silent: 4002, tooFast: 4003 } as const;

/** Surroundings of a connection: the means of its server, and its session's door. */
export interface Surroundings extends Means {
  /** Leads a member to the door of its session. Rejects where there is none. */
  open: (member: OpenMember) => Promise<void>;
  /** Called once the program is in. */
  onJoined: () => void;
  report: (message: string) => void;
}

/** One program on the open wire: reads its messages, asks the session, and tells it what comes of that. */
export class OpenConnection {
  readonly #socket: WebSocket;
  readonly #around: Surroundings;
  readonly #rate: TokenBucket;
  readonly #errors: TokenBucket;
  #acting: Acting | null = null;
  #subscriptions: Subscriptions | null = null;
  #joining: { id: RequestId; request: JoinRequest } | null = null;
  #isIn = false;
  #unsentBytes = 0;

  constructor(socket: WebSocket, around: Surroundings) {
    this.#socket = socket;
    this.#around = around;
    this.#rate = new TokenBucket(rate.burst, rate.perSecond, around.nowMs());
    this.#errors = new TokenBucket(errorRate.burst, errorRate.perSecond, around.nowMs());
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#hear(isBinary ? null : data.toString('utf8')));
    socket.on('close', () => {
      this.#subscriptions?.stop();
      this.#acting?.member.lost();
    });
    // The reason is in the close that follows.
    socket.on('error', () => undefined);
  }

  #tell(message: object): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const text = JSON.stringify(message);
    if (this.#unsentBytes > hopelessBytes) return this.#socket.terminate();
    this.#unsentBytes += text.length;
    this.#socket.send(text, () => {
      this.#unsentBytes -= text.length;
      if (this.#unsentBytes === 0) this.#acting?.member.transport.onDrain();
    });
  }

  #fail(id: RequestId | null, thrown: unknown): void {
    if (!(thrown instanceof EnsembleError)) this.#around.report(`open wire: ${String(thrown)}`);
    this.#tell({ id, error: toWireError(thrown) });
    // The program itself has ended what it had asked for.
    if (thrown instanceof EnsembleError && thrown.code === 'cancelled') return;
    if (!this.#errors.take(1, this.#around.nowMs())) this.#socket.close(closeCodes.tooFast, 'too many errors');
  }

  #hear(text: string | null): void {
    let id: RequestId | null = null;
    try {
      if (text === null) throw new EnsembleError('bad-request', 'Messages are texts of JSON.');
      const message = parsed(text);
      id = idOfMessage(message);
      if (!this.#rate.take(1, this.#around.nowMs()))
        throw new EnsembleError('too-fast', `More than ${rate.perSecond} messages a second: slow down.`);
      if (this.#isIn) void this.#answer(checked(openRequest, message));
      else this.#join(checked(joinRequest, message));
    } catch (thrown) {
      this.#fail(id, thrown);
    }
  }

  #join(request: JoinRequest): void {
    if (this.#joining) throw new EnsembleError('bad-request', 'Join was asked for already: wait for its answer.');
    const { id, invite, ticket, name, agent = false } = request;
    this.#joining = { id, request };
    const { nowMs, newId } = this.#around;
    const hello = {
      protocol: protocolVersion,
      replica: newId(),
      purpose: agent ? 'agent' : 'program',
      name,
      invite,
      ticket,
      since: 0,
      refs: [],
    } as const;
    const socket = this.#socket;
    const unsent = () => this.#unsentBytes;
    const member = new OpenMember(
      { ...hello, refs: [] },
      {
        get bufferedBytes() {
          return unsent();
        },
        read: (goesOn) => (goesOn ? socket.resume() : socket.pause()),
      },
      {
        moved: (place) => this.#tell({ event: 'moved', ...place }),
        failed: (thrown) => this.#around.report(`open wire: ${String((thrown as Error | undefined)?.stack ?? thrown)}`),
        waiting: (message) => this.#tell({ event: 'waiting', message }),
        joined: () => void this.#joined(),
        entry: (entry, before) => this.#subscriptions?.entry(entry, before),
        closed: (error, again) => this.#closed(error, again),
      },
    );
    this.#acting = { member, nowMs, newId };
    this.#around.open(member).catch((thrown: unknown) => {
      this.#fail(id, thrown);
      this.#socket.close(closeCodes.refused, 'not let in');
    });
  }

  async #joined(): Promise<void> {
    const { id, request } = this.#joining!;
    const acting = this.#acting!;
    const { member } = acting;
    this.#isIn = true;
    this.#subscriptions = new Subscriptions(acting, (event) => this.#tell(event));
    this.#around.onJoined();
    const { type, metadata } = request;
    try {
      if (type !== undefined || metadata !== undefined)
        await acts.presence(acting, { id, do: 'presence', type, metadata });
      const { role } = member.state.participants[member.person]!;
      const bounds = { messageBytes: mostMessageBytes, messagesPerSecond: rate.perSecond, ...valueLimits };
      const { person, seq } = member;
      this.#tell({ id, ok: { version: openVersion, person, role, seq, limits: bounds } });
    } catch (thrown) {
      this.#fail(id, thrown);
    }
  }

  #closed(error: EnsembleError, again: boolean): void {
    // The end of a connection is only noticed while reading.
    this.#socket.resume();
    const isAnswer = this.#joining !== null && !this.#isIn;
    if (isAnswer) this.#tell({ id: this.#joining!.id, error: toWireError(error) });
    else this.#tell({ event: 'closed', error: toWireError(error), again });
    this.#socket.close(isAnswer ? closeCodes.refused : closeCodes.ended, error.code);
  }

  async #answer(request: OpenRequest): Promise<void> {
    const { id } = request;
    try {
      this.#tell({ id, ok: await this.#done(request) });
    } catch (thrown) {
      this.#fail(id, thrown);
    }
  }

  #done(request: OpenRequest): object | Promise<object> {
    switch (request.do) {
      case 'subscribe':
        return this.#subscriptions!.add(request.to, request.prefix ?? '');
      case 'unsubscribe':
        this.#subscriptions!.remove(request.to);
        return {};
      case 'leave':
        // After the answer.
        setImmediate(() => this.#acting!.member.leave());
        return {};
      default:
        return acts[request.do](this.#acting!, request as never);
    }
  }
}

function parsed(text: string): unknown {
  if (jsonDepth(text) > valueLimits.depth + levelsAround)
    throw new EnsembleError('bad-request', 'The JSON is too deep.');
  try {
    return JSON.parse(text);
  } catch {
    throw new EnsembleError('bad-request', 'This is not JSON.');
  }
}

function checked<T>(
  schema: {
    safeParse(
      value: unknown,
    ): { success: true; data: T } | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } };
  },
  message: unknown,
): T {
  const found = schema.safeParse(message);
  if (found.success) return found.data;
  const issue = found.error.issues[0];
  throw new EnsembleError('bad-request', `${issue?.path.join('.') || 'the message'}: ${issue?.message ?? ''}`);
}
