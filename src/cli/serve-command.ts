import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fingerprintOf, isFresh, makeCertificate, SessionServer } from '../../server/server.ts';
import { nodeEnvironment } from '../main/host/environment.ts';
import { isThisMachine } from '../main/host/sharing.ts';
import { ensembleHome, writePrivateJson } from '../main/host/state-folder.ts';
import { newSecret } from '../shared/protocol/ids.ts';
import type { Command } from './commands.ts';
import { askedToEnd } from './signals.ts';

const serverState = z.object({
  token: z.string().min(16),
  certificate: z.object({ key: z.string(), cert: z.string(), name: z.string() }).nullable(),
});

type ServerState = z.infer<typeof serverState>;

const stateFile = 'server.json';

/** The server's token and certificate, the same after a restart; another address gets another certificate. */
async function stateOf(folder: string, address: string): Promise<ServerState> {
  const path = join(folder, stateFile);
  const old = existsSync(path) ? serverState.parse(JSON.parse(readFileSync(path, 'utf8'))) : null;
  const state: ServerState = old ?? { token: newSecret(nodeEnvironment), certificate: null };
  const { certificate } = state;
  if (!isThisMachine(address) && (certificate?.name !== address || !isFresh(certificate.cert))) {
    state.certificate = { ...(await makeCertificate([address])), name: address };
  }
  writePrivateJson(folder, stateFile, state);
  return state;
}

/** `ensemble serve`: sessions without a folder here; who has the token may begin them. */
export const serveCommand: Command = {
  options: {
    port: { type: 'string', default: '0' },
    address: { type: 'string', default: '127.0.0.1' },
    data: { type: 'string' },
  },
  async run(_positionals, values) {
    const address = values.address as string;
    const dataFolder = (values.data as string | undefined) ?? join(ensembleHome(), 'server');
    const state = await stateOf(dataFolder, address);
    const local = isThisMachine(address);
    const server = SessionServer.open({
      dataFolder,
      environment: nodeEnvironment,
      report: (message) => console.error(message),
    });
    const listener = await server.listen({
      address: local ? '127.0.0.1' : '0.0.0.0',
      port: Number(values.port),
      tls: local ? null : state.certificate,
      ownerToken: state.token,
      guests: true,
      hostNames: null,
      pages: null,
      onWorkspace: null,
    });
    const fragment = new URLSearchParams({ token: state.token });
    if (!local && state.certificate) fragment.set('pin', fingerprintOf(state.certificate.cert));
    const ended = askedToEnd();
    console.log(`ready: ${local ? 'http' : 'https'}://${address}:${listener.port}/#${fragment}`);
    await ended;
    await server.close();
    return 0;
  },
};
