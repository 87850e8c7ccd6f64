import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A way to a port of this machine that can be cut, and mended. It is gone when the test ends. */
export class CutLine {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(server: Server, port: number) {
    this.#server = server;
    server.on('connection', (near) => {
      near.on('error', () => undefined);
      if (this.#isCut) return void near.destroy();
      const far = connect({ port, host: '127.0.0.1' });
      far.on('error', () => undefined);
      near.pipe(far).pipe(near);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one);
        one.once('close', () => {
          this.#sockets.delete(one);
          other.destroy();
        });
      }
    });
    onTestFinished(() => {
      this.cut();
      server.close();
    });
  }

  /** Opens a port whose connections lead to `port`. */
  static async to(port: number): Promise<CutLine> {
    const server = createServer();
    await new Promise<void>((open) => server.listen(0, '127.0.0.1', open));
    return new CutLine(server, port);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Breaks all that runs over it, and lets nothing new through. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }
}
