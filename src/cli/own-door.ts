import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { DirectWorkspace } from '../client/direct-workspace.ts';
import { enterSession } from '../client/entering.ts';
import { MemoryOutbox } from '../client/outbox.ts';
import { SessionClient } from '../client/session-client.ts';
import { nodeEnvironment } from '../main/machine/environment.ts';
import { runningHostOf } from '../main/machine/host-lock.ts';
import { ownWay } from '../main/machine/own-way.ts';
import { type OwnAddress, ownAddress } from '../main/machine/running-info.ts';
import { ensembleHome } from '../main/machine/state-folder.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { newId, newSecret } from '../shared/core/ids.ts';
import { formatInviteLink } from '../shared/invite-link.ts';
import type { OwnersDoor } from './agent-entry.ts';
import { output } from './output.ts';

const enterWithinMs = 60_000;

/** Address of the host of a folder that runs on this machine, with all that its owner's window shows at the door. */
function addressOf(folder: string, home: string): OwnAddress | null {
  const running = runningHostOf(resolve(folder), home);
  if (!running || running.url === '') return null;
  return ownAddress(running.url);
}

/** Way in for agents of the owner of a folder on this machine; null where its host does not run. */
export function agentsDoorOf(folder: string, home = ensembleHome()): OwnersDoor | null {
  const address = addressOf(folder, home);
  if (!address) return null;
  const { origin, session } = address;
  return {
    keptAs: session,
    link: formatInviteLink({ origin, session, invite: newSecret(nodeEnvironment), pin: null }),
    async invite() {
      const host = ownDoorOf(folder, home);
      if (!host) throw new EnsembleError('host-away', 'This folder is not open in Ensemble any more.');
      try {
        return (await host.request('agents.invite', { role: 'editor' })).link;
      } finally {
        host.close();
      }
    },
  };
}

/** Way to the host of a folder that runs on this machine, as its owner; null where none runs. */
export function ownDoorOf(folder: string, home = ensembleHome()): DirectWorkspace | null {
  const address = addressOf(folder, home);
  if (!address) return null;
  const { dial, blobs } = ownWay(address, 'workspace');
  return new DirectWorkspace(dial, blobs, newId(nodeEnvironment));
}

/**
 * Comes into the session of a folder on this machine as its owner, as one more window of theirs would; null where its
 * host does not run. Rejects with the reason in words.
 */
export async function enterAsOwner(folder: string, home = ensembleHome()): Promise<SessionClient | null> {
  const address = addressOf(folder, home);
  if (!address) return null;
  const { dial, blobs } = ownWay(address, 'session');
  const client = new SessionClient({
    dial,
    blobs,
    environment: nodeEnvironment,
    outbox: new MemoryOutbox(),
    replica: newId(nodeEnvironment),
    name: userInfo().username,
    purpose: 'program',
    report: output.problem,
  });
  await enterSession(client, { withinMs: enterWithinMs, knows: ({ host }) => host !== null });
  return client;
}
