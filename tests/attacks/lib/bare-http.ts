import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { AttackedHost } from './attacked-host.ts';
import type { RawClient } from './raw-client.ts';

export interface BareAnswer {
  /** 0 where the connection ended without one. */
  status: number;
  head: string;
  body: Buffer;
}

const patienceMs = 8_000;
/** The most that the door takes at once. */
const partBytes = 2 * 1024 * 1024;

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Opens a plain connection, which nobody else's library has an opinion on. */
export function bareSocket(origin: string): Promise<Socket> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('close', () => reject(new Error('nobody listens')));
  });
}

/** Sends bytes as they are, and gives all that comes until the other side is done. */
export async function bare(origin: string, bytes: string | Uint8Array): Promise<BareAnswer> {
  const socket = await bareSocket(origin);
  const chunks: Buffer[] = [];
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('neither answered nor ended')), patienceMs);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.once('close', () => {
      clearTimeout(late);
      resolve();
    });
    socket.write(bytes);
  }).finally(() => socket.destroy());
  const all = Buffer.concat(chunks);
  const end = all.indexOf('\r\n\r\n');
  const head = all.subarray(0, Math.max(0, end)).toString('latin1');
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), head, body: all.subarray(end + 4) };
}

/** A request with any line and headers. It asks for the connection to end. */
export function ask(
  origin: string,
  line: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<BareAnswer> {
  const own = { Host: new URL(origin).host, Connection: 'close', ...headers };
  const lines = Object.entries(own).map(([name, value]) => `${name}: ${value}`);
  return bare(origin, `${[`${line} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n${body}`);
}

/** Somebody's requests about attachments, as a window makes them. */
export class BlobClient {
  readonly #base: string;
  readonly #headers: Record<string, string>;

  constructor(host: AttackedHost, guest: RawClient | null) {
    this.#base = `${host.guestOrigin}/blobs/${host.session}`;
    this.#headers = guest ? { authorization: `Bearer ${guest.ticket}` } : {};
  }

  put(hash: string, bytes: Uint8Array, offset = 0, total = bytes.length): Promise<Response> {
    const body = Uint8Array.from(bytes);
    const at = `${this.#base}/${hash}?offset=${offset}&total=${total}`;
    return fetch(at, { method: 'PUT', headers: this.#headers, body });
  }

  get(hash: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.#base}/${hash}`, { headers: { ...this.#headers, ...headers } });
  }

  head(hash: string): Promise<Response> {
    return fetch(`${this.#base}/${hash}`, { method: 'HEAD', headers: this.#headers });
  }

  /** Uploads bytes whole, in parts, and gives their hash. */
  async upload(bytes: Uint8Array): Promise<string> {
    const hash = hashOf(bytes);
    for (let at = 0; at < bytes.length || at === 0; at += partBytes) {
      const answer = await this.put(hash, bytes.subarray(at, at + partBytes), at, bytes.length);
      if (!answer.ok) throw new Error(`not taken: ${answer.status} ${await answer.text()}`);
    }
    return hash;
  }
}
