import type { Server as SocketServer } from 'socket.io';

/** Most connections from one address that have not said hello. */
const mostFromOneAddress = 100;
/** The same for this machine: behind a proxy on it, all people have its address. */
const mostFromHere = 1_000;

/** Most packets in one request by polling: a client with much to say says it in frames. */
const mostPackets = 1_000;

const separator = '\x1e';

function hasTooMany(payload: string): boolean {
  let packets = 1;
  for (let at = payload.indexOf(separator); at >= 0; at = payload.indexOf(separator, at + 1))
    if (++packets > mostPackets) return true;
  return false;
}

interface EngineTransport {
  name: string;
  onData(data: string): void;
  onError(message: string): void;
}

/** Refuses a request of more packets than a client ever sends: each costs, before anybody knows its sender. */
function boundPackets(transport: EngineTransport): void {
  if (transport.name !== 'polling') return;
  const take = transport.onData.bind(transport);
  transport.onData = (data) => (hasTooMany(data) ? transport.onError('too many packets') : take(data));
}

/** Bounds the connections that have not said hello: by polling, one costs its maker a single request. */
export class Newcomers {
  readonly #waiting = new Map<string, number>();

  /** Says whether one more may come from an address. */
  admits(address: string): boolean {
    const isHere = /^(::1$|(::ffff:)?127\.)/.test(address);
    return (this.#waiting.get(address) ?? 0) < (isHere ? mostFromHere : mostFromOneAddress);
  }

  /** Counts a connection. The returned function ends that. */
  enter(address: string): () => void {
    this.#add(address, 1);
    let isCounted = true;
    return () => {
      if (isCounted) this.#add(address, -1);
      isCounted = false;
    };
  }

  /** Counts connections from their first request until they have said hello, or are gone. */
  watch(sockets: SocketServer): void {
    const known = new WeakMap<object, () => void>();
    sockets.engine.on('connection', (connection: EngineConnection) => {
      boundPackets(connection.transport);
      const { remoteAddress } = connection;
      const settle = this.enter(remoteAddress);
      known.set(connection, settle);
      connection.once('close', settle);
    });
    sockets.on('connection', ({ conn }) => known.get(conn)?.());
  }

  #add(address: string, count: number): void {
    const waiting = (this.#waiting.get(address) ?? 0) + count;
    if (waiting > 0) this.#waiting.set(address, waiting);
    else this.#waiting.delete(address);
  }
}

interface EngineConnection {
  transport: EngineTransport;
  remoteAddress: string;
  once(event: 'close', listener: () => void): void;
}
