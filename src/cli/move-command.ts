import { resolve } from 'node:path';
import { DirectWorkspace } from '../client/direct-workspace.ts';
import { HttpBlobs } from '../client/http-blobs.ts';
import { provenDial, provenFetch } from '../client/proven-door.ts';
import { socketDial } from '../client/socket-dial.ts';
import { nodeEnvironment } from '../main/machine/environment.ts';
import { runningHostOf } from '../main/machine/host-lock.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { newId } from '../shared/core/ids.ts';
import { parseServerLink } from '../shared/server-link.ts';
import type { Command } from './command.ts';
import { output } from './output.ts';

/** `ensemble move FOLDER --server LINK`: has the running host of a folder move its session to a stand-alone server. */
export const moveCommand: Command = {
  options: { server: { type: 'string' } },
  async run([folder = '.'], values) {
    if (values.server === undefined)
      throw new EnsembleError('bad-request', 'Where to? Give the link for hosts with --server.');
    const link = parseServerLink(values.server as string);
    const running = runningHostOf(resolve(folder));
    if (!running || running.url === '')
      throw new EnsembleError(
        'not-found',
        'No host runs for this folder. `ensemble host FOLDER --server LINK` moves it, too.',
      );
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
    const host = new DirectWorkspace(dial, blobs, newId(nodeEnvironment));
    try {
      await host.request('hosting.move', { server: values.server as string });
    } finally {
      host.close();
    }
    output.line(`The session goes on at ${link.origin}; the host says so when everybody is there.`);
    return 0;
  },
};
