import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Which bytes: those that the browser sends, or those that it gets. */
export type Direction = 'up' | 'down';

/** One connection through the network, both its ends. */
interface Tunnel {
  port: number;
  browser: Duplex;
  server: Socket;
  /** Bytes that still pass each way before the connection breaks. */
  left: Record<Direction, number>;
  stalled: boolean;
}

/**
 * A browser's network, as an HTTP proxy on real sockets: it can be cut, break in the middle of a frame, or stop carrying
 * what is open while new connections pass. Sockets of pages run through it as tunnels, byte for byte.
 */
export class Network {
  readonly #server: Server;
  readonly #tunnels = new Set<Tunnel>();
  #isCut = false;
  /** Number of connections that broke or ended. */
  ended = 0;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      if (this.#isCut) socket.destroy();
    });
    server.on('request', (incoming, response) => {
      if (this.#isCut) return void response.destroy();
      const { method, headers, url = '' } = incoming;
      const onward = request(url, { method: method ?? 'GET', headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      incoming.pipe(onward);
    });
    server.on('connect', ({ url = '' }, browser, head) => {
      if (this.#isCut) browser.destroy();
      else this.#tunnel(url, browser, head);
    });
  }

  static async start(): Promise<Network> {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return new Network(server);
  }

  /** The address for a browser's settings. */
  get proxy(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #tunnel(url: string, browser: Duplex, head: Buffer): void {
    const { hostname, port } = new URL(`http://${url}`);
    const server = connect(Number(port), hostname);
    const left = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY };
    const tunnel: Tunnel = { port: Number(port), browser, server, left, stalled: false };
    this.#tunnels.add(tunnel);
    for (const end of [browser, server]) {
      end.on('error', () => this.#break(tunnel));
      end.on('close', () => {
        // A stalled connection's far end does not hear of the near one's end.
        if (!tunnel.stalled) this.#break(tunnel);
      });
    }
    server.once('connect', () => {
      browser.write('HTTP/1.1 200 Connection established\r\n\r\n');
      server.write(head);
      browser.on('data', (bytes: Buffer) => this.#pass(tunnel, 'up', bytes));
      server.on('data', (bytes: Buffer) => this.#pass(tunnel, 'down', bytes));
    });
  }

  #pass(tunnel: Tunnel, direction: Direction, bytes: Buffer): void {
    const to = direction === 'up' ? tunnel.server : tunnel.browser;
    const passing = bytes.subarray(0, Math.min(bytes.length, tunnel.left[direction]));
    tunnel.left[direction] -= passing.length;
    if (passing.length === bytes.length) to.write(passing);
    // Bytes under way arrive before the end does.
    else to.write(passing, () => this.#break(tunnel));
  }

  #break(tunnel: Tunnel): void {
    if (this.#tunnels.delete(tunnel)) this.ended++;
    tunnel.browser.destroy();
    tunnel.server.destroy();
  }

  /** Breaks everything, and lets nothing through until `mend`. */
  cut(): void {
    this.#isCut = true;
    for (const tunnel of [...this.#tunnels]) this.#break(tunnel);
    this.#server.closeAllConnections();
  }

  /** Breaks the oldest connection to a port, and lets no new ones through until `mend`; the others go on. */
  cutOldest(port: number): void {
    this.#isCut = true;
    const oldest = [...this.#tunnels].find((tunnel) => tunnel.port === port);
    if (oldest) this.#break(oldest);
  }

  mend(): void {
    this.#isCut = false;
  }

  /** Lets so many more bytes of every open connection pass in one direction; in the middle of the next it breaks. */
  breakAfter(bytes: number, direction: Direction): void {
    for (const tunnel of this.#tunnels) tunnel.left[direction] = bytes;
  }

  /** Stalls open connections: they carry nothing more and do not end, as after a change of networks; new ones pass. */
  stall(): { release: () => void; drop: () => void } {
    const stalled = [...this.#tunnels];
    for (const tunnel of stalled) {
      tunnel.stalled = true;
      tunnel.browser.pause();
      tunnel.server.pause();
    }
    return {
      // All that was held arrives now, late.
      release: () => {
        for (const { browser, server } of stalled) {
          browser.resume();
          server.resume();
        }
      },
      /** Loses the held bytes, and ends the connection at both ends. */
      drop: () => {
        for (const tunnel of stalled) this.#break(tunnel);
      },
    };
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((closed) => this.#server.close(() => closed()));
  }
}
