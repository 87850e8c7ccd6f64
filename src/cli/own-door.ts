import { resolve } from 'node:path';
import { DirectWorkspace } from '../client/direct-workspace.ts';
import { HttpBlobs } from '../client/http-blobs.ts';
import { provenDial, provenFetch } from '../client/proven-door.ts';
import { socketDial } from '../client/socket-dial.ts';
import { nodeEnvironment } from '../main/machine/environment.ts';
import { runningHostOf } from '../main/machine/host-lock.ts';
import { ensembleHome } from '../main/machine/state-folder.ts';
import { newId } from '../shared/core/ids.ts';

/** Way to the host of a folder that runs on this machine, as its owner; null where none runs. */
export function ownDoorOf(folder: string, home = ensembleHome()): DirectWorkspace | null {
  const running = runningHostOf(resolve(folder), home);
  if (!running || running.url === '') return null;
  const { origin, hash } = new URL(running.url);
  const fragment = new URLSearchParams(hash.slice(1));
  const [session, token, person] = ['session', 'token', 'person'].map((name) => fragment.get(name) ?? '') as [
    string,
    string,
    string,
  ];
  const door = { origin, token, environment: nodeEnvironment, fetch };
  const blobs = new HttpBlobs(`${origin}/blobs/${session}`, token, provenFetch(door));
  const dial = provenDial(door, socketDial(origin, { session, channel: 'workspace', token, person }));
  return new DirectWorkspace(dial, blobs, newId(nodeEnvironment));
}
