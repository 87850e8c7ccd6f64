import { type Listener, type ListenOptions, listen } from '../../../server/server.ts';
import { newSecret } from '../../shared/core/ids.ts';
import { nodeEnvironment } from '../machine/environment.ts';
import { type HostState, writeHostState } from '../machine/state-folder.ts';
import { forgetWindowToken, keepWindowToken, keptWindowToken } from './window-token.ts';

interface OwnerListenerOptions
  extends Pick<ListenOptions, 'pages' | 'onWorkspace' | 'sessions' | 'metrics' | 'report'> {
  stateFolder: string;
  state: HostState;
  /** Port that was asked for; 0 for that of last time, else any. */
  port: number;
  /** Shuts out windows of earlier starts. */
  newAddress: boolean;
}

/**
 * Opens the door of the host's own windows: at the port that was asked for, else at that of last time, else at any. At
 * the same port the token is that of last time too, so that windows that are still open go on by themselves.
 */
export async function openOwnerListener(options: OwnerListenerOptions): Promise<{ listener: Listener; token: string }> {
  const { stateFolder, state, port, newAddress, pages, onWorkspace, sessions, metrics, report } = options;
  const wanted = port || state.privatePort;
  if (newAddress) forgetWindowToken(stateFolder);
  const open = (at: number, ownerToken: string) =>
    listen({
      address: '127.0.0.1',
      port: at,
      tls: null,
      ownerToken,
      guests: false,
      agents: true,
      hostNames: ['127.0.0.1', 'localhost'],
      pages,
      onWorkspace,
      sessions,
      ...(metrics && { metrics }),
      report,
    });
  const kept = keptWindowToken(stateFolder, wanted, nodeEnvironment.nowMs());
  let token = kept ?? newSecret(nodeEnvironment);
  let isElsewhere = false;
  const listener = await open(wanted, token).catch((thrown: unknown) => {
    if (port !== 0 || wanted === 0) throw thrown;
    // Another program has the port that windows dial: a token said there must open nothing here.
    isElsewhere = true;
    token = newSecret(nodeEnvironment);
    return open(0, token);
  });
  if (port === 0 && state.privatePort === 0) {
    state.privatePort = listener.port;
    writeHostState(stateFolder, state);
  }
  if (token !== kept && !isElsewhere) {
    try {
      keepWindowToken(stateFolder, { token, port: listener.port, madeMs: nodeEnvironment.nowMs() });
    } catch (thrown) {
      report(`The address of this folder's windows is good for this start only: ${String((thrown as Error).message)}`);
    }
  }
  return { listener, token };
}
