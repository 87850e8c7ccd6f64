import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { hashSecret, type Listener, SessionServer } from '../../../../server/server.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import type { ServerLink } from '../../../../src/shared/server-link.ts';

const token = 'the host token of the server by itself';

/** A session server by itself, in this process, which can go and come back on its port. */
export class FarServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'ensemble-far-'));
  server!: SessionServer;
  #listener: Listener | null = null;
  #port = 0;
  readonly reports: string[] = [];

  static async open(): Promise<FarServer> {
    const far = new FarServer();
    onTestFinished(async () => {
      if (far.#listener) await far.server.close();
      rmSync(far.folder, { recursive: true, force: true });
    });
    await far.start();
    return far;
  }

  get link(): ServerLink {
    return { origin: `http://127.0.0.1:${this.#port}`, pin: null, token, ticket: null, session: null };
  }

  async start(): Promise<void> {
    const report = (message: string) => void this.reports.push(message);
    this.server = SessionServer.open({ dataFolder: this.folder, environment: nodeEnvironment, report });
    this.#listener = await this.server.listen({
      address: '127.0.0.1',
      port: this.#port,
      tls: null,
      ownerToken: null,
      hostTokenHash: hashSecret(token),
      guests: true,
      hostNames: ['127.0.0.1', 'localhost'],
      pages: null,
      onWorkspace: null,
      hosting: this.server.hosting,
    });
    this.#port = this.#listener.port;
  }

  async stop(): Promise<void> {
    this.#listener = null;
    await this.server.close();
  }
}
