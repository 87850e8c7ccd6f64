import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { DirectWorkspace } from '../../src/client/direct-workspace.ts';
import { HttpBlobs } from '../../src/client/http-blobs.ts';
import { socketDial } from '../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../src/main/host/environment.ts';
import { newId } from '../../src/shared/protocol/ids.ts';
import type { Transport } from '../../src/shared/transport.ts';
import type { Workspace } from '../../src/shared/workspace/contract.ts';
import { guestOf, type RunningHost, SharedFolder } from '../unit/main/host/host-fixture.ts';
import { describeWorkspace, type WorkspaceStage } from './workspace-contract.ts';

async function stage(way: (host: RunningHost) => Promise<Workspace>): Promise<WorkspaceStage> {
  const folder = new SharedFolder();
  const path = (name: string) => join(folder.folder, name);
  return {
    workspace: await way(await folder.host()),
    write: (name, content) => folder.write(name, content),
    read: (name) => (existsSync(path(name)) ? readFileSync(path(name), 'utf8') : null),
  };
}

/** The way of the host's own window, with what its address says. */
function directly({ host }: RunningHost): DirectWorkspace {
  const { origin, hash } = new URL(host.url);
  const said = new URLSearchParams(hash.slice(1));
  const [session, person, token] = ['session', 'person', 'token'].map((name) => said.get(name) ?? '') as [
    string,
    string,
    string,
  ];
  const dial = socketDial(origin, { session, person, token, channel: 'workspace' });
  const blobs = new HttpBlobs(`${origin}/blobs/${session}`, token, fetch);
  const open: Transport[] = [];
  onTestFinished(() => {
    for (const transport of open) transport.close();
  });
  const noted = async () => {
    const transport = await dial();
    open.push(transport);
    return transport;
  };
  return new DirectWorkspace(noted, blobs, newId(nodeEnvironment));
}

describeWorkspace('a workspace reached directly', () => stage(async (host) => directly(host)));
describeWorkspace('a workspace reached through a session', () => stage(async (host) => guestOf(await host.share())));
