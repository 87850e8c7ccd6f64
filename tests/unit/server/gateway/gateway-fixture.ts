import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ListenOptions } from '../../../../server/gateway/listener.ts';
import { hashSecret, SessionServer } from '../../../../server/server.ts';
import { MemoryOutbox } from '../../../../src/client/outbox.ts';
import { SessionClient } from '../../../../src/client/session-client.ts';
import { type DoorAuth, socketDial } from '../../../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import {
  type ClientFrame,
  decodeServerFrame,
  encodeFrame,
  type Hello,
  type ServerFrame,
} from '../../../../src/shared/core/frames.ts';
import { newId, newSecret } from '../../../../src/shared/core/ids.ts';
import type { Transport } from '../../../../src/shared/transport.ts';
import { helloOf } from '../../../lib/hello.ts';

export const token = 'the token of the private listener';
export const invite = 'an-invite-of-32-characters-or-so';

/** A folder of the machine's own, gone again after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-gateway-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A session server on real ports of 127.0.0.1, with a private door, a guests' door and a session that is shared. */
export class Gateway {
  readonly server: SessionServer;
  readonly session = newId(nodeEnvironment);
  readonly owner = newId(nodeEnvironment);
  readonly reports: string[] = [];
  readonly workspaces: Transport[] = [];
  readonly pages: string;
  privatePort = 0;
  guestPort = 0;
  host!: SessionClient;

  private constructor() {
    const folder = temporaryFolder();
    this.pages = join(folder, 'pages');
    mkdirSync(this.pages);
    writeFileSync(join(this.pages, 'index.html'), '<!doctype html>the page');
    writeFileSync(join(folder, 'secret.txt'), 'a secret beside the pages');
    const report = (message: string) => void this.reports.push(message);
    this.server = SessionServer.open({ dataFolder: join(folder, 'data'), environment: nodeEnvironment, report });
  }

  static async open(): Promise<Gateway> {
    const gateway = new Gateway();
    onTestFinished(() => gateway.server.close());
    const onWorkspace = (transport: Transport) => void gateway.workspaces.push(transport);
    const own = { ownerToken: token, guests: false, hostNames: ['127.0.0.1', 'localhost'], onWorkspace };
    gateway.privatePort = (await gateway.listen(own)).port;
    gateway.guestPort = (await gateway.listen({})).port;
    gateway.host = await gateway.client({ token, person: gateway.owner }, { purpose: 'host' }, gateway.privatePort);
    await gateway.host.publish('host.claimed', { term: 1, folder: 'folder' });
    gateway.server.access.setInvite(gateway.session, hashSecret(invite), 'editor', Date.now() + 60_000);
    await gateway.host.publish('sharing.opened', { admitEveryone: true, role: 'editor' });
    return gateway;
  }

  /** Opens a door; what is not said is as for guests. */
  listen(options: Partial<ListenOptions>) {
    const guests = {
      ownerToken: null,
      guests: true,
      hostNames: ['127.0.0.1', 'localhost', 'some.example'],
      onWorkspace: null,
    };
    const shared = { address: '127.0.0.1', port: 0, tls: null, pages: this.pages };
    return this.server.listen({ ...shared, ...guests, ...options });
  }

  /** A joined client; a guest where `auth` shows no token. */
  async client(
    auth: Partial<DoorAuth> = {},
    options: Partial<SessionClient['options']> = {},
    port = this.guestPort,
  ): Promise<SessionClient> {
    const guest = auth.token === undefined ? { invite, ticket: newSecret(nodeEnvironment) } : {};
    const client = new SessionClient({
      dial: socketDial(`http://127.0.0.1:${port}`, { session: this.session, channel: 'session', ...auth }),
      environment: nodeEnvironment,
      outbox: new MemoryOutbox(),
      replica: newId(nodeEnvironment),
      name: 'Somebody',
      purpose: 'program',
      ...guest,
      ...options,
    });
    onTestFinished(() => client.abandon());
    await client.start();
    await client.joined();
    return client;
  }

  /** A hello of a guest that would be let in. */
  hello(changes: Partial<Hello> = {}): ClientFrame {
    const fresh = { purpose: 'program', invite, ticket: newSecret(nodeEnvironment) } as const;
    return { t: 'hello', hello: helloOf(newId(nodeEnvironment), { ...fresh, ...changes }) };
  }

  /** A connection without manners. Rejects with what the door says where it is shut. */
  async raw(auth: Partial<DoorAuth> = {}, port = this.guestPort, headers: Record<string, string> = {}) {
    const dial = socketDial(
      `http://127.0.0.1:${port}`,
      { session: this.session, channel: 'session', ...auth },
      { extraHeaders: headers },
    );
    const raw = new RawConnection(await dial());
    onTestFinished(() => raw.transport.close());
    return raw;
  }
}

/** Sends what it is told to, and notes what comes back. */
export class RawConnection {
  readonly transport: Transport;
  readonly frames: ServerFrame[] = [];
  readonly closed: Promise<void>;
  #wake: () => void = () => undefined;

  constructor(transport: Transport) {
    this.transport = transport;
    transport.onFrame = (frame) => {
      this.frames.push(decodeServerFrame(frame));
      this.#wake();
    };
    this.closed = new Promise((resolve) => {
      transport.onClose = resolve;
    });
  }

  send(frame: ClientFrame | Uint8Array): void {
    this.transport.send(frame instanceof Uint8Array ? frame : encodeFrame(frame));
  }

  /** Resolves with the first frame of this type, there already or still to come. */
  async next<T extends ServerFrame['t']>(t: T): Promise<Extract<ServerFrame, { t: T }>> {
    for (;;) {
      const found = this.frames.find((frame) => frame.t === t);
      if (found) return found as Extract<ServerFrame, { t: T }>;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** One request over HTTP as it is written here: the path is not tidied, and any header may be sent. */
export function ask(
  port: number,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: Uint8Array } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options;
    const call = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        });
      });
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(body);
  });
}
