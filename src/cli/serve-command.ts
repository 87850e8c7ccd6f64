import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import {
  fingerprintOf,
  hashSecret,
  isFresh,
  machineNames,
  makeCertificate,
  RelayFile,
  SessionServer,
} from '../../server/server.ts';
import { nodeEnvironment } from '../main/machine/environment.ts';
import { ensembleHome, writePrivateJson } from '../main/machine/state-folder.ts';
import { usualHistoryDays } from '../shared/capabilities/storage/methods.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { newSecret } from '../shared/core/ids.ts';
import { formatServerLink, isThisMachine } from '../shared/server-link.ts';
import type { Command } from './command.ts';
import { daysOf, millisecondsOf } from './history-days.ts';
import { output } from './output.ts';
import { builtPages } from './pages.ts';
import { askedToEnd } from './signals.ts';
import { StructuredLog } from './structured-log.ts';

const serverState = z.object({
  /** Hash of the token, which itself is shown once, and kept by nobody here. */
  tokenHash: z.string().nullable(),
  certificate: z.object({ key: z.string(), cert: z.string(), name: z.string() }).nullable(),
});

type ServerState = z.infer<typeof serverState>;

const stateFile = 'server.json';

/** Reads a given host token from a file, or from the environment; null where there is none. */
function givenToken(file: string | undefined, env: NodeJS.ProcessEnv): string | null {
  const token = (file === undefined ? env.ENSEMBLE_HOST_TOKEN : readFileSync(resolve(file), 'utf8'))?.trim() ?? null;
  if (token !== null && token.length < 16)
    throw new EnsembleError('bad-request', 'A host token has at least 16 characters that nobody can guess.');
  return token;
}

/** Reads the server's token and certificate, the same after a restart; another address gets another certificate. */
async function stateOf(
  folder: string,
  address: string,
  given: string | null,
): Promise<{ state: ServerState; newToken: string | null }> {
  const path = join(folder, stateFile);
  const state: ServerState = existsSync(path)
    ? serverState.parse(JSON.parse(readFileSync(path, 'utf8')))
    : { tokenHash: null, certificate: null };
  const newToken = given === null && state.tokenHash === null ? newSecret(nodeEnvironment) : null;
  const token = given ?? newToken;
  if (token !== null) state.tokenHash = hashSecret(token);
  const { certificate } = state;
  if (!isThisMachine(address) && (certificate?.name !== address || !isFresh(certificate.cert))) {
    state.certificate = { ...(await makeCertificate([address])), name: address };
  }
  writePrivateJson(folder, stateFile, state);
  return { state, newToken };
}

/** `ensemble serve`: sessions without a folder here; bearers of the host token may begin and host them. */
export const serveCommand: Command = {
  async run(_positionals, values) {
    const isJson = values.json === true;
    const address = values.address as string;
    const dataFolder = (values.data as string | undefined) ?? join(ensembleHome(), 'server');
    const keptMs = millisecondsOf(daysOf((values['keep-days'] as string | undefined) ?? String(usualHistoryDays)));
    const given = givenToken(values['host-token-file'] as string | undefined, process.env);
    const { state, newToken } = await stateOf(dataFolder, address, given);
    const local = isThisMachine(address);
    const log = StructuredLog.at(join(dataFolder, 'server.log'));
    const relays =
      values.ice === undefined ? null : RelayFile.required(resolve(values.ice as string), log.report('server'));
    const server = SessionServer.open({
      dataFolder,
      environment: nodeEnvironment,
      report: log.report('server'),
      historyMs: () => keptMs,
      ...(relays && { relays }),
    });
    const listener = await server.listen({
      address: local ? '127.0.0.1' : '0.0.0.0',
      port: Number(values.port),
      tls: local ? null : state.certificate,
      ownerToken: null,
      hostTokenHash: state.tokenHash,
      guests: true,
      hostNames: machineNames([address, ...(values['also-named'] as string).split(',')]),
      pages: builtPages(),
      onWorkspace: null,
      hosting: server.hosting,
    });
    const origin = `${local ? 'http' : 'https'}://${address}:${listener.port}`;
    const pin = local || !state.certificate ? null : fingerprintOf(state.certificate.cert);
    const ended = askedToEnd();
    log.write('info', 'server', 'started', { node: process.version, port: listener.port });
    if (newToken !== null) {
      const link = formatServerLink({ origin, pin, token: newToken, ticket: null, session: null });
      output.told(isJson, `hosts: ${link}`, { event: 'hosts', link });
      const once =
        'This link lets its bearer host sessions here. It is shown this once, and kept nowhere: keep it safe.';
      if (!isJson) output.line(once);
    }
    const url = `${origin}/${pin === null ? '' : `#pin=${pin}`}`;
    output.told(isJson, `ready: ${url}`, { event: 'ready', url });
    await ended;
    await server.close();
    log.write('info', 'server', 'ended');
    return 0;
  },
};
