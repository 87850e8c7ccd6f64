import type { SessionClient } from '../../../client/session-client.ts';
import { isHostHere } from '../../../shared/capabilities/hosting/known-host.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import type { Workspace } from '../../../shared/session/contract.ts';
import { normalizeText } from '../../../shared/text/edits.ts';
import { hashBytes } from '../../../shared/text/hash.ts';

/**
 * Waits for a text to be bound; gives `alone` where it cannot be for now, since its session or host is out of reach.
 */
export async function boundOrAlone<T>(client: SessionClient, bound: Promise<T>): Promise<T | 'alone'> {
  const { promise: alone, resolve } = Promise.withResolvers<'alone'>();
  const check = () => {
    if (client.status.is !== 'online' || !isHostHere(client.state)) resolve('alone');
  };
  const stops = [client.events.on('status', check), client.events.on('state', check)];
  // A text that is bound already counts as bound.
  queueMicrotask(check);
  return Promise.race([bound, alone]).finally(() => {
    for (const stop of stops) stop();
  });
}

const decode = (bytes: Uint8Array) => normalizeText(new TextDecoder('utf-8', { fatal: true }).decode(bytes));

/**
 * Writes a text that is in no session yet to the disk of this machine. `before` is the disk's text at the last opening
 * or save. Gives the text that it holds then. Throws `changed-on-disk` where it holds another by now.
 */
export async function saveAlone(
  workspace: Workspace,
  path: string,
  before: string,
  content: Uint8Array,
): Promise<string> {
  const read = await workspace.request('files.read', { path });
  let onDisk: string | null = null;
  try {
    onDisk = decode(read.content);
  } catch {
    // Not in UTF-8: only the host knows how to keep that, once it is a document.
  }
  if (onDisk !== before) throw holdsElse(path);
  const expected = hashBytes(read.content);
  try {
    await workspace.request('files.write', { path, content, create: false, overwrite: true, expected });
  } catch (thrown) {
    // Another window was faster.
    throw thrown instanceof EnsembleError && thrown.code === 'changed-on-disk' ? holdsElse(path) : thrown;
  }
  return decode(content);
}

function holdsElse(path: string): EnsembleError {
  return new EnsembleError(
    'changed-on-disk',
    `${path} holds something else on the disk than here, so it was not written over. What you typed is kept, and comes together with that when the session server is back.`,
  );
}
