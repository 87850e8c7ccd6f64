import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SessionServer } from '../../../server/server.ts';
import { hashSecret } from '../../../server/session/doorkeeper.ts';
import { nodeEnvironment } from '../../../src/main/host/environment.ts';
import { benchInvite, benchSession, benchToken } from '../messages.ts';
import { serveUsage } from '../usage.ts';

// The whole of our server as `ensemble serve` runs it: every edit is on the disk before anybody hears of it.
const dataFolder = mkdtempSync(join(tmpdir(), 'ensemble-bench-'));
process.once('exit', () => rmSync(dataFolder, { recursive: true, force: true }));

const server = SessionServer.open({ dataFolder, environment: nodeEnvironment, report: console.error });
server.access.setInvite(benchSession, hashSecret(benchInvite), 'editor', Date.now() + 3_600_000);
const { port } = await server.listen({
  address: '127.0.0.1',
  port: 0,
  tls: null,
  ownerToken: benchToken,
  guests: true,
  hostNames: ['127.0.0.1'],
  pages: null,
  onWorkspace: null,
});
serveUsage(port);
