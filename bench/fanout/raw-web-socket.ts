import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** One buffer for all: it is read to its end before the next socket's turn. */
const readBuffer = Buffer.alloc(256 * 1024);
const binary = 2;

/**
 * A WebSocket client (RFC 6455) that costs next to nothing: without `onMessage` it only skips over messages, so that
 * one core can listen for hundreds of people.
 */
export class RawWebSocket {
  /** Called with each binary message. The bytes are good only during the call. */
  onMessage: ((payload: Buffer, receivedMs: number) => void) | null = null;
  onText: (text: string) => void = () => undefined;
  onClose: () => void = () => undefined;
  readonly #socket: Socket;
  readonly #mask = randomBytes(4);
  #rest: Buffer | null = null;
  #upgraded: (() => void) | null = null;

  private constructor(port: number, path: string) {
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      onread: {
        buffer: readBuffer,
        callback: (length) => {
          this.#read(readBuffer.subarray(0, length));
          return true;
        },
      },
    });
    this.#socket.setNoDelay(true);
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => this.onClose());
    const key = randomBytes(16).toString('base64');
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
  }

  /** Connects. `begin` is called before anything else is read. Throws when the server does not speak WebSocket here. */
  static open(port: number, path: string, begin: (opened: RawWebSocket) => void): Promise<RawWebSocket> {
    return new Promise((resolve, reject) => {
      const opened = new RawWebSocket(port, path);
      opened.onClose = () => reject(new Error('the server closed the connection'));
      opened.#upgraded = () => {
        begin(opened);
        resolve(opened);
      };
    });
  }

  #read(chunk: Buffer): void {
    let data = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    if (this.#upgraded) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0 || !data.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) return this.close();
      this.#upgraded();
      this.#upgraded = null;
      data = data.subarray(end + 4);
    }
    const receivedMs = this.onMessage ? performance.now() : 0;
    let at = 0;
    while (at + 2 <= data.length) {
      let start = at + 2;
      let length = data[at + 1]! & 0x7f;
      if (length === 126) {
        if (at + 4 > data.length) break;
        length = data.readUInt16BE(at + 2);
        start = at + 4;
      } else if (length === 127) {
        if (at + 10 > data.length) break;
        length = data.readUInt32BE(at + 6);
        start = at + 10;
      }
      if (start + length > data.length) break;
      const opcode = data[at]! & 0x0f;
      if (opcode === binary) this.onMessage?.(data.subarray(start, start + length), receivedMs);
      else this.#control(opcode, data.subarray(start, start + length));
      at = start + length;
    }
    this.#rest = at < data.length ? Buffer.from(data.subarray(at)) : null;
  }

  #control(opcode: number, payload: Buffer): void {
    if (opcode === 1) this.onText(payload.toString());
    else if (opcode === 9) this.#write(10, payload);
  }

  send(payload: Uint8Array): void {
    this.#write(binary, payload);
  }

  sendText(text: string): void {
    this.#write(1, Buffer.from(text));
  }

  #write(opcode: number, payload: Uint8Array): void {
    const long = payload.length >= 126;
    const start = long ? 8 : 6;
    const frame = Buffer.allocUnsafe(start + payload.length);
    frame[0] = 0x80 | opcode;
    frame[1] = 0x80 | (long ? 126 : payload.length);
    if (long) frame.writeUInt16BE(payload.length, 2);
    frame.set(this.#mask, start - 4);
    for (let i = 0; i < payload.length; i++) frame[start + i] = payload[i]! ^ this.#mask[i & 3]!;
    this.#socket.write(frame);
  }

  close(): void {
    this.#socket.destroy();
  }
}
