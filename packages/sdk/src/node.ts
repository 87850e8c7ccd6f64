import { userInfo } from 'node:os';
import { type JoinOptions, joinBy, joinThrough } from '../../../src/client/sdk/join.ts';
import type { Session } from '../../../src/client/sdk/session.ts';
import { ownWay } from '../../../src/main/machine/own-way.ts';
import { toldAddressOf } from '../../../src/main/machine/running-info.ts';
import { pinnedFetch } from '../../../src/main/session/pinned-fetch.ts';
import { pinnedAgent } from '../../../src/main/session/pinned-tls.ts';
import { EnsembleError } from '../../../src/shared/core/errors.ts';

export * from '../../../src/client/sdk/index.ts';

/** Joins a session by its invite link, also one whose server has a certificate of its own: the link names it. */
export function join(options: JoinOptions): Promise<Session> {
  return joinBy(options, async (origin, pin) => {
    const { agent, cert } = await pinnedAgent(origin, pin);
    return { socket: { agent: agent as never, ca: cert }, fetch: pinnedFetch(agent) };
  });
}

export interface FolderOptions extends Pick<JoinOptions, 'timeoutMs' | 'report'> {
  /** Folder that is open in Ensemble on this machine. */
  readonly folder: string;
  /** Home of Ensemble, where that is not the usual one. */
  readonly home?: string;
}

/**
 * Joins the session of a folder that is open on this machine, shared or not, as its owner: by the door of the owner's
 * windows, as the `ensemble` command does. What this program does is its owner's. Rejects with `host-away` where the
 * folder is not open.
 */
export async function joinFolder({ folder, home, ...options }: FolderOptions): Promise<Session> {
  const address = toldAddressOf(folder, home);
  const closed = new EnsembleError('host-away', `${folder} is not open in Ensemble on this machine: open it first.`);
  if (address === null) throw closed;
  const { check, ...way } = ownWay(address, 'session');
  await check().catch(() => {
    throw closed;
  });
  return joinThrough({ way, shows: { name: userInfo().username, purpose: 'program' }, described: null }, options);
}
