import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprintOf, makeCertificate, SessionServer } from '../../server/server.ts';
import { nodeEnvironment } from '../main/host/environment.ts';
import { isThisMachine } from '../main/host/sharing.ts';
import { ensembleHome, writePrivateJson } from '../main/host/state-folder.ts';
import { newSecret } from '../shared/protocol/ids.ts';
import type { Command } from './commands.ts';
import { askedToEnd } from './signals.ts';

interface ServerState {
  token: string;
  certificate: { key: string; cert: string } | null;
}

async function stateOf(folder: string, address: string): Promise<ServerState> {
  try {
    return JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as ServerState;
  } catch {
    const certificate = isThisMachine(address) ? null : await makeCertificate([address]);
    const state = { token: newSecret(nodeEnvironment), certificate };
    writePrivateJson(folder, 'server.json', state);
    return state;
  }
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
