import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SessionServer } from '../../../server/server.ts';
import { hashSecret } from '../../../server/session/secrets.ts';
import { nodeEnvironment } from '../../../src/main/machine/environment.ts';
import { newId } from '../../../src/shared/core/ids.ts';
import { benchInvite, benchPeople, benchSession, benchTicketOf, benchToken } from '../messages.ts';
import { serveUsage } from '../usage.ts';

// The whole of our server as `ensemble serve` runs it: every edit is on the disk before anybody hears of it.
const dataFolder = mkdtempSync(join(tmpdir(), 'ensemble-bench-'));
process.once('exit', () => rmSync(dataFolder, { recursive: true, force: true }));

const server = SessionServer.open({ dataFolder, environment: nodeEnvironment, report: console.error });
server.access.setInvite(benchSession, hashSecret(benchInvite), 'editor', Date.now() + 3_600_000);
await server.open(benchSession, true);
const session = (await server.find(benchSession))!;
for (let number = 0; number < benchPeople; number++) {
  const person = newId(nodeEnvironment);
  server.access.remember(benchSession, hashSecret(benchTicketOf(number)), person);
  session.write('participant.admitted', { person, name: `Person ${number}`, role: 'editor' });
}
await session.settled();
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
