import { resolve } from 'node:path';
import { DirectWorkspace } from '../client/direct-workspace.ts';
import { HttpBlobs } from '../client/http-blobs.ts';
import { provenDial, provenFetch } from '../client/proven-door.ts';
import { socketDial } from '../client/socket-dial.ts';
import { nodeEnvironment } from '../main/machine/environment.ts';
import { runningHostOf } from '../main/machine/host-lock.ts';
import { ensembleHome } from '../main/machine/state-folder.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { newId, newSecret } from '../shared/core/ids.ts';
import { formatInviteLink } from '../shared/invite-link.ts';
import type { OwnersDoor } from './agent-entry.ts';

/** Address of the host of a folder that runs on this machine, with all that its owner's window shows at the door. */
function addressOf(folder: string, home: string) {
  const running = runningHostOf(resolve(folder), home);
  if (!running || running.url === '') return null;
  const { origin, hash } = new URL(running.url);
  const fragment = new URLSearchParams(hash.slice(1));
  const [session, token, person] = ['session', 'token', 'person'].map((name) => fragment.get(name) ?? '') as [
    string,
    string,
    string,
  ];
  return { origin, session, token, person };
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
  const { origin, session, token, person } = address;
  const door = { origin, token, environment: nodeEnvironment, fetch };
  const blobs = new HttpBlobs(`${origin}/blobs/${session}`, token, provenFetch(door));
  const dial = provenDial(door, socketDial(origin, { session, channel: 'workspace', token, person }));
  return new DirectWorkspace(dial, blobs, newId(nodeEnvironment));
}
